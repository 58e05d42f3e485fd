"""The page that asks for a link to a new password."""

import reflex as rx

from components import ui
from components.accounts.posted_form import Fields, posted_form
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.forgot_password import ForgotPasswordState

ROUTE = "/forgot-password"
TITLE = N_("Forgot your password?")
ON_LOAD = ForgotPasswordState.load


def page() -> rx.Component:
    """Draw the page."""
    return frame(
        ui.notice(ForgotPasswordState.problem, tone="danger"),
        rx.cond(ForgotPasswordState.sent, _sent(), _ask()),
        width="max-w-xl",
    )


def _ask() -> rx.Component:
    form = posted_form(
        Fields(ForgotPasswordState.errors, ForgotPasswordState.typed).text(
            "email", _("E-mail"), hint=_("The address of your account."), type="email", auto_complete="email"
        ),
        action="/auth/forgot",
        submit=_("Send me a link"),
        key=ForgotPasswordState.form_key,
    )
    return rx.el.div(
        rx.el.h1(_("Forgot your password?"), class_name="text-28 sm:text-36"),
        rx.el.p(_("We send you a link with which you choose a new one."), class_name="mt-2 text-muted"),
        rx.el.div(ui.error_summary(ForgotPasswordState.problems), class_name="mt-6"),
        rx.el.div(form, class_name="mt-6"),
        rx.el.p(ui.back_link(_("Back to sign in"), ui.to("/sign-in")), class_name="mt-8"),
    )


def _sent() -> rx.Component:
    again = ui.link(_("ask again"), href=ui.to("/forgot-password"))
    return rx.el.div(
        rx.el.h1(_("Look in your mailbox"), class_name="text-28 sm:text-36"),
        rx.el.p(
            _(
                "If an account has this address, a link is on its way to it. It works once, within 30 minutes."
            ),
            class_name="mt-3 max-w-read",
        ),
        ui.when(
            ForgotPasswordState.sent_to != "",
            rx.el.p(ForgotPasswordState.sent_to, class_name="mt-3 font-[560] break-all"),
        ),
        rx.el.p(
            _("No mail after a few minutes? Look in the spam folder, or "),
            again,
            ".",
            class_name="mt-3 text-muted",
        ),
        rx.el.p(ui.back_link(_("Back to sign in"), ui.to("/sign-in")), class_name="mt-8"),
    )
