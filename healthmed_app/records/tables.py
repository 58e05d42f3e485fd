"""The rows of records: what patients uploaded, and what doctors wrote of visits.

What a file holds lies in object storage, sealed with a key of its own; what a report says lies sealed in its row.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
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
