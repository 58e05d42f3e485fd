"""The rows of the audit: who did what to whom, and when. They are added, and never changed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from healthmed_app.core.columns import instant


class AuditEvent(SQLModel, table=True):
    """One act. It carries ids and addresses of computers, and nothing clinical; no foreign keys, so it outlives both."""

    __tablename__ = "audit_events"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("audit_events_at", "at"),
        Index("audit_events_actor", "actor_id", "at"),
        Index("audit_events_subject", "subject_id", "at"),
    )

    id: UUID = Field(primary_key=True)
    at: datetime = instant(default_now=True)
    actor_id: UUID | None = None
    """Null when nobody was signed in, as at a sign-in that failed."""
    action: str
    """Such as `session.started` or `doctor.verified`."""
    subject_id: UUID | None = None
    address: str = ""
