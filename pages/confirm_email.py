"""The page that a mailed link opens to confirm an address, and that says that such a mail is on its way."""

import reflex as rx

from components import ui
from components.accounts.link_over import link_over, waiting
from components.accounts.posted_form import Fields, posted_form
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.confirm_email import ConfirmEmailState

ROUTE = "/confirm-email"
TITLE = N_("Confirm your e-mail address")
ON_LOAD = ConfirmEmailState.load


def page() -> rx.Component:
    """Draw the page."""
    over = link_over(ConfirmEmailState.shows, _ask_again(), ui.button(_("Sign in"), href=ui.to("/sign-in")))
    again = rx.el.div(rx.el.h1(_("Confirm your address"), class_name="text-28 sm:text-36"), _ask_again())
    return frame(
        ui.notice(ConfirmEmailState.problem, tone="danger"),
        rx.match(
            ConfirmEmailState.shows,
            ("", waiting()),
            ("alive", _confirm()),
            ("sent", _sent()),
            ("again", again),
            over,
        ),
        width="max-w-xl",
    )


def _confirm() -> rx.Component:
    form = posted_form(
        action="/auth/confirm",
        submit=_("Confirm this address"),
        key=ConfirmEmailState.form_key,
        hidden={"token": ConfirmEmailState.token},
    )
    return rx.el.div(
        rx.el.h1(_("Confirm your address"), class_name="text-28 sm:text-36"),
        rx.el.p(
            _("One press, and you can book. If you did not sign up, close this page: nothing happens."),
            class_name="mt-3 max-w-read",
        ),
        rx.el.div(form, class_name="mt-4"),
    )


def _sent() -> rx.Component:
    return rx.el.div(
        rx.el.h1(_("Look in your mailbox"), class_name="text-28 sm:text-36"),
        rx.el.p(
            _(
                "A message is on its way to this address. Open its link here, in this browser, and you are signed in."
            ),
            class_name="mt-3 max-w-read",
        ),
        ui.when(
            ConfirmEmailState.sent_to != "",
            rx.el.p(ConfirmEmailState.sent_to, class_name="mt-3 font-[560] break-all"),
        ),
        rx.el.p(
            _("If you have an account already, the message says so. It goes to the address of that account."),
            class_name="mt-3 text-muted max-w-read",
        ),
        rx.el.details(
            rx.el.summary(
                _("No mail after a few minutes?"), class_name="cursor-pointer font-[560] text-accent py-2"
            ),
            _ask_again(),
            class_name="mt-6",
        ),
        rx.el.p(ui.back_link(_("Back to sign in"), ui.to("/sign-in")), class_name="mt-6"),
    )


def _ask_again() -> rx.Component:
    form = posted_form(
        Fields(ConfirmEmailState.errors, ConfirmEmailState.typed).text(
            "email",
            _("E-mail"),
            hint=_("Look in the spam folder first. We send the link again if an account waits for it."),
            type="email",
            auto_complete="email",
        ),
        action="/auth/confirm/again",
        submit=_("Send the link again"),
        key=ConfirmEmailState.form_key,
    )
    return rx.el.div(ui.error_summary(ConfirmEmailState.problems), form, class_name="mt-4 space-y-4")
