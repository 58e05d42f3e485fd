"""The hours editor: weekly hours and dates that differ, each as plain fields."""

from collections.abc import Callable
from typing import Any, NamedTuple

import reflex as rx

from components import ui
from components.schedule.typed import problem_attrs, typed_input
from healthmed_app.core.texts import _

_TIME = "control min-w-0 max-w-36 flex-1 !px-2.5 tabular-nums"
Errors = Any


class Edits(NamedTuple):
    """The handlers of the editor: each takes the key of what it changes."""

    type_in: Callable[..., Any]
    remove: Callable[[Any], Any]
    add_row: Callable[[Any], Any]
    add_date_row: Callable[[Any], Any]
    add_date: Any
    start_copy: Callable[[Any], Any]
    confirm_alone: Any


def _time_input(row: Any, part: str, errors: Errors, edits: Edits) -> rx.Component:
    ident = f"{row.ident}-{part}"
    return typed_input(
        ident,
        getattr(row, part),
        lambda value: edits.type_in(row.key, part, value),
        kind="time",
        custom_attrs=problem_attrs(ident, errors[ident], **{"aria-label": getattr(row, f"{part}_label")}),
        class_name=_TIME,
    )


def problem_of(ident: Any, errors: Errors) -> rx.Component:
    """Draw the problem of the field `ident`, if it has one."""
    return rx.cond(errors[ident], ui.field_error(ident, errors[ident]), rx.fragment())


def interval(row: Any, errors: Errors, edits: Edits) -> rx.Component:
    """Draw one interval: from, to, and a way to remove it. Problems stand above it."""
    return rx.el.li(
        problem_of(f"{row.ident}-starts", errors),
        problem_of(f"{row.ident}-ends", errors),
        rx.el.div(
            _time_input(row, "starts", errors, edits),
            rx.el.span("–", aria_hidden="true", class_name="text-muted"),
            _time_input(row, "ends", errors, edits),
            ui.icon_button("x", row.remove_label, on_click=edits.remove(row.key), class_name="text-muted"),
            class_name="flex items-center gap-2",
        ),
        key=row.key,
        class_name="space-y-1",
    )


def _day(day: Any, errors: Errors, edits: Edits) -> rx.Component:
    rows = rx.cond(
        day.rows.length() > 0,
        rx.el.ul(rx.foreach(day.rows, lambda row: interval(row, errors, edits)), class_name="space-y-2"),
        rx.el.p(_("Closed"), class_name="py-2.5 text-muted"),
    )
    ways = rx.el.div(
        ui.button(
            _("Add hours"),
            kind="quiet",
            size="small",
            icon="plus",
            on_click=edits.add_row(day.weekday),
            aria_label=day.add_label,
        ),
        rx.cond(
            day.rows.length() > 0,
            ui.button(
                _("Copy"),
                kind="quiet",
                size="small",
                icon="copy",
                on_click=edits.start_copy(day.weekday),
                aria_label=day.copy_label,
            ),
            rx.fragment(),
        ),
        class_name="flex flex-wrap gap-1 py-1 sm:justify-end",
    )
    return rx.el.li(
        rx.el.h3(day.name, class_name="pt-2.5 text-16 font-[620]"),
        rows,
        ways,
        class_name="grid gap-x-4 gap-y-1 border-b border-line py-3 last:border-b-0 sm:grid-cols-[7rem_minmax(0,1fr)_auto] sm:items-start",
    )


def weekly(week: Any, errors: Errors, edits: Edits) -> rx.Component:
    """Draw the weekly hours, Monday first."""
    days = rx.el.ul(
        rx.foreach(week, lambda day: _day(day, errors, edits)),
        class_name="rounded-card border border-line bg-surface px-4 sm:px-5",
    )
    return ui.section(_("Weekly hours"), days, ident="weekly")


def _date(one: Any, errors: Errors, edits: Edits) -> rx.Component:
    ident = f"{one.ident}-day"
    rows = rx.cond(
        one.rows.length() > 0,
        rx.el.ul(rx.foreach(one.rows, lambda row: interval(row, errors, edits)), class_name="space-y-2"),
        rx.el.p(_("Closed all day"), class_name="py-2.5 text-muted"),
    )
    day = rx.el.div(
        problem_of(ident, errors),
        typed_input(
            ident,
            one.day,
            lambda value: edits.type_in(one.key, "day", value),
            kind="date",
            custom_attrs=problem_attrs(ident, errors[ident], **{"aria-label": _("Date")}),
            class_name="control !w-44",
        ),
        class_name="space-y-1",
    )
    ways = rx.el.div(
        ui.button(
            _("Add hours"),
            kind="quiet",
            size="small",
            icon="plus",
            on_click=edits.add_date_row(one.key),
            aria_label=_("Add hours on {day}", day=one.name),
        ),
        ui.button(
            _("Remove date"),
            kind="quiet",
            size="small",
            icon="trash-2",
            on_click=edits.remove(one.key),
            aria_label=_("Remove {day} from the list", day=one.name),
        ),
        class_name="flex flex-wrap gap-1 py-1 sm:justify-end",
    )
    return rx.el.li(
        day,
        rows,
        ways,
        key=one.key,
        class_name="grid gap-x-6 gap-y-2 border-b border-line py-3 last:border-b-0 sm:grid-cols-[11rem_minmax(0,1fr)_auto] sm:items-start",
    )


def dates(found: Any, errors: Errors, edits: Edits) -> rx.Component:
    """Draw the dates that differ from the weekly hours: closed, or with hours of their own."""
    some = rx.el.ul(
        rx.foreach(found, lambda one: _date(one, errors, edits)),
        class_name="rounded-card border border-line bg-surface px-4 sm:px-5",
    )
    none = rx.el.p(_("No date differs from your weekly hours."), class_name="text-muted")
    return ui.section(
        _("Dates that differ"),
        rx.el.p(
            _(
                "Holidays, congresses, an extra Saturday: what stands here replaces the weekly hours of that date."
            ),
            class_name="mb-4 max-w-read text-muted",
        ),
        rx.cond(found.length() > 0, some, none),
        ui.button(
            _("Add a date"),
            kind="secondary",
            icon="calendar-plus",
            on_click=edits.add_date,
            class_name="mt-4",
        ),
        ident="dates",
    )
