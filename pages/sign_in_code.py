"""The page that asks for the code after the password."""

import reflex as rx

from components import ui
from components.accounts.posted_form import Fields, posted_form
from components.accounts.two_step import code_field
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.reader import ReaderState
from state.sign_in_code import SignInCodeState

ROUTE = "/sign-in/code"
TITLE = N_("Enter your code")
ON_LOAD = SignInCodeState.load


def page() -> rx.Component:
    """Draw the page."""
    shapes = ui.loading(ui.skeleton("h-5 w-full"), ui.skeleton("h-12 w-60"), class_name="mt-6 space-y-5")
    return frame(
        ui.notice(SignInCodeState.problem, tone="danger"),
        rx.el.h1(_("Enter your code"), class_name="text-28 sm:text-36"),
        rx.el.div(ui.error_summary(SignInCodeState.problems), class_name="mt-6"),
        rx.cond(SignInCodeState.waits, _form(), shapes),
        current="/sign-in",
        width="max-w-xl",
    )


def _form() -> rx.Component:
    fields = Fields(SignInCodeState.errors, SignInCodeState.typed)
    return rx.el.div(
        posted_form(
            code_field(
                fields, "code", _("Code"), _("The 6 digits that your app shows now, or a recovery code.")
            ),
            action="/auth/sign-in/code",
            submit=_("Sign in"),
            key=SignInCodeState.form_key,
            hidden={"next": SignInCodeState.next_path},
        ),
        rx.el.div(
            rx.el.h2(_("No phone and no recovery codes?"), class_name="text-22"),
            rx.el.p(
                _("Write to us from the e-mail address of your account:"),
                " ",
                ui.link(ReaderState.support, href=f"mailto:{ReaderState.support}", reload_document=True),
                class_name="mt-1 text-muted",
            ),
            rx.el.p(ui.link(_("Sign in as somebody else"), href=ui.to("/sign-in")), class_name="mt-4"),
            class_name="mt-10 border-t border-line pt-8",
        ),
        class_name="mt-6",
    )
