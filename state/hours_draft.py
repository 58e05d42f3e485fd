"""What a doctor has typed on the hours page, before it is saved: plain values, and how they become a plan.

Boundary: pure. The draft is kept as text in the browser's tab, so that a lost connection, a reload or a refusal loses
nothing; because a client can change that text, it is checked like any other input when it comes back.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time

import msgspec

from healthmed_app.core.errors import Conflict, Invalid, Problem
from healthmed_app.core.ids import new_id
from healthmed_app.core.texts import N_
from healthmed_app.schedule.rules import CalendarSettings, Day, Interval, Plan, version_of

TEXT_MAX = 300_000
"""More than as many dates and intervals as there may be, with every field as long as it may be."""
ROWS_MAX = 8
DATES_MAX = 200
WEEKDAYS = range(1, 8)


def _key() -> str:
    return new_id().hex[-12:]


@dataclass
class RowDraft:
    """One interval as typed; `key` stays with it while others come and go."""

    key: str = field(default_factory=_key)
    starts: str = ""
    ends: str = ""


@dataclass
class DateDraft:
    """A date that differs, as typed; without rows it is closed."""

    key: str = field(default_factory=_key)
    day: str = ""
    rows: list[RowDraft] = field(default_factory=list[RowDraft])


@dataclass
class RulesDraft:
    """The calendar's settings as typed."""

    time_zone: str = ""
    slot_minutes: str = ""
    buffer_minutes: str = ""
    notice_hours: str = ""
    horizon_days: str = ""
    confirms: bool = False


@dataclass
class Draft:
    """The whole page as typed, and whose it is. `week` has the rows of Monday to Sunday."""

    doctor: str = ""
    week: list[list[RowDraft]] = field(default_factory=lambda: [[] for _ in WEEKDAYS])
    dates: list[DateDraft] = field(default_factory=list[DateDraft])
    rules: RulesDraft = field(default_factory=RulesDraft)
    seen: str = ""
    """The version of the saved plan that it began from."""

    def rows(self) -> Iterator[list[RowDraft]]:
        """Yield every list of intervals."""
        yield from self.week
        yield from (one.rows for one in self.dates)

    def says(self) -> tuple[object, ...]:
        """Return what it says, without the keys and the version: two drafts that say the same are the same to a doctor."""
        week = [[(row.starts, row.ends) for row in rows] for rows in self.week]
        dates = [(one.day, [(row.starts, row.ends) for row in one.rows]) for one in self.dates]
        return week, dates, self.rules


def of_plan(plan: Plan, doctor: str) -> Draft:
    """Return the draft that shows `plan`."""
    rules = plan.settings
    week: list[list[RowDraft]] = [
        [_row(one.starts, one.ends) for one in plan.hours if one.weekday == weekday] for weekday in WEEKDAYS
    ]
    dates = [
        DateDraft(day=one.day.isoformat(), rows=[_row(*hours) for hours in one.hours])
        for one in plan.exceptions
    ]
    typed = RulesDraft(
        rules.time_zone,
        str(rules.slot_minutes),
        str(rules.buffer_minutes),
        f"{rules.notice_minutes / 60:g}",
        str(rules.horizon_days),
        rules.confirms_automatically,
    )
    return Draft(doctor, week=week, dates=dates, rules=typed, seen=version_of(plan))


def _row(starts: time, ends: time) -> RowDraft:
    return RowDraft(starts=f"{starts:%H:%M}", ends=f"{ends:%H:%M}")


def text_of(draft: Draft) -> str:
    """Return the draft as text, for the browser to keep."""
    return msgspec.json.encode(draft).decode()


def of_text(text: str, doctor: str) -> Draft | None:
    """Return the draft that `text` keeps; None when it is not one, not this doctor's, or too long."""
    if not text or len(text) > TEXT_MAX:
        return None
    try:
        draft = msgspec.json.decode(text, type=Draft)
    except msgspec.DecodeError:
        return None
    fits = len(draft.week) == 7 and len(draft.dates) <= DATES_MAX
    return (
        draft
        if fits and draft.doctor == doctor and all(len(rows) <= ROWS_MAX for rows in draft.rows())
        else None
    )


