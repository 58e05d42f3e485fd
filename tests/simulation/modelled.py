"""The things that the model knows: doctors, patients, slots, appointments, requests and verdicts, as small values."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from healthmed_app.booking.commands import AnyCommand

WAITING, CONFIRMED, HELD, CANCELLED = "waiting_for_confirmation", "confirmed", "held", "cancelled"


@dataclass(slots=True)
class Doctor:
    """What a doctor's calendar and profile allow at this moment."""

    id: UUID
    notice: timedelta
    horizon: timedelta
    automatic: bool
    verified: bool = True


@dataclass(slots=True)
class Patient:
    """A person who books."""

    id: UUID
    suspended: bool = False
    email_confirmed: bool = True


@dataclass(slots=True)
class Time:
    """A slot."""

    id: UUID
    doctor: UUID
    starts: datetime
    ends: datetime
    active: bool = True


@dataclass(slots=True)
class Entry:
    """A hold or an appointment."""

    id: UUID
    doctor: UUID
    patient: UUID
    slot: UUID
    starts: datetime
    ends: datetime
    status: str
    active: bool
    until: datetime | None
    made: datetime
    extended: bool = False

    def keeps(self, at: datetime) -> bool:
        """Whether its time belongs to its patient at that moment."""
        return self.active and (self.status != HELD or (self.until is not None and self.until > at))


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it was asked."""

    id: UUID
    doctor: UUID
    actor: UUID
    received: datetime
    decide_by: datetime
    command: AnyCommand


@dataclass(frozen=True, slots=True)
class Verdict:
    """What ought to become of a request: a kind, or one of the reasons against it."""

    kind: str
    reasons: frozenset[str] = frozenset()
    entry: UUID | None = None


def no(*reasons: str) -> Verdict:
    return Verdict("refused", frozenset(reasons))
