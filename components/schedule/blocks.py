"""Blocked time: the list, and a form for more."""

from typing import Any

import reflex as rx

from components import ui
from healthmed_app.core.texts import _


def _moment(name: str, legend: str, first_day: Any, errors: Any) -> rx.Component:
    error = errors.get(name, "")
    attrs = {
        "aria-invalid": rx.cond(error != "", "true", "false"),
        "aria-describedby": rx.cond(error != "", f"{name}-error", ""),
    }
    day = rx.el.input(
        type="date",
        id=name,
        name=f"{name}-day",
        min=first_day,
        class_name="control !w-40 !px-2.5",
        custom_attrs={**attrs, "aria-label": _("{edge}, date", edge=legend)},
    )
    time = rx.el.input(
        type="time",
        id=f"{name}-time",
        name=f"{name}-time",
        class_name="control !w-36 !px-2.5 tabular-nums",
        custom_attrs={**attrs, "aria-label": _("{edge}, time", edge=legend)},
    )
    return rx.el.fieldset(
        rx.el.legend(legend, class_name="mb-1.5 font-[560]"),
        ui.field_error(name, error),
        rx.el.div(day, time, class_name="flex flex-wrap gap-2"),
        class_name="min-w-0 space-y-1.5",
    )


def _row(item: Any, on_give_back: Any) -> rx.Component:
    return rx.el.li(
        ui.icon("ban", size=18, class_name="mt-0.5 text-muted"),
        rx.el.div(
            rx.el.p(item.when, class_name="font-[560]"),
            rx.cond(item.note != "", rx.el.p(item.note, class_name="text-14 text-muted"), rx.fragment()),
            class_name="min-w-0 flex-1",
        ),
        ui.button(
            _("Give back"),
            kind="quiet",
            size="small",
            icon="rotate-ccw",
            on_click=on_give_back(item.id),
            aria_label=item.label,
        ),
        key=item.id,
        class_name="flex flex-wrap gap-x-3 gap-y-1 border-b border-line py-3 last:border-b-0",
    )


def blocks(
    rows: Any,
    errors: Any,
    *,
    first_day: Any,
    form_key: Any,
    on_submit: Any,
    on_give_back: Any,
) -> rx.Component:
    """Draw the blocked times and the form that blocks more. A new `form_key` empties the form."""
    some = rx.el.ul(
        rx.foreach(rows, lambda item: _row(item, on_give_back)),
        class_name="mb-5 rounded-card border border-line bg-surface px-4 sm:px-5",
    )
    none = rx.el.p(_("Nothing is blocked."), class_name="mb-5 text-muted")
    form = ui.event_form(
        rx.el.div(
            _moment("block-starts", _("From"), first_day, errors),
            _moment("block-ends", _("To"), first_day, errors),
            class_name="flex flex-wrap gap-x-8 gap-y-4",
        ),
        ui.text_field(
            "block-note",
            _("Note"),
            hint=_("Only you see it."),
            optional=True,
            max_length=120,
            auto_complete="off",
            class_name="max-w-md",
        ),
        ui.button(_("Block this time"), type="submit", kind="secondary", icon="ban"),
        on_submit=on_submit,
        key=form_key,
        class_name="space-y-4",
    )
    return ui.section(
        _("Blocked time"),
        rx.el.p(
            _(
                "Free times inside are taken off your agenda. What is booked stays until you move or cancel it."
            ),
            class_name="mb-4 max-w-read text-muted",
        ),
        rx.cond(rows.length() > 0, some, none),
        form,
        ident="blocked",
    )
