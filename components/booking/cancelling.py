"""Cancelling an appointment: a dialog that says until when, asks why, and keeps what was typed when it is refused."""

from typing import Any

import reflex as rx

from components.ui import button, dialog, event_form, notice, textarea_field
from components.ui.each import Flag
from healthmed_app.core.texts import _

DIALOG = "cancel"
REASON_MAX = 500


def cancel_dialog(view: Any, errors: Any, problem: Any, *, on_submit: Any, sending: Flag) -> rx.Component:
    """Draw the dialog. Reads `view.cancel_question .cut_off`; field `reason`. `problem` is why it was refused.

    It closes by leaving the page: draw it only while the appointment can be cancelled.
    """
    form = event_form(
        rx.el.p(view.cancel_question),
        rx.el.p(view.cut_off, class_name="text-14 text-muted"),
        notice(problem, tone="danger"),
        textarea_field(
            "cancel_reason",
            _("Why do you cancel?"),
            field_name="reason",
            hint=_("The doctor reads it."),
            error=errors.get("reason", ""),
            max_length=REASON_MAX,
            rows="3",
        ),
        rx.el.div(
            button(_("Cancel the appointment"), type="submit", kind="danger", disabled=sending),
            button(_("Keep it"), kind="secondary", closes=True),
            class_name="flex flex-wrap gap-3",
        ),
        on_submit=on_submit,
        class_name="space-y-4",
    )
    return dialog(DIALOG, _("Cancel this appointment?"), form)
