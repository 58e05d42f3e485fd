"""The weeks of the demo doctors: their hours, and the slots that these make (by the rules of `schedule`)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from healthmed_app.demo.people import Doctor
from healthmed_app.schedule.rules import (
    CalendarSettings,
    Day,
    Interval,
    Plan,
    Span,
    horizon,
    slots_of,
    wanted,
)

HORIZON_DAYS = 56
PAST_DAYS = 70
DUE_MINUTES = 30
_MORNINGS = ((8, 11), (8, 12), (9, 12), (7, 10))
_AFTERNOONS = ((13, 17), (14, 18), (14, 17), (13, 16), (15, 19))
_WEEKS = ((1, 3, 5), (2, 4), (1, 2, 4), (1, 2, 3, 4, 5), (2, 3, 5), (1, 3, 4, 5), (3, 5, 6))


@dataclass(frozen=True, slots=True)
class Agenda:
    """A doctor's plan with the slots ahead and those of the weeks before today."""

    plan: Plan
    ahead: tuple[Span, ...]
    before: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Practice:
    """A doctor at work: the coming times, those before today at which something happened, and the slots of both."""

    doctor: Doctor
    settings: CalendarSettings
    ahead: tuple[Span, ...]
    before: tuple[Span, ...]
    slot_ids: Mapping[Span, UUID]
    due: Span | None = None
    """A time that has begun."""


class Agendas:
    """Draws agendas. Doctors with the same hours in the same zone share one calculation of their slots."""

    def __init__(self, random: Random, now: datetime) -> None:
        """Draw from `random`; slots begin after `now`."""
        self._random = random
        self._now = now
        self._made: dict[Plan, Agenda] = {}

    def draw(self, zone: str, *, also_tomorrow: bool = False) -> Agenda:
        """Return an ordinary agenda: two to five days a week, half days mostly. Some have a closed day ahead."""
        random = self._random
        weekdays = set(random.choice(_WEEKS))
        settings = self._settings(zone)
        if also_tomorrow:
            settings = replace(settings, confirms_automatically=False, notice_minutes=180)
            weekdays |= {(self.today(zone) + timedelta(days=ahead)).isoweekday() for ahead in (1, 2, 4)}
        mornings, afternoons = random.choice(_MORNINGS), random.choice(_AFTERNOONS)
        halves = [mornings, afternoons] if random.random() < 0.35 else [random.choice((mornings, afternoons))]
        plan = Plan(settings, _hours(weekdays, halves))
        if not also_tomorrow and random.random() < 0.12:
            closed = self.today(zone) + timedelta(days=random.randrange(3, 40))
            plan = replace(plan, exceptions=(Day(closed, ()),))
        return self.of(plan)

    def one_afternoon(self, zone: str) -> Agenda:
        """Return an agenda so small that it can be full."""
        weekday = self._random.randrange(1, 6)
        return self.of(Plan(self._settings(zone), _hours({weekday}, [(14, 17)])))

    def closed(self, zone: str) -> Agenda:
        """Return the agenda of a doctor who has entered no hours."""
        return self.of(Plan(self._settings(zone), ()))

    def full_time(self, zone: str) -> Agenda:
        """Return the agenda of the demo doctor: every weekday and tomorrow, mornings and afternoons."""
        weekdays = {1, 2, 3, 4, 5} | {
            (self.today(zone) + timedelta(days=ahead)).isoweekday() for ahead in (0, 1)
        }
        settings = CalendarSettings(zone, 30, 0, 180, HORIZON_DAYS, confirms_automatically=False)
        return self.of(Plan(settings, _hours(weekdays, [(8, 12), (14, 18)])))

    def due(self) -> Span:
        """Return the half hour that has begun, which no slot ahead can meet."""
        length = timedelta(minutes=DUE_MINUTES)
        latest = self._now - timedelta(microseconds=1)
        begins = latest - (latest - latest.replace(hour=0, minute=0, second=0, microsecond=0)) % length
        return Span(begins, begins + length)

    def of(self, plan: Plan) -> Agenda:
        """Return a plan with its slots."""
        if plan not in self._made:
            first, _ = horizon(plan.settings, self._now)
            before = slots_of(plan, first - timedelta(days=PAST_DAYS), first - timedelta(days=1))
            self._made[plan] = Agenda(plan, tuple(wanted(plan, self._now)), tuple(before))
        return self._made[plan]

    def today(self, zone: str) -> date:
        """Return the date that the wall calendar shows in `zone`."""
        return self._now.astimezone(ZoneInfo(zone)).date()

    def _settings(self, zone: str) -> CalendarSettings:
        random = self._random
        slot_minutes, buffer_minutes = random.choice(
            ((30, 0), (30, 0), (40, 0), (45, 15), (20, 0), (60, 0), (30, 10))
        )
        automatic = random.random() < 0.3
        notice = random.choice((60, 120, 180)) if automatic else random.choice((180, 240, 720))
        return CalendarSettings(zone, slot_minutes, buffer_minutes, notice, HORIZON_DAYS, automatic)


def _hours(weekdays: set[int], halves: list[tuple[int, int]]) -> tuple[Interval, ...]:
    return tuple(
        Interval(weekday, time(starts), time(ends))
        for weekday in sorted(weekdays)
        for starts, ends in sorted(halves)
    )
