"""Saying no with a reason: one dialog for declining and cancelling, which keeps what was typed when it is refused."""

from typing import Any

import reflex as rx

from components import ui
from healthmed_app.core.texts import _

REASON_MAX = 500


def reason_dialog(
    ident: str, title: Any, lead: Any, *, yes: Any, no: Any, errors: Any, about: Any, **told: Any
) -> rx.Component:
    """Draw the dialog; field `reason`. `told` has `open`, `times`, `on_close`, `on_submit` and `busy`.

    `about` says which appointments it is about: another value empties the form, so that no reason reaches the wrong person.
    """
    form = ui.event_form(
        rx.el.p(lead),
        ui.textarea_field(
            f"{ident}-reason",
            _("Why?"),
            field_name="reason",
            hint=_("The patient reads it. At most 500 characters."),
            error=errors.get("reason", ""),
            max_length=REASON_MAX,
            rows="3",
        ),
        rx.el.div(
            ui.button(yes, type="submit", kind="danger", disabled=told["busy"]),
            ui.button(no, kind="secondary", closes=True),
            class_name="flex flex-wrap gap-3",
        ),
        on_submit=told["on_submit"],
        key=about,
        class_name="space-y-4",
    )
    return ui.dialog(ident, title, form, open=told["open"], times=told["times"], on_close=told["on_close"])
