"""The rows of accounts: people, where they live, how they are signed in, and the links sent to them by mail."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, column, func, text
from sqlmodel import Field, SQLModel

from healthmed_app.core.columns import instant, integer, references, sealed


class User(SQLModel, table=True):
    """A person with an account. The e-mail is kept in lower case; the CPF is sealed, with a blind hash beside it."""

    __tablename__ = "users"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("users_role", "role", "id"),
        Index("users_suspended", "id", postgresql_where=text("suspended_at IS NOT NULL")),
        Index(
            "users_unconfirmed",
            "id",
            postgresql_where=text("email_confirmed_at IS NULL AND deleted_at IS NULL"),
        ),
        Index(
            "users_words",
            func.person_words(column("full_name"), column("email")).label("words"),
            postgresql_using="gin",
            postgresql_ops={"words": "gin_trgm_ops"},
        ),
    )

    id: UUID = Field(primary_key=True)
    role: str
    email: str = Field(unique=True)
    full_name: str
    document_blind: bytes | None = Field(default=None, unique=True)
    document_sealed: bytes | None = sealed()
    phone: str | None = None
    birth_date: date | None = None
    password_hash: str
    language: str = Field(default="en", sa_column_kwargs={"server_default": "en"})
    time_zone: str = Field(
        default="America/Sao_Paulo", sa_column_kwargs={"server_default": "America/Sao_Paulo"}
    )
    email_confirmed_at: datetime | None = instant(nullable=True)
    suspended_at: datetime | None = instant(nullable=True)
    suspended_reason: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    """Why, for administrators."""
    deleted_at: datetime | None = instant(nullable=True)
    created_at: datetime = instant(default_now=True)


class Address(SQLModel, table=True):
    """Where a person lives, or where a doctor receives patients; at most one each."""

    __tablename__ = "addresses"  # pyright: ignore[reportAssignmentType]

    user_id: UUID = references("users.id", primary_key=True)
    street: str
    number: str
    complement: str | None = None
    neighborhood: str
    city: str
    state: str
    zip: str


class Session(SQLModel, table=True):
    """A signed-in device, or a program with a token. Only the hash of the secret is kept."""

    __tablename__ = "sessions"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("sessions_user", "user_id"),
        Index("sessions_expires", "expires_at"),
        Index("sessions_seen", "seen_at", postgresql_include=["user_id"]),
    )

    id: UUID = Field(primary_key=True)
    secret_hash: bytes = Field(unique=True)
    user_id: UUID = references("users.id", ondelete="CASCADE")
    kind: str = Field(default="browser", sa_column_kwargs={"server_default": "browser"})
    """`browser`, whose secret is a cookie, or `token`, whose secret is sent in a header."""
    device: str
    address: str
    created_at: datetime = instant(default_now=True)
    seen_at: datetime = instant(default_now=True)
    expires_at: datetime = instant()


class Link(SQLModel, table=True):
    """A link sent by mail, used once: of one of `links.LIFETIME`'s kinds. Only its secret's hash is kept."""

    __tablename__ = "links"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("links_user", "user_id", "kind"), Index("links_expires", "expires_at"))

    id: UUID = Field(primary_key=True)
    secret_hash: bytes = Field(unique=True)
    user_id: UUID = references("users.id", ondelete="CASCADE")
    kind: str
    email: str
    """Where it was sent: what a confirmation confirms, also when that is a new address."""
    next_path: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """Where its reader was going when they signed up."""
    visitor_hash: bytes | None = None
    """The browser that asked for it."""
    created_at: datetime = instant(default_now=True)
    expires_at: datetime = instant()
    used_at: datetime | None = instant(nullable=True)


class TwoFactor(SQLModel, table=True):
    """A person's second step of signing in: on once it is confirmed, until then being set up by one session."""

    __tablename__ = "two_factors"  # pyright: ignore[reportAssignmentType]

    user_id: UUID = references("users.id", primary_key=True, ondelete="CASCADE")
    secret_sealed: bytes = sealed(nullable=False)
    session_id: UUID | None = None
    """The session that sets it up, and alone sees the secret."""
    last_step: int = integer(0, big=True)
    """The time step of the last code that was accepted: neither it nor an earlier one is again."""
    created_at: datetime = instant(default_now=True)
    confirmed_at: datetime | None = instant(nullable=True)


class RecoveryCode(SQLModel, table=True):
    """A code that stands in for the app, once. Only its keyed hash is kept."""

    __tablename__ = "recovery_codes"  # pyright: ignore[reportAssignmentType]

    user_id: UUID = references("users.id", primary_key=True, ondelete="CASCADE")
    code_hash: bytes = Field(primary_key=True)
    used_at: datetime | None = instant(nullable=True)


class WaitingSignIn(SQLModel, table=True):
    """A sign-in whose password was right and whose code is missing; it opens nothing. Only its secret's hash is kept."""

    __tablename__ = "waiting_sign_ins"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("waiting_sign_ins_user", "user_id"),
        Index("waiting_sign_ins_expires", "expires_at"),
    )

    id: UUID = Field(primary_key=True)
    secret_hash: bytes = Field(unique=True)
    user_id: UUID = references("users.id", ondelete="CASCADE")
    visitor_hash: bytes
    """The browser that gave the password."""
    expires_at: datetime = instant()
