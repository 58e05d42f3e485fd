"""The calendar's settings: how hours become times, and what a booking must respect."""

from typing import Any

import reflex as rx

from components import ui
from components.schedule.hours_form import Edits, Errors, problem_of
from components.schedule.typed import problem_attrs, typed_input
from healthmed_app.core.texts import _
from healthmed_app.core.zones import time_zones


def _number(
    name: str, part: str, words: tuple[str, str], typed: Any, errors: Errors, edits: Edits
) -> rx.Component:
    """Draw a number: `words` are its label and its hint."""
    label, hint = words
    described = rx.cond(errors[name], f"{name}-hint {name}-error", f"{name}-hint")
    return rx.el.div(
        rx.el.label(label, html_for=name, class_name="font-[560]"),
        rx.el.p(hint, id=f"{name}-hint", class_name="text-14 text-muted"),
        problem_of(name, errors),
        typed_input(
            name,
            getattr(typed, part),
            lambda value: edits.type_in("rules", part, value),
            input_mode="decimal",
            custom_attrs={**problem_attrs(name, errors[name]), "aria-describedby": described},
            class_name="control !w-28 tabular-nums",
        ),
        class_name="flex flex-col gap-1.5",
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
        for name in sorted(time_zones())
        if name.startswith(region)
    ]


def settings(typed: Any, errors: Errors, edits: Edits) -> rx.Component:
    """Draw how hours become times, and what a booking must respect."""
    minutes, hours, days = _("In minutes, in steps of 5."), _("In hours, up to 336."), _("In days, 7 to 180.")
    return ui.section(
        _("Appointments"),
        rx.el.div(
            *(
                _number(name, part, words, typed, errors, edits)
                for name, part, words in (
                    ("slot_minutes", "slot_minutes", (_("Length of an appointment"), minutes)),
                    ("buffer_minutes", "buffer_minutes", (_("Pause after each"), minutes)),
                    ("notice_minutes", "notice_hours", (_("Shortest notice"), hours)),
                    ("horizon_days", "horizon_days", (_("How far ahead patients book"), days)),
                )
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
