"""The rows of the waitlist: who waits for an earlier time with whom, and which times were kept for them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from healthmed_app.core.columns import instant, integer, references

_OPEN = text("ended_at IS NULL")


class WaitlistEntry(SQLModel, table=True):
    """A patient who waits for a time with a doctor, at most once for each doctor at a time."""

    __tablename__ = "waitlist"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("waitlist_once", "patient_id", "doctor_id", unique=True, postgresql_where=_OPEN),
        Index("waitlist_line", "doctor_id", "asked_at", "id", postgresql_where=_OPEN),
        Index("waitlist_looked", "looked_at", postgresql_where=_OPEN),
        Index("waitlist_patient", "patient_id", "asked_at"),
        CheckConstraint("earliest_at < latest_at", name="waitlist_window"),
        CheckConstraint("(ended_at IS NULL) = (ended IS NULL)", name="waitlist_ended"),
    )

    id: UUID = Field(primary_key=True)
    patient_id: UUID = references("users.id", ondelete="CASCADE")
    doctor_id: UUID = references("calendars.doctor_id")
    appointment_id: UUID | None = references("appointments.id", nullable=True, ondelete="SET NULL")
    """What an earlier time would take the place of; without one it would be a new appointment."""
    earliest_at: datetime = instant()
    latest_at: datetime = instant()
    """Times that begin in `[earliest_at, latest_at)` are wanted, as long as they are before the appointment."""
    asked_at: datetime = instant(default_now=True)
    """Their place in the line."""
    passed: int = integer(0)
    """How many times were kept for them that they did not take."""
    looked_at: datetime = instant(default_now=True)
    """When somebody looked for a time for them last."""
    ended_at: datetime | None = instant(nullable=True)
    ended: str | None = None
    """Why: `left`, `taken`, `passed`, `expired`, or `over` (the appointment was called off, or took place)."""


class WaitlistOffer(SQLModel, table=True):
    """A time that was asked for on behalf of one who waits. Its id is the request's, and the hold's once there is one.

    A time is offered to one at a time, and a person one time with a doctor.
    """

    __tablename__ = "waitlist_offers"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("waitlist_offers_slot", "slot_id", unique=True, postgresql_where=_OPEN),
        Index("waitlist_offers_open", "entry_id", unique=True, postgresql_where=_OPEN),
        Index("waitlist_offers_entry", "entry_id", "offered_at"),
        CheckConstraint("(ended_at IS NULL) = (ended IS NULL)", name="waitlist_offers_ended"),
    )

    id: UUID = Field(primary_key=True)
    entry_id: UUID = references("waitlist.id", ondelete="CASCADE")
    slot_id: UUID = references("slots.id")
    offered_at: datetime = instant(default_now=True)
    told_at: datetime | None = instant(nullable=True)
    """When its patient was told that it is kept for them."""
    ended_at: datetime | None = instant(nullable=True)
    ended: str | None = None
    """`taken`, `passed` (let go, or not taken in time), or `refused` (it could not be kept for them)."""
