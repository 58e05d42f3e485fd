"""The pure rules of a doctor's availability: which slots their hours make, and what a change would do.

Boundary: nothing here reads a clock or a table; `now` and rows come in as arguments. What may be entered is checked
in `limits.py`. Whether a slot is free is booking's question: it knows the appointments.

**Clock changes.** A slot begins at the same wall-clock times as on every other day of its kind, and lasts its full
length in real time. A wall time that does not exist (clocks go forward) makes no slot. One that exists twice (clocks
go back) makes a slot the first time only; the repeated hour is not offered again. A slot during which the clocks
change is not offered, because its end would read wrong. So slots never overlap, stay inside the hours as the
doctor's own clock shows them, and days without a change all have the same number of them.
"""

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from operator import attrgetter
from typing import Protocol, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

DAY_MINUTES = 24 * 60
END_OF_DAY = time(23, 59)
"""As an end it stands for midnight, which a `time` cannot say."""


class Timed(Protocol):
    """Anything with a beginning and an end: half open, aware, in UTC."""

    @property
    def starts_at(self) -> datetime:
        """Its first instant."""
        ...

    @property
    def ends_at(self) -> datetime:
        """The first instant after it."""
        ...


AnyTimed = TypeVar("AnyTimed", bound=Timed)


@dataclass(frozen=True, slots=True)
class CalendarSettings:
    """How a doctor's hours become slots, and what a booking must respect."""

    time_zone: str
    slot_minutes: int
    buffer_minutes: int
    notice_minutes: int
    horizon_days: int
    confirms_automatically: bool


@dataclass(frozen=True, slots=True)
class Interval:
    """A recurring interval of weekly hours on the doctor's wall clock; weekday 1 is Monday (ISO 8601)."""

    weekday: int
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class Day:
    """A date that differs from the weekly hours; no hours means closed."""

    day: date
    hours: tuple[tuple[time, time], ...]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of time in UTC."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """All that decides which slots a doctor has."""

    settings: CalendarSettings
    hours: tuple[Interval, ...] = ()
    exceptions: tuple[Day, ...] = ()
    blocks: tuple[Span, ...] = ()

    def hours_on(self, day: date) -> list[tuple[time, time]]:
        """Return the intervals of `day`, in order: those of its exception if it has one, else the weekly ones."""
        for exception in self.exceptions:
            if exception.day == day:
                return sorted(exception.hours)
        return sorted((one.starts, one.ends) for one in self.hours if one.weekday == day.isoweekday())


@dataclass(frozen=True, slots=True)
class SlotRow:
    """An active slot as it stands; `source` is `hours` or `hand`."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    source: str


@dataclass(frozen=True, slots=True)
class Diff:
    """What makes the slots match a plan."""

    add: tuple[Span, ...]
    remove: tuple[UUID, ...]


def version_of(plan: Plan) -> str:
    """Return a short text that differs when hours, dates that differ or settings do; blocked time has its own life."""
    told = msgspec.json.encode((plan.settings, plan.hours, plan.exceptions))
    return hashlib.sha256(told).hexdigest()[:16]


def minute_of(wall: time, *, end: bool = False) -> int:
    """Return the minute of the day of `wall`; as an `end`, 23:59 is midnight."""
    return DAY_MINUTES if end and wall >= END_OF_DAY else wall.hour * 60 + wall.minute


def slots_of(plan: Plan, day_from: date, day_to: date) -> list[Span]:
    """Return the slots of `plan` on the days from `day_from` to `day_to` (both included, in the plan's zone), in order."""
    zone = ZoneInfo(plan.settings.time_zone)
    spans = [
        span
        for offset in range((day_to - day_from).days + 1)
        for span in _slots_on(plan, day_from + timedelta(days=offset), zone)
    ]
    blocks = _joined(plan.blocks)
    return [span for span in spans if not _overlaps_any(span, blocks)] if blocks else spans


def _slots_on(plan: Plan, day: date, zone: ZoneInfo) -> Iterator[Span]:
    length = timedelta(minutes=plan.settings.slot_minutes)
    step = plan.settings.slot_minutes + plan.settings.buffer_minutes
    midnight = datetime.combine(day, time())
    for starts, ends in plan.hours_on(day):
        last = minute_of(ends, end=True) - plan.settings.slot_minutes
        for minute in range(minute_of(starts), last + 1, step):
            span = _real(midnight + timedelta(minutes=minute), length, zone)
            if span is not None:
                yield span


