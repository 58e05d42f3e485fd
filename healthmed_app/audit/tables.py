"""The rows of the audit: who did what to whom, and when. They are added, and never changed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, Integer
from sqlmodel import Field, SQLModel

from healthmed_app.core.columns import instant


class AuditEvent(SQLModel, table=True):
    """One act. It carries ids and addresses of computers, and nothing clinical; no foreign keys, so it outlives both."""

    __tablename__ = "audit_events"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("audit_events_at", "at"),
        Index("audit_events_actor", "actor_id", "at"),
        Index("audit_events_subject", "subject_id", "at"),
        Index("audit_events_action", "action", "at"),
    )

    id: UUID = Field(primary_key=True)
    at: datetime = instant(default_now=True)
    actor_id: UUID | None = None
    """Null when nobody was signed in, as at a sign-in that failed."""
    action: str
    """Such as `session.started` or `doctor.verified`."""
    subject_id: UUID | None = None
    address: str = ""


class AuditSeal(SQLModel, table=True):
    """One place of the chain: which act stands there, and the keyed hash of it and of the hash before (`chain_rules`)."""

    __tablename__ = "audit_seals"  # pyright: ignore[reportAssignmentType]

    sequence: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    event_id: UUID = Field(unique=True)
    mac: bytes


class AuditHead(SQLModel, table=True):
    """Where the chain ends: one row. Whoever adds to the chain locks it."""

    __tablename__ = "audit_heads"  # pyright: ignore[reportAssignmentType]

    id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    sequence: int = Field(sa_column=Column(BigInteger, nullable=False))
    mac: bytes
    latest_at: datetime = instant()
    seal: bytes
    sealed_at: datetime = instant(default_now=True)
