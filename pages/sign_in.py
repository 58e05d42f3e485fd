"""The sign-in page."""

from typing import Any

import reflex as rx

from components import ui
from components.accounts.posted_form import Fields, posted_form
from components.ui.fresh_document import fresh_document
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.sign_in import SignInState

ROUTE = "/sign-in"
TITLE = N_("Sign in")
ON_LOAD = SignInState.load


def page() -> rx.Component:
    """Draw the sign-in page."""
    return frame(
        fresh_document(),
        ui.notice(SignInState.notice),
        ui.notice(SignInState.problem, tone="danger"),
        rx.el.h1(_("Sign in"), class_name="text-28 sm:text-36"),
        rx.el.div(ui.error_summary(SignInState.problems), class_name="mt-6"),
        rx.el.div(_form(), class_name="mt-6"),
        rx.el.div(
            rx.el.h2(_("New to Health&Med?"), class_name="text-22"),
            rx.el.p(_("An account lets you book, change and cancel appointments."), class_name="text-muted"),
            rx.el.div(
                ui.button(_("Sign up as a patient"), href=_carrying_next("/sign-up"), kind="secondary"),
                ui.link(_("Sign up as a doctor"), href=ui.to("/sign-up/doctor")),
                class_name="mt-4 flex flex-wrap items-center gap-4",
            ),
            class_name="mt-10 border-t border-line pt-8",
        ),
        current="/sign-in",
        width="max-w-xl",
    )


def _form() -> rx.Component:
    fields = Fields(SignInState.errors, SignInState.typed)
    return posted_form(
        fields.text(
            "identifier",
            _("E-mail, CPF or CRM"),
            hint=_("Doctors may write the CRM with its state, such as 112233-MG."),
            auto_complete="username",
            custom_attrs={"autoCapitalize": "none", "spellCheck": "false"},
        ),
        fields.password("password", _("Password"), auto_complete="current-password"),
        rx.el.p(ui.link(_("Forgot your password?"), href=ui.to("/forgot-password"))),
        action="/auth/sign-in",
        submit=_("Sign in"),
        key=SignInState.form_key,
        hidden={"next": SignInState.next_path},
    )


def _carrying_next(path: str) -> Any:
    where = ui.to(path)
    return rx.cond(SignInState.next_query != "", f"{where}?next={SignInState.next_query}", where)
