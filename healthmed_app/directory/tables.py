"""The rows of the public directory: doctors as patients see them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from healthmed_app.core.columns import instant, references


class Doctor(SQLModel, table=True):
    """A doctor's professional profile. Only one whose status is `verified` can be found or booked."""

    __tablename__ = "doctors"
    __table_args__ = (
        Index("doctors_crm", "crm_state", "crm", unique=True),
        Index("doctors_waiting", "registered_at", postgresql_where=text("status = 'waiting'")),
        CheckConstraint("status IN ('waiting', 'verified', 'suspended')", name="doctors_status"),
    )

    id: UUID = references("users.id", primary_key=True)
    slug: str = Field(unique=True)
    crm: str
    crm_state: str
    rqe: str | None = None
    specialty: str
    bio: str = ""
    price_cents: int
    currency: str = Field(default="BRL", sa_column_kwargs={"server_default": "BRL"})
    online: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    in_person: bool = Field(default=True, sa_column_kwargs={"server_default": text("true")})
    status: str = Field(default="waiting", sa_column_kwargs={"server_default": "waiting"})
    registered_at: datetime = instant(default_now=True)
    verified_at: datetime | None = instant(nullable=True)
