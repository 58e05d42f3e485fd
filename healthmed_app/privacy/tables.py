"""The rows of privacy: copies of all one's data, and accounts that are being deleted."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from healthmed_app.core.columns import instant, integer, references, sealed


class DataExport(SQLModel, table=True):
    """A copy of somebody's data that they asked for: being made, or sealed in storage until it expires."""

    __tablename__ = "data_exports"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("data_exports_being_made", "user_id", unique=True, postgresql_where=text("ready_at IS NULL")),
        Index("data_exports_user", "user_id", "asked_at"),
        Index("data_exports_expires", "expires_at"),
        CheckConstraint("parts >= 0", name="data_exports_parts"),
    )

    id: UUID = Field(primary_key=True)
    user_id: UUID = references("users.id")
    asked_at: datetime = instant(default_now=True)
    ready_at: datetime | None = instant(nullable=True)
    expires_at: datetime = instant()
    """When it is removed, whether it became ready or not."""
    size_bytes: int = integer(0, big=True)
    """Of the archive, before it was sealed."""
    parts: int = integer(0)
    """How many objects it lies in, or may lie in while it is stored."""
    key_wrapped: bytes | None = sealed()
    """What opens it; without it, it is lost."""


class Closure(SQLModel, table=True):
    """An account whose owner had it deleted. Nobody signs in to it from then on; a job does the rest, step by step."""

    __tablename__ = "closures"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("closures_unfinished", "asked_at", postgresql_where=text("told_at IS NULL")),)

    user_id: UUID = references("users.id", primary_key=True)
    language: str
    email_sealed: bytes | None = sealed()
    """Where to say that it is done; erased then."""
    asked_at: datetime = instant(default_now=True)
    erased_at: datetime | None = instant(nullable=True)
    told_at: datetime | None = instant(nullable=True)
