"""The sign-up page of doctors."""

import reflex as rx

from components import ui
from components.accounts.person_fields import person_fields
from components.accounts.posted_form import Fields, posted_form
from components.accounts.practice_fields import address_fields, practice_fields
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.sign_up_doctor import SignUpDoctorState

ROUTE = "/sign-up/doctor"
TITLE = N_("Sign up as a doctor")
ON_LOAD = SignUpDoctorState.load


def page() -> rx.Component:
    """Draw the doctor's sign-up page."""
    fields = Fields(SignUpDoctorState.errors, SignUpDoctorState.typed)
    form = posted_form(
        _group(_("About you"), *person_fields(fields)),
        _group(_("Your practice"), *practice_fields(fields, SignUpDoctorState.refused)),
        _group(_("Where you see patients"), *address_fields(fields)),
        action="/auth/sign-up/doctor",
        submit=_("Sign up"),
        key=SignUpDoctorState.form_key,
    )
    return frame(
        ui.notice(SignUpDoctorState.problem, tone="danger"),
        rx.el.h1(_("Sign up as a doctor"), class_name="text-28 sm:text-36"),
        rx.el.p(
            _("We check your CRM before patients can find you. You can set your hours meanwhile."),
            class_name="mt-2 text-muted",
        ),
        rx.el.div(ui.error_summary(SignUpDoctorState.problems), class_name="mt-6"),
        rx.el.div(form, class_name="mt-6"),
        rx.el.p(
            _("You have an account already?"),
            " ",
            ui.link(_("Sign in"), href=ui.to("/sign-in")),
            class_name="mt-8 border-t border-line pt-6",
        ),
        current="/sign-up/doctor",
        width="max-w-xl",
    )


def _group(title: str, *fields: rx.Component) -> rx.Component:
    return rx.el.section(
        rx.el.h2(title, class_name="text-22"),
        rx.el.div(*fields, class_name="mt-4 flex flex-col gap-5"),
        class_name="border-t border-line pt-6 mt-3",
    )
