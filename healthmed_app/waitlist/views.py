"""What the waitlist hands to pages: frozen values that hold just what one page shows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Wait:
    """One's own wait for a time with a doctor. `ahead` counts those who asked before."""

    id: UUID
    doctor_id: UUID
    doctor_name: str
    doctor_slug: str
    specialty: str
    appointment_id: UUID | None
    appointment_at: datetime | None
    earliest_at: datetime
    latest_at: datetime
    asked_at: datetime
    passed: int
    ahead: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A time that is kept for the reader now, because they waited for one; `appointment_id` is what it would take the place of."""

    hold_id: UUID
    entry_id: UUID
    slot_id: UUID
    doctor_id: UUID
    doctor_name: str
    doctor_slug: str
    specialty: str
    starts_at: datetime
    ends_at: datetime
    kept_until: datetime
    appointment_id: UUID | None
    appointment_at: datetime | None


@dataclass(frozen=True, slots=True)
class Over:
    """A wait that has ended by itself lately, and why (`tables.WaitlistEntry.ended`)."""

    id: UUID
    doctor_name: str
    doctor_slug: str
    ended: str
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class Mine:
    """All of one's own: kept times first."""

    kept: tuple[Kept, ...]
    waits: tuple[Wait, ...]
    over: tuple[Over, ...]
