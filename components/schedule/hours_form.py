"""The hours editor: weekly hours, dates that differ, and the calendar's settings, each as plain fields."""

from collections.abc import Callable
from typing import Any, NamedTuple
from zoneinfo import available_timezones

import reflex as rx

from components import ui
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
    error = errors[ident]
    return rx.el.input(
        type="time",
        id=ident,
        default_value=getattr(row, part),
        on_change=lambda value: edits.type_in(row.key, part, value),
        class_name=_TIME,
        custom_attrs={
            "aria-label": getattr(row, f"{part}_label"),
            "aria-invalid": rx.cond(error, "true", "false"),
            "aria-describedby": rx.cond(error, f"{ident}-error", ""),
        },
    )


def _problem(ident: Any, errors: Errors) -> rx.Component:
    return rx.cond(errors[ident], ui.field_error(ident, errors[ident]), rx.fragment())


def interval(row: Any, errors: Errors, edits: Edits) -> rx.Component:
    """Draw one interval: from, to, and a way to remove it. Problems stand above it."""
    return rx.el.li(
        _problem(f"{row.ident}-starts", errors),
        _problem(f"{row.ident}-ends", errors),
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
        _problem(ident, errors),
        rx.el.input(
            type="date",
            id=ident,
            default_value=one.day,
            on_change=lambda value: edits.type_in(one.key, "day", value),
            class_name="control !w-44",
            custom_attrs={
                "aria-label": _("Date"),
                "aria-invalid": rx.cond(errors[ident], "true", "false"),
                "aria-describedby": rx.cond(errors[ident], f"{ident}-error", ""),
            },
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


def _number(
    name: str, part: str, label: str, hint: str, typed: Any, errors: Errors, edits: Edits
) -> rx.Component:
    return ui.text_field(
        name,
        label,
        hint=hint,
        error=errors.get(name, ""),
        default_value=getattr(typed, part),
        input_mode="decimal",
        auto_complete="off",
        on_change=lambda value: edits.type_in("rules", part, value),
        control_class="!w-28 tabular-nums",
    )


_REGIONS = (
    "America/",
    "Africa/",
    "Antarctica/",
    "Arctic/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)


def _zones() -> list[tuple[str, str]]:
    """Return the zones to pick from, those of the Americas first."""
    return [
        (name, name.replace("_", " "))
        for region in _REGIONS
        for name in sorted(available_timezones())
        if name.startswith(region)
    ]


def settings(typed: Any, errors: Errors, edits: Edits) -> rx.Component:
    """Draw how hours become times, and what a booking must respect."""
    minutes, hours, days = _("In minutes, in steps of 5."), _("In hours, up to 336."), _("In days, 7 to 180.")
    return ui.section(
        _("Appointments"),
        rx.el.div(
            _number(
                "slot_minutes", "slot_minutes", _("Length of an appointment"), minutes, typed, errors, edits
            ),
            _number("buffer_minutes", "buffer_minutes", _("Pause after each"), minutes, typed, errors, edits),
            _number("notice_minutes", "notice_hours", _("Shortest notice"), hours, typed, errors, edits),
            _number(
                "horizon_days", "horizon_days", _("How far ahead patients book"), days, typed, errors, edits
            ),
            class_name="grid gap-5 sm:grid-cols-2",
        ),
        ui.checkbox(
            "confirms",
            rx.el.span(_("Confirm automatically"), class_name="block font-[560]"),
            rx.el.span(
                _(
                    "A booking is confirmed at once. Otherwise you answer each request, and need 3 hours of notice."
                ),
                class_name="block text-14 text-muted",
            ),
            default_checked=typed.confirms,
            on_change=edits.confirm_alone,
            class_name="mt-5",
        ),
        ui.select_field(
            "time_zone",
            _("Time zone"),
            _zones(),
            hint=_("Your hours are on this clock. Patients see times on their own."),
            error=errors.get("time_zone", ""),
            default_value=typed.time_zone,
            on_change=lambda value: edits.type_in("rules", "time_zone", value),
            class_name="mt-5 max-w-sm",
        ),
        ident="appointments",
    )
