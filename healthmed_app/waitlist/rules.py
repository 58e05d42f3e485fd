"""Who is offered which time, what became of an offer, and when the wait ends. Pure.

Nothing here depends on what happened before in which order: it looks at the line, the times that are free now, and the offers
so far. So whoever looks, and however often, comes to the same.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from healthmed_app.core.errors import Invalid
from healthmed_app.core.texts import N_

ENTRIES_MAX = 10
"""For how many doctors' times a patient may wait at once."""
LINE_MAX = 1_000
"""So many wait for one doctor at most; more would wait for nothing."""
PASSED_MAX = 3
"""Whoever has let so many times go leaves the line: others wait, and nobody likes mails that they do not answer."""
AHEAD_MAX = timedelta(days=366)
WAITS = timedelta(days=60)
"""How long one waits who gives no last day and has no appointment."""
GRACE = timedelta(seconds=3)
"""After the end of a hold: who took it in the last second comes first (as in booking's sweep)."""
ANSWERED_MIN = timedelta(minutes=11)
"""A time whose booking ends sooner is offered to nobody; a little more than `Policy.waited_hold_min`."""
BARS = frozenset(
    {"own_overlap", "too_many_holds", "patient_suspended", "doctor_unavailable", "too_soon", "too_far"}
)
"""Refusals that will be the same a moment later."""
BARRED = timedelta(minutes=10)
CHANGEABLE = frozenset({"waiting_for_confirmation", "confirmed"})
"""Appointments that can be moved."""

Ended = Literal["left", "taken", "passed", "expired", "over"]
Fate = Literal["open", "taken", "passed", "refused"]


class Span(NamedTuple):
    """`[begins_at, ends_at)`."""

    begins_at: datetime
    ends_at: datetime


class Waiting(NamedTuple):
    """One who waits, in the order of asking; `has_offer` while a time is kept or asked for."""

    id: UUID
    patient_id: UUID
    wanted: Span
    has_offer: bool = False
    busy: tuple[Span, ...] = ()
    """When they are somewhere else."""


class Free(NamedTuple):
    """A free time, and until when it can be booked."""

    slot_id: UUID
    begins_at: datetime
    ends_at: datetime
    closes_at: datetime


class Offer(NamedTuple):
    """What is known of an open offer. `outcome` is the request's, None while it is in line."""

    outcome: str | None
    kept_until: datetime | None
    """Of its hold, unless it was let go."""
    taken: bool
    """Whether its patient has an appointment at that time now."""
    asking: bool
    """Whether a request of theirs that may take it is in line."""


class Standing(NamedTuple):
    """What is known of one who waits besides the line. `appointment` is the status of what they would move, if there is any."""

    latest_at: datetime
    passed: int
    account_gone: bool
    appointment: str | None = None
    called_off_by: str | None = None
    same_doctor: bool = True
    appointment_at: datetime | None = None


def fate(offer: Offer, now: datetime) -> Fate:
    """Return what became of an offer."""
    if offer.taken:
        return "taken"
    if offer.outcome is None:
        return "open"
    if offer.outcome in {"refused", "failed"}:
        return "refused"
    kept = offer.kept_until is not None and offer.kept_until + GRACE > now
    return "open" if kept or offer.asking else "passed"


def ended(who: Standing, now: datetime) -> Ended | None:
    """Return why one who waits does not any more; None while they do."""
    if who.account_gone:
        return "over"
    if who.passed >= PASSED_MAX:
        return "passed"
    if who.appointment is not None and not lost_by_others(who):
        at = who.appointment_at
        if who.appointment not in CHANGEABLE or not who.same_doctor or (at is not None and at <= now):
            return "over"
    return "expired" if who.latest_at <= now else None


def lost_by_others(who: Standing) -> bool:
    """Whether their appointment was called off, not by themselves: they still want to be seen, so they wait on."""
    return who.appointment == "cancelled" and who.called_off_by != "patient"


def match(
    line: Sequence[Waiting], free: Iterable[Free], barred: Collection[tuple[UUID, UUID]], now: datetime
) -> list[tuple[Waiting, Free]]:
    """Give each free time, the first one first, to the first in line whom it suits; each person gets one at most.

    Args:
        line: all who wait for the doctor, in the order of asking.
        free: the doctor's free times.
        barred: (entry, slot) that must not be offered: what they have let go, or what was refused for a reason that stays.
        now: the database's clock.
    """
    busy = {one.id for one in line if one.has_offer}
    matched: list[tuple[Waiting, Free]] = []
    for slot in sorted(free, key=lambda one: (one.begins_at, one.slot_id)):
        if slot.closes_at < now + ANSWERED_MIN:
            continue
        for one in line:
            if one.id not in busy and (one.id, slot.slot_id) not in barred and suits(one, slot):
                busy.add(one.id)
                matched.append((one, slot))
                break
    return matched


def suits(one: Waiting, slot: Free) -> bool:
    """Whether a time is wanted by one who waits, and they are free then."""
    wanted = one.wanted.begins_at <= slot.begins_at < one.wanted.ends_at
    return wanted and all(
        span.ends_at <= slot.begins_at or slot.ends_at <= span.begins_at for span in one.busy
    )


def window(
    earliest: date | None, latest: date | None, zone: str, now: datetime, before: datetime | None
) -> Span:
    """Return the times that are wanted by someone who named these days, both included, on the calendar of `zone`.

    `before` is the start of the appointment that would be moved.

    Raises:
        Invalid: a day is past, too far, or after the other or the appointment; it says so beside the field.
    """
    today = now.astimezone(ZoneInfo(zone)).date()
    problems: dict[str, str] = {}
    last = (
        (before - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date()
        if before
        else today + AHEAD_MAX
    )
    if earliest is not None and not today <= earliest <= last:
        problems["earliest"] = _why_not(earliest, today, before)
    if latest is not None and not today <= latest <= today + AHEAD_MAX:
        problems["latest"] = _why_not(latest, today, None)
    elif latest is not None and earliest is not None and latest < earliest:
        problems["latest"] = N_("The last day comes before the first. Choose a later one.")
    if problems:
        raise Invalid.of(problems)
    begins_at = max(_midnight(earliest, zone), now) if earliest else now
    ends_at = _midnight(latest + timedelta(days=1), zone) if latest else before or begins_at + WAITS
    return Span(begins_at, min(ends_at, before) if before else ends_at)


def _why_not(day: date, today: date, before: datetime | None) -> str:
    if day < today:
        return N_("This day is over. Choose today or a later day.")
    if before is not None:
        return N_("This day comes after your appointment. Choose an earlier one.")
    return N_("Choose a day within a year.")


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def busy_spans(rows: Iterable[tuple[UUID, datetime, datetime]]) -> Mapping[UUID, tuple[Span, ...]]:
    """Return, by patient, when they are somewhere, of rows (patient, from, to)."""
    spans: dict[UUID, list[Span]] = {}
    for patient_id, begins_at, ends_at in rows:
        spans.setdefault(patient_id, []).append(Span(begins_at, ends_at))
    return {patient_id: tuple(found) for patient_id, found in spans.items()}
