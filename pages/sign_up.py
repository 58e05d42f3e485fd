"""The sign-up page of patients."""

import reflex as rx

from components import ui
from components.accounts.person_fields import person_fields
from components.accounts.posted_form import Fields, posted_form
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.sign_up import SignUpState

ROUTE = "/sign-up"
TITLE = N_("Sign up")
ON_LOAD = SignUpState.load


def page() -> rx.Component:
    """Draw the patient's sign-up page."""
    form = posted_form(
        *person_fields(Fields(SignUpState.errors, SignUpState.typed)),
        action="/auth/sign-up",
        submit=_("Sign up"),
        key=SignUpState.form_key,
        hidden={"next": SignUpState.next_path},
    )
    return frame(
        ui.notice(SignUpState.problem, tone="danger"),
        rx.el.h1(_("Sign up"), class_name="text-28 sm:text-36"),
        rx.el.p(
            _("Six questions, then you can book. You must be 18 or older; you can book for a child later."),
            class_name="mt-2 text-muted",
        ),
        rx.el.div(ui.error_summary(SignUpState.problems), class_name="mt-6"),
        rx.el.div(form, class_name="mt-6"),
        rx.el.p(
            _("You have an account already?"),
            " ",
            ui.link(_("Sign in"), href=ui.to("/sign-in")),
            class_name="mt-8 border-t border-line pt-6",
        ),
        current="/sign-up",
        width="max-w-xl",
    )
