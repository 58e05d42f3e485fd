"""The rows of reviews: what patients say of concluded appointments."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from healthmed_app.core.columns import instant, references


class Review(SQLModel, table=True):
    """One review per concluded appointment."""

    __tablename__ = "reviews"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("reviews_doctor", "doctor_id", "created_at", postgresql_where=text("hidden_at IS NULL")),
        Index("reviews_appointment", "appointment_id", unique=True),
        Index("reviews_patient", "patient_id", "created_at"),
        Index("reviews_created", "created_at", "id"),
        Index("reviews_hidden", "created_at", "id", postgresql_where=text("hidden_at IS NOT NULL")),
        CheckConstraint("rating BETWEEN 1 AND 5", name="reviews_rating"),
    )

    id: UUID = Field(primary_key=True)
    appointment_id: UUID = references("appointments.id")
    doctor_id: UUID = references("users.id")
    patient_id: UUID = references("users.id")
    rating: int
    comment: str = ""
    created_at: datetime = instant(default_now=True)
    hidden_at: datetime | None = instant(nullable=True)
    """Since when only its author and administrators read it, and it does not count."""
    hidden_reason: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    """Why it was hidden last; its author reads it while it is."""
