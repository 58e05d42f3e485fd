"""The page that a mailed link opens to set a new password."""

import reflex as rx

from components import ui
from components.accounts.link_over import link_over, waiting
from components.accounts.person_fields import password_field
from components.accounts.posted_form import Fields, posted_form
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.reset_password import ResetPasswordState

ROUTE = "/reset-password"
TITLE = N_("Choose a new password")
ON_LOAD = ResetPasswordState.load


def page() -> rx.Component:
    """Draw the page."""
    over = link_over(
        ResetPasswordState.link,
        ui.button(_("Ask for a new link"), href=ui.to("/forgot-password")),
        ui.button(_("Sign in"), href=ui.to("/sign-in")),
    )
    return frame(
        ui.notice(ResetPasswordState.problem, tone="danger"),
        rx.match(ResetPasswordState.link, ("", waiting()), ("alive", _form()), over),
        width="max-w-xl",
    )


def _form() -> rx.Component:
    fields = Fields(ResetPasswordState.errors, ResetPasswordState.typed)
    form = posted_form(
        password_field(fields, "password", _("New password")),
        action="/auth/reset",
        submit=_("Change password"),
        key=ResetPasswordState.form_key,
        hidden={"token": ResetPasswordState.token},
    )
    return rx.el.div(
        rx.el.h1(_("Choose a new password"), class_name="text-28 sm:text-36"),
        rx.el.p(_("All your devices are signed out when it is changed."), class_name="mt-2 text-muted"),
        rx.el.div(ui.error_summary(ResetPasswordState.problems), class_name="mt-6"),
        rx.el.div(form, class_name="mt-6"),
    )
