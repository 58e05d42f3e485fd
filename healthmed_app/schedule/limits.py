"""What a doctor may enter as hours: pure checks that say, field by field, what is wrong and what to do next.

Boundary: the page and the sequencer both call `checked`, so a change that waited in line is checked again when it is
decided. Field names are those of the form: `hours-1-0-starts` (weekday, row), `exception-0-day`,
`exception-0-1-ends`, `slot_minutes` …
"""

from dataclasses import replace
from datetime import date, time, timedelta
from itertools import groupby

from healthmed_app.core.errors import Invalid, Problem
from healthmed_app.core.texts import N_
from healthmed_app.core.zones import time_zones
from healthmed_app.schedule.rules import (
    DAY_MINUTES,
    END_OF_DAY,
    CalendarSettings,
    Day,
    Interval,
    Plan,
    Span,
    minute_of,
)

STEP_MINUTES = 5
SLOT_MINUTES = (10, 240)
BUFFER_MINUTES = (0, 120)
NOTICE_MINUTES = (0, 14 * DAY_MINUTES)
NOTICE_MINUTES_BEFORE_ANSWER = 180
"""A doctor who answers each request needs this much: the deadline is 2 h before the start (product, "Appointment life")."""
HORIZON_DAYS = (7, 180)
INTERVALS_A_DAY_MAX = 6
EXCEPTIONS_MAX = 200
EXCEPTION_DAYS_AHEAD = 732
BLOCK_DAYS_MAX = 366

Hours = tuple[time, time]
Problems = dict[str, Problem]


def checked(plan: Plan, today: date) -> Plan:
    """Return `plan` in order, with intervals that touch joined into one. `today` is the date in the doctor's zone.

    Raises:
        Invalid: a rule refuses it; every field that is wrong has its sentence.
    """
    problems = _settings_problems(plan.settings)
    for weekday in range(1, 8):
        day = [(one.starts, one.ends) for one in plan.hours if one.weekday == weekday]
        problems |= _day_problems(day, f"hours-{weekday}", plan.settings.slot_minutes)
    problems |= _exception_problems(plan, today)
    if problems:
        raise Invalid.of(problems)
    return _in_order(plan)


def checked_block(span: Span, now_span: Span) -> Span:
    """Return `span` if it may be blocked.

    Args:
        span: the time to take out of the agenda.
        now_span: from now to the last moment that may be blocked.

    Raises:
        Invalid: it ends before it begins, is over, too long, or too far away.
    """
    if span.ends_at <= span.starts_at:
        raise Invalid(N_("The end must come after the beginning."), field="block-ends")
    if span.ends_at <= now_span.starts_at:
        raise Invalid(N_("This time is over. Choose one in the future."), field="block-ends")
    if span.ends_at - span.starts_at > timedelta(days=BLOCK_DAYS_MAX) or span.ends_at > now_span.ends_at:
        raise Invalid(N_("Block at most a year at once, within the next two years."), field="block-ends")
    return span


def _settings_problems(settings: CalendarSettings) -> Problems:
    problems: Problems = {}
    if settings.time_zone not in time_zones():
        problems["time_zone"] = Problem(N_("Choose a time zone from the list."))
    for field, value, (least, most), step in (
        ("slot_minutes", settings.slot_minutes, SLOT_MINUTES, STEP_MINUTES),
        ("buffer_minutes", settings.buffer_minutes, BUFFER_MINUTES, STEP_MINUTES),
        ("notice_minutes", settings.notice_minutes, NOTICE_MINUTES, 1),
        ("horizon_days", settings.horizon_days, HORIZON_DAYS, 1),
    ):
        if not least <= value <= most or value % step:
            problems[field] = Problem(_RANGES[field], least=least, most=most)
    if not settings.confirms_automatically and settings.notice_minutes < NOTICE_MINUTES_BEFORE_ANSWER:
        problems["notice_minutes"] = Problem(
            N_("Give yourself at least 3 hours to answer, or confirm automatically.")
        )
    return problems


