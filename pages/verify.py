"""`/verify`: whether a code is that of a signed report, for anybody who holds one in their hands."""

import reflex as rx

from components import ui
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.verify import VerifyState

ROUTE = "/verify"
TITLE = N_("Check a report")
DESCRIPTION = N_("Check that a medical report was signed in Health&Med.")
ON_LOAD = VerifyState.load


def _answer() -> rx.Component:
    state = VerifyState
    found = ui.banner(
        rx.el.p(state.signed),
        rx.el.p(
            _(
                "Compare the doctor, the day and every page with the paper: this page cannot show what it says."
            ),
            class_name="mt-2",
        ),
        tone="success",
        title=_("This code is right"),
    )
    old = ui.banner(state.superseded, tone="warning", title=_("There is a newer version"))
    none = ui.banner(
        _("Look at the code once more. If it is typed as printed, the paper is not from Health&Med."),
        tone="danger",
        title=_("No signed report has this code"),
    )
    shown = rx.match(
        state.answer,
        ("found", rx.el.div(found, ui.when(state.superseded != "", old), class_name="space-y-4")),
        ("none", none),
        rx.fragment(),
    )
    return rx.el.div(shown, role="status", aria_live="polite", class_name="mt-8")


def page() -> rx.Component:
    """Draw the form, and the answer below it."""
    form = ui.get_form(
        ui.text_field(
            "code",
            _("Verification code"),
            hint=_("It stands beside the picture on the last page: 28 letters and digits."),
            max_length=100,
            auto_complete="off",
            spell_check=False,
            control_class="tabular-nums uppercase",
        ),
        ui.button(_("Check"), type="submit", size="large", class_name="w-full sm:w-auto"),
        action=ui.to("/verify"),
        values=rx.Var.create(VerifyState.asked_for),
        class_name="space-y-5",
    )
    return frame(
        rx.el.h1(_("Check a report"), class_name="text-28 sm:text-36"),
        rx.el.p(
            _(
                "Every report that a doctor signs in Health&Med carries a code. Here you see whether it is right, who "
                "signed, and when. Nothing of what the report says is shown."
            ),
            class_name="mt-2 mb-6 max-w-read text-muted",
        ),
        ui.notice(VerifyState.problem, tone="danger"),
        form,
        _answer(),
        width="max-w-2xl",
    )
