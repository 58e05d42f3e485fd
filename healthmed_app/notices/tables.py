"""The rows of notices: what a person was told, about what, and when."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from healthmed_app.core.columns import instant, references


class Notice(SQLModel, table=True):
    """One thing told to one person, once: an event of a request has at most one notice for each recipient."""

    __tablename__ = "notices"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("notices_once", "request_id", "kind", "recipient_id", unique=True),
        Index("notices_recipient", "recipient_id", "created_at"),
    )

    id: UUID = Field(primary_key=True)
    recipient_id: UUID = references("users.id", ondelete="CASCADE")
    kind: str
    request_id: UUID
    """The request whose decision caused it."""
    appointment_id: UUID = references("appointments.id", ondelete="CASCADE")
    created_at: datetime = instant(default_now=True)
    claimed_at: datetime | None = instant(nullable=True)
    """When somebody began to mail it; a claim that led to nothing runs out."""
    mailed_at: datetime | None = instant(nullable=True)
    read_at: datetime | None = instant(nullable=True)
