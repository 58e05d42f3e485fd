"""Blocked time: the list, and a form for more."""

from typing import Any

import reflex as rx

from components import ui
from components.schedule.moment import moment_fields
from components.schedule.said import said
from healthmed_app.core.texts import _


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


def blocks(view: Any, *, on_submit: Any, on_give_back: Any) -> rx.Component:
    """Draw the blocked times and the form that blocks more. Reads the State's `rows`, `errors`, `first_day`, `form_key`.

    A new `form_key` empties the form.
    """
    some = rx.el.ul(
        rx.foreach(view.rows, lambda item: _row(item, on_give_back)),
        class_name="mb-5 rounded-card border border-line bg-surface px-4 sm:px-5",
    )
    none = rx.el.p(_("Nothing is blocked."), class_name="mb-5 text-muted")
    form = ui.event_form(
        rx.el.div(
            *(
                moment_fields(
                    (f"{name}-day", f"{name}-time"), name, legend, view.first_day, view.errors.get(name, "")
                )
                for name, legend in (("block-starts", _("From")), ("block-ends", _("To")))
            ),
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
        key=view.form_key,
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
        said(view),
        rx.cond(view.rows.length() > 0, some, none),
        form,
        ident="blocked",
    )