_RANGES = {
    "slot_minutes": N_("An appointment lasts {least} to {most} minutes, in steps of 5."),
    "buffer_minutes": N_("The pause is {least} to {most} minutes, in steps of 5."),
    "notice_minutes": N_("The notice is at most 14 days."),
    "horizon_days": N_("Patients can book {least} to {most} days ahead."),
}


def _day_problems(hours: list[Hours], prefix: str, slot_minutes: int) -> Problems:
    """Check one day's intervals in the order of the form."""
    problems: Problems = {}
    if len(hours) > INTERVALS_A_DAY_MAX:
        problems[f"{prefix}-{INTERVALS_A_DAY_MAX}-starts"] = Problem(
            N_("A day has at most {most} intervals."), most=INTERVALS_A_DAY_MAX
        )
    for row, (starts, ends) in enumerate(hours):
        field = f"{prefix}-{row}"
        length = minute_of(ends, end=True) - minute_of(starts)
        if not _round(starts):
            problems[f"{field}-starts"] = Problem(N_("Use steps of 5 minutes, such as 09:05."))
        elif not _round(ends) and ends != END_OF_DAY:
            problems[f"{field}-ends"] = Problem(
                N_("Use steps of 5 minutes, such as 17:05; 23:59 is midnight.")
            )
        elif length <= 0:
            problems[f"{field}-ends"] = Problem(N_("The end must come after the beginning."))
        elif length < slot_minutes:
            problems[f"{field}-ends"] = Problem(
                N_("No appointment of {minutes} minutes fits here. Make it longer."), minutes=slot_minutes
            )
        elif any(starts < other_ends and other_starts < ends for other_starts, other_ends in hours[:row]):
            problems[f"{field}-starts"] = Problem(N_("This overlaps another interval of the same day."))
    return problems


def _round(wall: time) -> bool:
    return wall.minute % STEP_MINUTES == 0 and not wall.second and not wall.microsecond


def _exception_problems(plan: Plan, today: date) -> Problems:
    problems: Problems = {}
    if len(plan.exceptions) > EXCEPTIONS_MAX:
        problems[f"exception-{EXCEPTIONS_MAX}-day"] = Problem(
            N_("There are at most {most} dates that differ."), most=EXCEPTIONS_MAX
        )
    seen: set[date] = set()
    for row, one in enumerate(plan.exceptions):
        prefix = f"exception-{row}"
        if one.day < today:
            problems[f"{prefix}-day"] = Problem(N_("This date is over. Choose one in the future."))
        elif one.day > today + timedelta(days=EXCEPTION_DAYS_AHEAD):
            problems[f"{prefix}-day"] = Problem(N_("Choose a date within the next two years."))
        elif one.day in seen:
            problems[f"{prefix}-day"] = Problem(N_("This date is already in the list. Change it there."))
        seen.add(one.day)
        problems |= _day_problems(list(one.hours), prefix, plan.settings.slot_minutes)
    return problems


def _in_order(plan: Plan) -> Plan:
    weekly = sorted(plan.hours, key=lambda one: (one.weekday, one.starts))
    hours = tuple(
        Interval(weekday, starts, ends)
        for weekday, day in groupby(weekly, key=lambda one: one.weekday)
        for starts, ends in _touching_joined([(one.starts, one.ends) for one in day])
    )
    exceptions = tuple(
        Day(one.day, tuple(_touching_joined(sorted(one.hours))))
        for one in sorted(plan.exceptions, key=lambda one: one.day)
    )
    return replace(plan, hours=hours, exceptions=exceptions)


def _touching_joined(hours: list[Hours]) -> list[Hours]:
    joined: list[Hours] = []
    for starts, ends in hours:
        if joined and joined[-1][1] == starts:
            joined[-1] = (joined[-1][0], ends)
        else:
            joined.append((starts, ends))
    return joined
