"""Appointments and reviews of the demo data: past ones that were concluded and reviewed, coming ones that fill agendas.

It keeps the guards of the database in mind while it draws: no doctor and no patient has two at once.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from healthmed_app.booking.payload import seal_cancel_reason, seal_reason
from healthmed_app.booking.policy import DEFAULT as POLICY
from healthmed_app.core.crypto import Keyring
from healthmed_app.demo.agendas import Practice
from healthmed_app.demo.people import Doctor, Person
from healthmed_app.demo.rows import World, during
from healthmed_app.demo.sources import comments, visits
from healthmed_app.schedule.rules import Span

_TRIES = 6
_NO_SHOW_SHARE = 0.04
_CANCELLED_SHARE = 0.08
_REVIEWED_SHARE = 0.8
_WAITING_SHARE = 0.15
_ASKED_HOURS_AGO_MAX = 20
"""The oldest pending request; the deadline is 24 h after it, so a fresh load has some hours of them."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What is particular about one appointment; the rest follows from doctor, patient and time."""

    status: str
    created_at: datetime
    changed_at: datetime
    reason: str
    expires_at: datetime | None = None
    for_name: str | None = None
    for_birth_date: date | None = None
    cancelled_by: str | None = None
    cancel_reason: str | None = None
    by_video: bool = False


class Bookings:
    """Draws appointments for one doctor after the other."""

    def __init__(self, world: World, keyring: Keyring, patients: Sequence[Person]) -> None:
        """Draw from `patients`."""
        self._random, self._ids, self._rows, self._now = world.random, world.ids, world.rows, world.now
        self._keyring = keyring
        self._patients = patients
        self._taken: dict[UUID, list[Span]] = defaultdict(list)

    def someone(self, span: Span) -> Person | None:
        """Return a patient who has nothing else at that time, or None when a few tries found none."""
        for _ in range(_TRIES if self._patients else 0):
            patient = self._random.choice(self._patients)
            if self.has_time(patient, span):
                return patient
        return None

    def has_time(self, patient: Person, span: Span) -> bool:
        """Whether a patient has nothing at that time."""
        return all(
            span.ends_at <= other.starts_at or other.ends_at <= span.starts_at
            for other in self._taken[patient.id]
        )

    def coming(self, practice: Practice, span: Span, *, waiting: bool | None) -> Visit:
        """Draw a confirmed or waiting appointment in the future; `waiting` decides which, when given."""
        random = self._random
        asked = self._now - timedelta(minutes=random.randrange(5, _ASKED_HOURS_AGO_MAX * 60))
        deadline = min(asked + POLICY.answer_within, span.starts_at - POLICY.answer_before_start)
        may_wait = not practice.settings.confirms_automatically and deadline > self._now + timedelta(
            minutes=30
        )
        waits = random.random() < _WAITING_SHARE if waiting is None else waiting
        reason = random.choice(visits()["reasons"][practice.doctor.specialty])
        if waits and may_wait:
            return Visit("waiting_for_confirmation", asked, asked, reason, expires_at=deadline)
        created = min(asked, self._now) - timedelta(hours=random.randrange(0, 24 * 12))
        return Visit("confirmed", created, min(created + timedelta(hours=3), self._now), reason)

    def past(self, span: Span, *, specialty: str) -> Visit:
        """Draw an appointment that is over: concluded mostly, sometimes cancelled in time or missed."""
        random = self._random
        created = span.starts_at - timedelta(hours=random.randrange(30, 24 * 20))
        reason = random.choice(visits()["reasons"][specialty])
        fate = random.random()
        if fate < _CANCELLED_SHARE:
            who = random.choice(("patient", "patient", "doctor"))
            why = random.choice(visits()["cancelled"][who])
            cancelled = created + timedelta(hours=random.randrange(1, 24))
            return Visit("cancelled", created, cancelled, reason, cancelled_by=who, cancel_reason=why)
        if fate < _CANCELLED_SHARE + _NO_SHOW_SHARE:
            return Visit("no_show", created, span.ends_at, reason)
        return Visit("concluded", created, span.ends_at, reason)

    def write(self, practice: Practice, patient: Person, span: Span, visit: Visit) -> UUID:
        """Add the appointment's row; an active one takes the patient's time."""
        doctor = practice.doctor
        appointment_id = self._ids.next()
        active = visit.status != "cancelled"
        if active:
            assert self.has_time(patient, span)
            self._taken[patient.id].append(span)
        online = visit.by_video or (doctor.online and (not doctor.in_person or self._random.random() < 0.3))
        cancel_reason = seal_cancel_reason(self._keyring, appointment_id, visit.cancel_reason)
        self._rows.of["appointments"].append(
            (
                *(
                    appointment_id,
                    doctor.person.id,
                    patient.id,
                    practice.slot_ids[span],
                    during(span),
                ),
                *(span.starts_at, visit.status, active, visit.expires_at, online, doctor.price_cents),
                *(
                    visit.for_name,
                    visit.for_birth_date,
                    seal_reason(self._keyring, appointment_id, visit.reason),
                ),
                *(visit.cancelled_by, cancel_reason, visit.created_at, visit.changed_at),
            )
        )
        return appointment_id

    def review(
        self, doctor: Doctor, patient: Person, appointment_id: UUID, span: Span, rating: int, comment: str
    ) -> None:
        """Add a review, written within a week of the visit."""
        written = min(span.ends_at + timedelta(minutes=self._random.randrange(60, 60 * 24 * 6)), self._now)
        self._rows.of["reviews"].append(
            (self._ids.next(), appointment_id, doctor.person.id, patient.id, rating, comment, written)
        )

    def reviewed(self) -> bool:
        """Draw whether a concluded visit gets a review."""
        return self._random.random() < _REVIEWED_SHARE

    def opinion(self, doctor: Doctor) -> tuple[int, str]:
        """Draw a rating from the doctor's quality, and a comment that fits it; a fifth say nothing."""
        random = self._random
        rating = min(5, max(1, round(random.gauss(doctor.quality + 0.1, 0.75))))
        if random.random() < 0.2:
            return rating, ""
        parts = comments()["good" if rating >= 4 else "fair" if rating == 3 else "poor"]
        said = (random.choice(parts[name]) for name in ("first", "then", "last"))
        return rating, " ".join(part for part in said if part).format(name=doctor.person.name.split()[0])
