"""The rows of notices: what a person was told, about what, and when."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from healthmed_app.core.columns import instant, references


class Notice(SQLModel, table=True):
    """One thing told to one person, once: an event of a request has at most one notice for each recipient."""

    __tablename__ = "notices"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("notices_once", "request_id", "kind", "recipient_id", unique=True),
        Index(
            "notices_remind_once",
            "appointment_id",
            "kind",
            "reminds_of",
            unique=True,
            postgresql_where=text("reminds_of IS NOT NULL"),
        ),
        Index("notices_recipient", "recipient_id", "created_at"),
    )

    id: UUID = Field(primary_key=True)
    recipient_id: UUID = references("users.id", ondelete="CASCADE")
    kind: str
    request_id: UUID | None = None
    """The request whose decision caused it; a reminder has none."""
    appointment_id: UUID = references("appointments.id", ondelete="CASCADE")
    reminds_of: datetime | None = instant(nullable=True)
    """Of a reminder: the start that it reminds of. After a reschedule it is the wrong one, and a new notice follows."""
    created_at: datetime = instant(default_now=True)
    claimed_at: datetime | None = instant(nullable=True)
    """When somebody began to mail it; a claim that led to nothing runs out."""
    mailed_at: datetime | None = instant(nullable=True)
    read_at: datetime | None = instant(nullable=True)
