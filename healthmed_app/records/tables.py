"""The rows of records: what patients uploaded. What a file holds lies in object storage, sealed with a key of its own."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from healthmed_app.core.columns import instant, references


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
