"""The first steps of a new doctor, above an agenda that is still empty."""

from typing import Any

import reflex as rx

from components import ui
from healthmed_app.core.texts import _


def first_steps(missing: Any) -> rx.Component:
    """Draw what is missing before patients can book. Reads `FirstSteps`."""
    hours = ui.banner(
        _("Patients can book you in the hours that you give."),
        title=_("Say when you see patients"),
        action=ui.button(_("Set your hours"), href=ui.to("/hours"), icon="clock", size="small"),
    )
    check = ui.banner(
        _(
            "Until then nobody finds you. You get an e-mail as soon as it is done; meanwhile you can set your hours."
        ),
        title=_("Your CRM is being checked"),
        tone="neutral",
    )
    return rx.cond(
        missing.check | missing.hours,
        rx.el.div(ui.when(missing.hours, hours), ui.when(missing.check, check), class_name="mb-6 space-y-3"),
        rx.fragment(),
    )
