"""The rows of notices: what a person was told, about what, and when."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from healthmed_app.core.columns import instant, references


class Notice(SQLModel, table=True):
    """One thing told to one person, once. It holds ids and no words: what it says is composed when it is read or mailed."""

    __tablename__ = "notices"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("notices_once", "recipient_id", "kind", "subject_id", "occurrence", unique=True),
        Index("notices_recipient", "recipient_id", "created_at", "id"),
        Index("notices_created", "created_at"),
        Index("notices_to_mail", "mail_at", postgresql_where=text("mail_at IS NOT NULL")),
        Index("notices_unread", "recipient_id", postgresql_where=text("read_at IS NULL")),
    )

    id: UUID = Field(primary_key=True)
    recipient_id: UUID = references("users.id", ondelete="CASCADE")
    kind: str
    """One of `rules.Kind`."""
    subject_id: UUID
    """What it is about; `rules.Kind` says what that is. No foreign key, since that differs."""
    person_id: UUID | None = None
    """Whose doing it is, where the subject does not say."""
    occurrence: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """Tells apart what happens to one subject again and again: the request that was decided, or the start reminded of."""
    reminds_of: datetime | None = instant(nullable=True)
    """Of a reminder: the start that it reminds of. After a reschedule it is the wrong one, and a new notice follows."""
    created_at: datetime = instant(default_now=True)
    mail_at: datetime | None = instant(default_now=True, nullable=True)
    """When its mail is due; null when none is to be sent any more."""
    claimed_at: datetime | None = instant(nullable=True)
    """When somebody began to mail it; a claim that led to nothing runs out."""
    mailed_at: datetime | None = instant(nullable=True)
    read_at: datetime | None = instant(nullable=True)


class NoticePreference(SQLModel, table=True):
    """Whether a person wants a kind of notice by mail too; without a row they do."""

    __tablename__ = "notice_preferences"  # pyright: ignore[reportAssignmentType]

    user_id: UUID = references("users.id", primary_key=True, ondelete="CASCADE")
    kind: str = Field(primary_key=True)
    mail: bool


class CalendarFeed(SQLModel, table=True):
    """The private address of a person's calendar. Its token is known to nobody but who was shown it."""

    __tablename__ = "calendar_feeds"  # pyright: ignore[reportAssignmentType]

    user_id: UUID = references("users.id", primary_key=True, ondelete="CASCADE")
    token_hash: bytes = Field(unique=True)
    created_at: datetime = instant(default_now=True)
    content_hash: bytes | None = None
    content_at: datetime = instant(default_now=True)
    """Since when what it says is what it says; `content_hash` tells whether it still does."""
