"""What the agenda shows: a doctor's time as columns of days, projected from what booking and schedule hold. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import NamedTuple

from healthmed_app.booking.views import AgendaItem
from healthmed_app.core import formats
from healthmed_app.core.texts import N_, _, ngettext_
from healthmed_app.schedule.service import BlockRow

DAY_HOURS = (8, 18)
"""Shown at least, so that an empty day still looks like one."""


class Look(NamedTuple):
    """How a kind of time looks: word, icon, tone and pattern (the kit's)."""

    word: str
    icon: str
    tone: str
    pattern: str


LOOKS = {
    "free": Look(N_("Free"), "circle-dashed", "neutral", "open"),
    "held": Look(N_("Held"), "hourglass", "warning", "dotted"),
    "waiting_for_confirmation": Look(N_("Waiting for you"), "clock", "warning", "striped"),
    "confirmed": Look(N_("Confirmed"), "circle-check", "success", "solid"),
    "in_progress": Look(N_("In progress"), "activity", "accent", "solid"),
    "concluded": Look(N_("Concluded"), "check", "neutral", "solid"),
    "no_show": Look(N_("Not attended"), "circle-alert", "danger", "dashed"),
    "blocked": Look(N_("Blocked"), "ban", "neutral", "striped"),
}


@dataclass
class ItemView:
    """One thing in the agenda. `at` says its place in the grid as classes; `href` is empty when it leads nowhere."""

    key: str = ""
    kind: str = ""
    at: str = ""
    time: str = ""
    ends: str = ""
    title: str = ""
    word: str = ""
    icon: str = ""
    tone: str = ""
    pattern: str = ""
    href: str = ""
    label: str = ""
    online: bool = False


@dataclass
class DayColumn:
    """One day. `booked` says in words how full it is."""

    key: str = ""
    weekday: str = ""
    date: str = ""
    name: str = ""
    href: str = ""
    today: bool = False
    booked: str = ""
    blocks: list[ItemView] = field(default_factory=list[ItemView])
    times: list[ItemView] = field(default_factory=list[ItemView])
    listed: list[ItemView] = field(default_factory=list[ItemView])
    """The same for a list: in order of time, with free times that follow one another as one line."""


@dataclass
class HourMark:
    """A line of the grid with its words."""

    at: str = ""
    words: str = ""


@dataclass
class Grid:
    """Days side by side on one scale of hours, from `first` to `last` o'clock."""

    first: int = DAY_HOURS[0]
    last: int = DAY_HOURS[1]
    from_class: str = "day-from-8"
    rows_class: str = ""
    hours: list[HourMark] = field(default_factory=list[HourMark])
    days: list[DayColumn] = field(default_factory=list[DayColumn])


class Frame(NamedTuple):
    """What is looked at: which days, on whose clock, when, and under which language's addresses (`/en`)."""

    days: Sequence[date]
    zone: str
    now: datetime
    prefix: str
    slot_minutes: int


def grid(frame: Frame, items: Iterable[AgendaItem], blocks: Iterable[BlockRow]) -> Grid:
    """Project a stretch of an agenda."""
    columns = {day: _column(day, frame) for day in frame.days}
    for item in items:
        began = formats.local(item.starts_at, frame.zone)
        if began.date() in columns:
            columns[began.date()].times.append(_item(item, began, frame))
    for block in blocks:
        for day, column in columns.items():
            column.blocks += _block_on(day, block, frame)
    for column in columns.values():
        column.booked = _booked(column.times)
        column.listed = sorted([*column.blocks, *_free_joined(column.times)], key=lambda one: one.time)
    shown = _without_idle_weekend(columns)
    first, last = _scale(shown)
    return Grid(
        first,
        last,
        f"day-from-{first}",
        _rows_class(frame.slot_minutes),
        [HourMark(f"at from-h-{hour} for-h-1", f"{hour:02}:00") for hour in range(first, last)],
        shown,
    )


def _column(day: date, frame: Frame) -> DayColumn:
    today = formats.local(frame.now, frame.zone).date() == day
    href = f"{frame.prefix}/agenda?view=day&date={day.isoformat()}"
    return DayColumn(
        day.isoformat(), formats.weekday(day), formats.day_of_month(day), formats.day(day), href, today
    )


def _item(item: AgendaItem, began: datetime, frame: Frame) -> ItemView:
    look = LOOKS.get(item.kind, LOOKS["confirmed"])
    word, who = _(look.word), item.for_name or item.patient_name or ""
    if item.kind == "free":
        # A patient is not told apart before they have booked, so a hold names nobody either.
        title = _("Added by hand") if item.by_hand else ""
    else:
        title = "" if item.kind == "held" else who
    clock = f"{began:%H:%M}"
    ends = formats.clock_time(item.ends_at, frame.zone)
    href = "" if item.kind in {"free", "held"} else f"{frame.prefix}/visit/{item.appointment_id}"
    return ItemView(
        key=str(item.appointment_id or item.slot_id),
        kind=item.kind,
        at=place(began, item.ends_at - item.starts_at),
        time=clock,
        ends=ends,
        title=title,
        word=word,
        icon=look.icon,
        tone=look.tone,
        pattern=look.pattern,
        href=href,
        label=", ".join(part for part in (f"{clock} – {ends}", title, word) if part),
        online=item.online and item.kind != "free",
    )


def place(began: datetime, lasts: timedelta) -> str:
    """Return the classes of assets/agenda.css that put something at `began` for `lasts`, in steps of five minutes."""
    minute = began.minute - began.minute % 5
    left = 24 * 60 - began.hour * 60 - minute
    minutes = min(left, max(5, int(lasts / timedelta(minutes=1)) // 5 * 5))
    return f"at from-h-{began.hour} from-m-{minute} for-h-{minutes // 60} for-m-{minutes % 60}"


def _block_on(day: date, block: BlockRow, frame: Frame) -> list[ItemView]:
    """Return the part of a block that lies on `day`, if any."""
    starts = formats.local(block.starts_at, frame.zone).replace(tzinfo=None)
    ends = formats.local(block.ends_at, frame.zone).replace(tzinfo=None)
    midnight = datetime.combine(day, time())
    left, right = max(starts, midnight), min(ends, midnight + timedelta(days=1))
    if left >= right:
        return []
    look, until = LOOKS["blocked"], f"{right:%H:%M}"
    span = f"{left:%H:%M}\u00a0– {'24:00' if until == '00:00' else until}"
    return [
        ItemView(
            key=str(block.id),
            kind="blocked",
            at=place(left, right - left),
            time=span,
            title=block.note,
            word=_(look.word),
            icon=look.icon,
            tone=look.tone,
            pattern=look.pattern,
            label=", ".join(part for part in (span, _(look.word), block.note) if part),
        )
    ]


def _without_idle_weekend(columns: dict[date, DayColumn]) -> list[DayColumn]:
    """Leave out the Saturday and the Sunday of a week in which nothing is on them, so that the others have room."""
    return [
        column
        for day, column in columns.items()
        if len(columns) == 1 or day.isoweekday() <= 5 or column.times or column.blocks or column.today
    ]


def _free_joined(items: Sequence[ItemView]) -> list[ItemView]:
    joined: list[ItemView] = []
    for _kind, run in groupby(items, key=lambda one: one.kind == "free" or one.key):
        several = list(run)
        if several[0].kind != "free" or len(several) == 1:
            joined += several
            continue
        first, last = several[0], several[-1]
        span = f"{first.time}\u00a0– {last.ends}"
        title = ngettext_("{n} free time", "{n} free times", len(several))
        joined.append(replace(first, time=span, title=title, label=f"{span}, {title}"))
    return joined


def _booked(items: Sequence[ItemView]) -> str:
    booked = sum(item.href != "" for item in items)
    free = sum(item.kind == "free" for item in items)
    if not items:
        return _("No hours")
    words = ngettext_("{n} booked", "{n} booked", booked)
    return (
        _("{booked}, {free}", booked=words, free=ngettext_("{n} free", "{n} free", free)) if free else words
    )


def _scale(columns: Iterable[DayColumn]) -> tuple[int, int]:
    """Return the hours that everything fits in, and at least `DAY_HOURS`; a block alone does not widen it."""
    first, last = DAY_HOURS
    for column in columns:
        for item in column.times:
            numbers = dict(part.rsplit("-", 1) for part in item.at.split()[1:])
            starts = int(numbers["from-h"]) * 60 + int(numbers["from-m"])
            ends = starts + int(numbers["for-h"]) * 60 + int(numbers["for-m"])
            first, last = min(first, starts // 60), max(last, -(-ends // 60))
    return first, last


def _rows_class(slot_minutes: int) -> str:
    """Return how tall five minutes are drawn, so that the words of the shortest appointment fit."""
    for least, name in ((30, ""), (20, "agenda-rows-7"), (15, "agenda-rows-10")):
        if slot_minutes >= least:
            return name
    return "agenda-rows-14"
