"""The things that the model knows: doctors, patients, slots, appointments, requests and verdicts, as small values."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from healthmed_app.booking.commands import AnyCommand

CUTOFF = timedelta(hours=2)
"""Until how long before the start a patient may change something, and a doctor answer."""
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


@dataclass(slots=True)
class Model:
    """The whole small world."""

    doctors: dict[UUID, Doctor] = field(default_factory=dict)
    patients: dict[UUID, Patient] = field(default_factory=dict)
    times: dict[UUID, Time] = field(default_factory=dict)
    entries: dict[UUID, Entry] = field(default_factory=dict)
    blocks: dict[UUID, Time] = field(default_factory=dict)

    def copy(self) -> "Model":
        """Return a model that can be changed apart from this one."""
        return Model(
            {key: replace(value) for key, value in self.doctors.items()},
            {key: replace(value) for key, value in self.patients.items()},
            {key: replace(value) for key, value in self.times.items()},
            {key: replace(value) for key, value in self.entries.items()},
            dict(self.blocks),
        )
