"""The rows of booking: commands in line and what became of them, and the appointments that guard time."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Column, Index, Uuid, text
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint, Range
from sqlmodel import Field, SQLModel

from healthmed_app.core.columns import instant, integer, references, sealed

STATUSES = (
    "held",
    "waiting_for_confirmation",
    "confirmed",
    "in_progress",
    "concluded",
    "no_show",
    "cancelled",
)


class Appointment(SQLModel, table=True):
    """A hold, then the appointment that it became. Its active rows are the only guard of time.

    A hold that runs out, is let go, or is replaced becomes inactive and keeps the status `held`. A reschedule keeps
    the row and its id, and raises `sequence` (RFC 5546).
    """

    __tablename__ = "appointments"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        ExcludeConstraint(
            ("doctor_id", "="),
            ("during", "&&"),
            name="appointments_doctor_never_overlaps",
            using="gist",
            where=text("active"),
        ),
        ExcludeConstraint(
            ("patient_id", "="),
            ("during", "&&"),
            name="appointments_patient_never_overlaps",
            using="gist",
            where=text("active"),
        ),
        CheckConstraint(
            "status IN ('held', 'waiting_for_confirmation', 'confirmed', 'in_progress', 'concluded', 'no_show', "
            "'cancelled')",
            name="appointments_status",
        ),
        CheckConstraint("NOT active OR status <> 'cancelled'", name="appointments_cancelled_is_inactive"),
        Index("appointments_doctor_starts", "doctor_id", "starts_at"),
        Index("appointments_patient_starts", "patient_id", "starts_at"),
        Index(
            "appointments_confirmed_starts",
            "starts_at",
            postgresql_where=text("active AND status = 'confirmed'"),
        ),
        Index(
            "appointments_due",
            "expires_at",
            postgresql_where=text("active AND status IN ('held', 'waiting_for_confirmation')"),
        ),
    )

    id: UUID = Field(primary_key=True)
    doctor_id: UUID = references("calendars.doctor_id")
    patient_id: UUID = references("users.id")
    slot_id: UUID | None = references("slots.id", nullable=True)
    during: Range[datetime] = Field(sa_column=Column(TSTZRANGE, nullable=False))
    starts_at: datetime = instant()
    status: str
    active: bool
    expires_at: datetime | None = instant(nullable=True)
    """Of a hold: when it ends. Of an unanswered request: the doctor's deadline."""
    extended: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    online: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    price_cents: int
    currency: str = Field(default="BRL", sa_column_kwargs={"server_default": "BRL"})
    for_name: str | None = None
    """The dependent it is for; null when it is for the patient."""
    for_birth_date: date | None = None
    reason_sealed: bytes | None = sealed()
    cancelled_by: str | None = None
    """`patient`, `doctor`, or `deadline`."""
    cancel_reason_sealed: bytes | None = sealed()
    sequence: int = integer(0)
    created_at: datetime = instant(default_now=True)
    changed_at: datetime = instant(default_now=True)


class BookingRequest(SQLModel, table=True):
    """One command in a doctor's line and, once it is decided, its only outcome.

    It has no foreign keys: it is a message, checked when it is decided. The sealed payload goes when the outcome
    comes: what was asked then lives in the row that it made, and the hash is enough to know the same request again.
    """

    __tablename__ = "booking_requests"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("booking_requests_key", "actor_id", "key", unique=True),
        Index(
            "booking_requests_undecided",
            "doctor_id",
            "received_at",
            postgresql_where=text("outcome IS NULL"),
        ),
        CheckConstraint(
            "(outcome IS NULL) = (decided_at IS NULL) AND (outcome IS NULL) = (decided_seq IS NULL)",
            name="booking_requests_decided_at_once",
        ),
    )

    id: UUID = Field(primary_key=True)
    doctor_id: UUID
    actor_id: UUID
    """Who asked; all zeros when the clock did (expiry)."""
    key: str
    payload_hash: bytes
    kind: str
    payload_sealed: bytes | None = sealed()
    received_at: datetime = instant(default_now=True)
    decide_by: datetime = instant()
    attempts: int = integer(0)
    """How often deciding it alone went wrong; at three it fails."""
    outcome: str | None = None
    refusal: str | None = None
    """Why, when the outcome is `refused`: a code of `outcomes.REFUSALS`."""
    appointment_id: UUID | None = None
    alternatives: list[UUID] | None = Field(default=None, sa_column=Column(ARRAY(Uuid)))
    """Slots that a refused patient was offered instead; the first one's hold has `alternative_request_id`."""
    alternative_request_id: UUID | None = None
    decided_at: datetime | None = instant(nullable=True)
    decided_seq: int | None = Field(default=None, sa_column=Column(BigInteger))
    """Its place among the doctor's decisions, without gaps."""
    stream_id: str | None = None
    """The entry of the doctor's stream that brought it."""


class BookingDetails(SQLModel, table=True):
    """What a patient has typed for a hold so far, saved as they type; it goes when it is booked, or after a day."""

    __tablename__ = "booking_details"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("booking_details_saved", "saved_at"),)

    hold_id: UUID = references("appointments.id", primary_key=True, ondelete="CASCADE")
    draft_sealed: bytes = sealed(nullable=False)
    saved_at: datetime = instant(default_now=True)