def _real(wall: datetime, length: timedelta, zone: ZoneInfo) -> Span | None:
    """Return the first real stretch that begins when the clock shows `wall`, unless the clocks skip or change in it."""
    starts_at = wall.replace(tzinfo=zone).astimezone(UTC)
    last = (starts_at + length - timedelta(microseconds=1)).astimezone(zone).replace(tzinfo=None)
    began = starts_at.astimezone(zone).replace(tzinfo=None)
    if began != wall or last - began != length - timedelta(microseconds=1):
        return None
    return Span(starts_at, starts_at + length)


def horizon(settings: CalendarSettings, now: datetime) -> tuple[date, date]:
    """Return the first and the last day of the rolling horizon, in the doctor's zone."""
    today = now.astimezone(ZoneInfo(settings.time_zone)).date()
    return today, today + timedelta(days=settings.horizon_days)


def wanted(plan: Plan, now: datetime) -> list[Span]:
    """Return the slots that should exist: those of the plan over the rolling horizon that begin after `now`."""
    return [span for span in slots_of(plan, *horizon(plan.settings, now)) if span.starts_at > now]


def diff(existing: Iterable[SlotRow], spans: Sequence[Span], busy: Iterable[Timed], now: datetime) -> Diff:
    """Return what to add and to remove so that the slots match `spans`.

    `existing` are the active slots that have not ended; `busy` the live holds and appointments. A slot made by hand, held,
    taken or already begun stays, and nothing is added that would overlap one that stays.
    """
    expected = {(span.starts_at, span.ends_at) for span in spans}
    guarded = _joined(busy)
    kept: list[SlotRow] = []
    remove: list[UUID] = []
    for row in existing:
        stays = (
            row.source != "hours"
            or row.starts_at <= now
            or (row.starts_at, row.ends_at) in expected
            or _overlaps_any(row, guarded)
        )
        if stays:
            kept.append(row)
        else:
            remove.append(row.id)
    standing = _joined(kept)
    return Diff(tuple(span for span in spans if not _overlaps_any(span, standing)), tuple(remove))


def impact(plan: Plan, booked: Iterable[AnyTimed]) -> tuple[AnyTimed, ...]:
    """Return those of `booked` that would lie outside of the plan's hours or inside its blocked time, by their start.

    A different slot length or buffer affects nobody: an appointment keeps the length it has.
    """
    zone = ZoneInfo(plan.settings.time_zone)
    blocks = _joined(plan.blocks)
    outside = (one for one in booked if _overlaps_any(one, blocks) or not _inside(plan, one, zone))
    return tuple(sorted(outside, key=attrgetter("starts_at")))


def _inside(plan: Plan, one: Timed, zone: ZoneInfo) -> bool:
    began = one.starts_at.astimezone(zone)
    starts = began.hour * 60 + began.minute
    ends = starts + (one.ends_at - one.starts_at) // timedelta(minutes=1)
    first, reach = 0, -1
    for left, right in plan.hours_on(began.date()):
        # Intervals that touch count as one.
        if minute_of(left) > reach:
            first = minute_of(left)
        reach = minute_of(right, end=True)
        if first <= starts and ends <= reach:
            return True
    return False


def _joined(spans: Iterable[Timed]) -> list[Span]:
    """Return disjoint spans in order that cover the same time."""
    joined: list[Span] = []
    for one in sorted(spans, key=attrgetter("starts_at")):
        if joined and one.starts_at <= joined[-1].ends_at:
            joined[-1] = Span(joined[-1].starts_at, max(joined[-1].ends_at, one.ends_at))
        else:
            joined.append(Span(one.starts_at, one.ends_at))
    return joined


_STARTS, _ENDS = attrgetter("starts_at"), attrgetter("ends_at")


def _overlaps_any(one: Timed, disjoint: Sequence[Span]) -> bool:
    first = bisect_right(disjoint, one.starts_at, key=_ENDS)
    return first < bisect_left(disjoint, one.ends_at, key=_STARTS)
