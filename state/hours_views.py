"""What the hours page shows of a draft, of a change before it is saved, and of blocked time: strings ready to be drawn."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from babel.dates import get_day_names

from healthmed_app.booking.affected import Affected
from healthmed_app.core import formats
from healthmed_app.core.texts import _, ngettext_
from healthmed_app.schedule.rules import Span
from healthmed_app.schedule.service import BlockRow
from state.hours_draft import DateDraft, Draft, RowDraft


@dataclass
class RowView:
    """One interval: its ids in the form, and what its fields are called for a screen reader."""

    key: str = ""
    ident: str = ""
    starts: str = ""
    ends: str = ""
    starts_label: str = ""
    ends_label: str = ""
    remove_label: str = ""


@dataclass
class DayView:
    """A weekday with its intervals."""

    weekday: int = 1
    name: str = ""
    copy_label: str = ""
    add_label: str = ""
    rows: list[RowView] = field(default_factory=list[RowView])


@dataclass
class DateView:
    """A date that differs."""

    key: str = ""
    ident: str = ""
    day: str = ""
    name: str = ""
    rows: list[RowView] = field(default_factory=list[RowView])


@dataclass
class AffectedView:
    """An appointment that a change would leave outside of the hours."""

    href: str = ""
    when: str = ""
    who: str = ""
    status: str = ""


@dataclass
class BlockView:
    """Blocked time."""

    id: str = ""
    when: str = ""
    note: str = ""
    label: str = ""


def day_names() -> dict[int, str]:
    """Return the names of the weekdays in the current language, Monday being 1."""
    names = get_day_names("wide", locale=formats.locale())
    return {weekday: names[weekday - 1] for weekday in range(1, 8)}


def week_view(draft: Draft) -> list[DayView]:
    """Project the weekly hours."""
    return [
        DayView(
            weekday,
            name,
            _("Copy {day} to other days", day=name),
            _("Add hours on {day}", day=name),
            _rows(draft.week[weekday - 1], f"hours-{weekday}", name),
        )
        for weekday, name in day_names().items()
    ]


def dates_view(draft: Draft) -> list[DateView]:
    """Project the dates that differ."""
    return [_date_view(one, index) for index, one in enumerate(draft.dates)]


def _date_view(one: DateDraft, index: int) -> DateView:
    ident = f"exception-{index}"
    try:
        name = formats.day(date.fromisoformat(one.day))
    except ValueError:
        name = _("New date")
    return DateView(one.key, ident, one.day, name, _rows(one.rows, ident, name))


def _rows(rows: Sequence[RowDraft], ident: str, name: str) -> list[RowView]:
    return [
        RowView(
            row.key,
            f"{ident}-{index}",
            row.starts,
            row.ends,
            _("{day}, interval {n}, from", day=name, n=index + 1),
            _("{day}, interval {n}, to", day=name, n=index + 1),
            _("Remove interval {n} of {day}", day=name, n=index + 1),
        )
        for index, row in enumerate(rows)
    ]


def named(field_id: str, draft: Draft) -> str:
    """Return what the field `field_id` of the form is called, such as `Saturday, interval 1, from`."""
    settings = {
        "slot_minutes": _("Length of an appointment"),
        "buffer_minutes": _("Pause after each"),
        "notice_minutes": _("Shortest notice"),
        "horizon_days": _("How far ahead patients book"),
        "time_zone": _("Time zone"),
    }
    views = [*week_view(draft), *dates_view(draft)]
    fields = {f"{view.ident}-day": view.name for view in dates_view(draft)}
    for view in views:
        for row in view.rows:
            fields |= {f"{row.ident}-starts": row.starts_label, f"{row.ident}-ends": row.ends_label}
    return (settings | fields).get(field_id, "")


def affected_views(found: Iterable[Affected], zone: str, prefix: str) -> list[AffectedView]:
    """Project the affected appointments, in the doctor's `zone`; `prefix` is the language's (`/en`)."""
    return [
        AffectedView(
            f"{prefix}/visit/{one.id}", formats.moment(one.starts_at, zone), one.patient_name, one.status
        )
        for one in found
    ]


def change_words(added: int, removed: int, affected: int) -> str:
    """Say in one or two sentences what a change does."""
    came = ngettext_("{n} free time is added.", "{n} free times are added.", added) if added else ""
    went = (
        ngettext_("{n} free time is taken away.", "{n} free times are taken away.", removed)
        if removed
        else ""
    )
    slots = " ".join(part for part in (came, went) if part) or _("The free times stay as they are.")
    if not affected:
        return slots + " " + _("No appointment is affected.")
    return (
        slots
        + " "
        + ngettext_(
            "{n} appointment would be outside of your hours. It stays as it is until you move or cancel it.",
            "{n} appointments would be outside of your hours. They stay as they are until you move or cancel them.",
            affected,
        )
    )


def span_words(span: Span, zone: str) -> str:
    """Return `Tuesday 24 November 2026, 09:00 – 12:00`, with both days when it ends on another one."""
    first, last = formats.local(span.starts_at, zone), formats.local(span.ends_at, zone)
    if first.date() == last.date():
        return f"{formats.day(first.date())}, {first:%H:%M} – {last:%H:%M}"
    return f"{formats.moment(span.starts_at, zone)} – {formats.moment(span.ends_at, zone)}"


def block_views(rows: Iterable[BlockRow], zone: str) -> list[BlockView]:
    """Project blocked time."""
    return [
        BlockView(str(row.id), when, row.note, _("Give back {when}", when=when))
        for row in rows
        for when in (span_words(Span(row.starts_at, row.ends_at), zone),)
    ]