def kept_draft(text: str, doctor: str) -> Draft:
    """Return the draft that `text` keeps.

    Raises:
        Conflict: there is none, because the server has let go of this page; the browser still has it.
    """
    draft = of_text(text, doctor)
    if draft is None:
        raise Conflict(
            N_("This page was open for a long time. Reload it and go on; what you typed is still there.")
        )
    return draft


def plan_of(draft: Draft) -> Plan:
    """Return what the draft says.

    Raises:
        Invalid: a date, a time or a number cannot be read; every such field has its sentence.
    """
    problems: dict[str, Problem] = {}
    hours = tuple(
        Interval(weekday, starts, ends)
        for weekday, rows in zip(WEEKDAYS, draft.week, strict=True)
        for starts, ends in _times(rows, f"hours-{weekday}", problems)
    )
    exceptions = tuple(
        Day(
            _date(one.day, f"exception-{index}-day", problems),
            _times(one.rows, f"exception-{index}", problems),
        )
        for index, one in enumerate(draft.dates)
    )
    rules = CalendarSettings(
        time_zone=draft.rules.time_zone,
        slot_minutes=_number(draft.rules.slot_minutes, "slot_minutes", problems),
        buffer_minutes=_number(draft.rules.buffer_minutes, "buffer_minutes", problems),
        notice_minutes=_number(draft.rules.notice_hours, "notice_minutes", problems, times=60),
        horizon_days=_number(draft.rules.horizon_days, "horizon_days", problems),
        confirms_automatically=draft.rules.confirms,
    )
    if problems:
        raise Invalid.of(problems)
    return Plan(rules, hours, exceptions)


def _times(rows: list[RowDraft], prefix: str, problems: dict[str, Problem]) -> tuple[tuple[time, time], ...]:
    return tuple(
        (
            _time(row.starts, f"{prefix}-{index}-starts", problems),
            _time(row.ends, f"{prefix}-{index}-ends", problems),
        )
        for index, row in enumerate(rows)
    )


def _time(text: str, name: str, problems: dict[str, Problem]) -> time:
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        problems[name] = Problem(N_("Enter a time, such as 09:00."))
        return time()


def _date(text: str, name: str, problems: dict[str, Problem]) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        problems[name] = Problem(N_("Enter a date."))
        return date.min


def _number(text: str, name: str, problems: dict[str, Problem], *, times: int = 1) -> int:
    try:
        value = float(text.strip().replace(",", ".")) * times
    except ValueError:
        value = math.nan
    if not value.is_integer() or abs(value) > 1_000_000:
        problems[name] = Problem(N_("Enter a whole number."))
        return 0
    return int(value)


def typed(draft: Draft, key: str, part: str, value: str) -> None:
    """Put `value` where it was typed: an interval or a date by its key, or the settings by the key `rules`."""
    here = {row.key: row for rows in draft.rows() for row in rows} | {one.key: one for one in draft.dates}
    target = draft.rules if key == "rules" else here.get(key)
    if target is not None and isinstance(getattr(target, part, None), str) and part != "key":
        setattr(target, part, value[:40])


def with_row(rows: list[RowDraft]) -> None:
    """Add an empty interval, unless there are as many as a day may have."""
    if len(rows) < ROWS_MAX:
        rows.append(RowDraft())


def with_date(draft: Draft) -> None:
    """Add a date that differs, without a day yet and closed, unless there are as many as there may be."""
    if len(draft.dates) < DATES_MAX:
        draft.dates.append(DateDraft())


def without(draft: Draft, key: str) -> None:
    """Take away the interval or the date with this key."""
    for rows in draft.rows():
        rows[:] = [row for row in rows if row.key != key]
    draft.dates[:] = [one for one in draft.dates if one.key != key]


def copied(draft: Draft, weekday: int, others: list[int]) -> None:
    """Give the days `others` (1 is Monday) the intervals of `weekday`."""
    for other in others:
        draft.week[other - 1] = [
            RowDraft(starts=row.starts, ends=row.ends) for row in draft.week[weekday - 1]
        ]
