"""The rows of records: what patients uploaded, who may read it, what doctors wrote of visits, and what happened to it all.

What a file holds lies in object storage, sealed with a key of its own; what a report says lies sealed in its row.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Index
from sqlmodel import Field, SQLModel

from healthmed_app.core.columns import instant, integer, references, sealed


class File(SQLModel, table=True):
    """A PDF or image of a patient, checked and stored. It is deleted for good: row, grants and object."""

    __tablename__ = "files"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("files_patient", "patient_id", "id"),
        CheckConstraint("size_bytes > 0", name="files_size"),
    )

    id: UUID = Field(primary_key=True)
    """Its object's name too; new ones are greater, so it also says the order."""
    patient_id: UUID = references("users.id")
    name: str
    """What its owner called it, made safe to show: no path, no control or direction marks."""
    media_type: str
    """`application/pdf`, `image/png` or `image/jpeg`, by its content."""
    size_bytes: int
    pages: int | None = None
    """Of a PDF."""
    width_px: int | None = None
    """Of an image."""
    height_px: int | None = None
    key_wrapped: bytes
    """The key that its object is sealed with, sealed itself by the master key."""
    key_id: str
    """Which master key that was."""
    created_at: datetime = instant(default_now=True)


class LooseObject(SQLModel, table=True):
    """An object in storage that no file owns: it is being uploaded, or its file was deleted. Removed once it is due.

    It is written before the object is, and given up in the transaction that writes the file's row; so whatever dies in
    between, no object is forgotten.
    """

    __tablename__ = "loose_objects"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("loose_objects_due", "due_at"),)

    file_id: UUID = Field(primary_key=True)
    due_at: datetime = instant()


class Report(SQLModel, table=True):
    """The report of one appointment: its draft while it is written or amended. What was signed are its versions."""

    __tablename__ = "reports"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("reports_appointment", "appointment_id", unique=True),
        Index("reports_doctor_patient", "doctor_id", "patient_id"),
        Index("reports_patient", "patient_id", "created_at"),
    )

    id: UUID = Field(primary_key=True)
    appointment_id: UUID = references("appointments.id")
    doctor_id: UUID = references("users.id")
    patient_id: UUID = references("users.id")
    draft_sealed: bytes | None = sealed()
    """What is typed and not signed; null when nothing is being written."""
    revision: int = integer(0)
    """Rises with every change of the draft."""
    created_at: datetime = instant(default_now=True)
    saved_at: datetime = instant(default_now=True)


class ReportVersion(SQLModel, table=True):
    """What was signed, as it was signed. A trigger refuses every change; an amendment is one more version."""

    __tablename__ = "report_versions"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("report_versions_number", "report_id", "number", unique=True),
        Index("report_versions_code", "code_blind", unique=True),
        CheckConstraint("number > 0", name="report_versions_number_counts"),
    )

    id: UUID = Field(primary_key=True)
    report_id: UUID = references("reports.id")
    number: int
    document_sealed: bytes = sealed(nullable=False)
    document_hash: bytes = sealed(nullable=False)
    """A keyed hash of what was signed, when, and of the version before it: `report_document.proof`."""
    code_sealed: bytes = sealed(nullable=False)
    code_blind: bytes = sealed(nullable=False)
    """The verification code's blind index, by which the public page finds the version."""
    signed_at: datetime = instant()


class FileGrant(SQLModel, table=True):
    """Permission for one doctor to read one file. Revoking removes it; that it was there stays in the ledger.

    One that was given for an appointment ends with it: see `grant_rules`.
    """

    __tablename__ = "file_grants"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index(
            "file_grants_once",
            "file_id",
            "doctor_id",
            "appointment_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        Index("file_grants_doctor", "doctor_id", "file_id"),
        Index("file_grants_appointment", "appointment_id", "file_id"),
        CheckConstraint("appointment_id IS NOT NULL OR expires_at IS NOT NULL", name="file_grants_end"),
    )

    id: UUID = Field(primary_key=True)
    file_id: UUID = references("files.id", ondelete="CASCADE")
    doctor_id: UUID = references("users.id")
    appointment_id: UUID | None = references("appointments.id", nullable=True, ondelete="CASCADE")
    expires_at: datetime | None = instant(nullable=True)
    """Null when it ends some days after its appointment, also when that moves."""
    created_at: datetime = instant(default_now=True)


class LedgerEntry(SQLModel, table=True):
    """One act on a patient's records (`ledger_rules.Entry`). It is added and never changed; no foreign keys, so it outlives all."""

    __tablename__ = "access_ledger"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("access_ledger_subject", "subject_id", "actor_id", "at"),)

    patient_id: UUID = Field(primary_key=True)
    sequence: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    """Its place in the patient's chain, from 1 on without gaps."""
    at: datetime = instant()
    act: str
    actor_id: UUID
    subject_id: UUID
    other_id: UUID | None = None
    cause_id: UUID | None = None
    mac: bytes


class LedgerHead(SQLModel, table=True):
    """Where a patient's chain ends. Who adds to it locks this row first, so the chain never forks."""

    __tablename__ = "ledger_heads"  # pyright: ignore[reportAssignmentType]

    patient_id: UUID = Field(primary_key=True)
    sequence: int = Field(sa_column=Column(BigInteger, nullable=False))
    mac: bytes
    seal: bytes
