"""The page that deletes an account, after it has said what that means."""

import reflex as rx

from components import ui
from components.accounts.posted_form import Fields
from components.privacy.deleting import consequences, delete_form
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.account_delete import AccountDeleteState

ROUTE = "/account/delete"
TITLE = N_("Delete your account")
ON_LOAD = AccountDeleteState.load


def page() -> rx.Component:
    """Draw the page."""
    shapes = ui.loading(ui.card_skeleton(), ui.card_skeleton(), class_name="mt-6 space-y-3")
    return frame(
        ui.notice(AccountDeleteState.problem, tone="danger"),
        ui.back_link(_("Your data"), ui.to("/account/data")),
        rx.el.h1(_("Delete your account"), class_name="mt-4 text-28 sm:text-36"),
        rx.el.div(ui.error_summary(AccountDeleteState.problems), class_name="mt-6"),
        rx.cond(
            AccountDeleteState.loaded,
            _sections(),
            rx.cond(AccountDeleteState.problem == "", shapes, rx.fragment()),
        ),
        current="/account",
        width="max-w-2xl",
    )


def _sections() -> rx.Component:
    fields = Fields(AccountDeleteState.errors, AccountDeleteState.typed)
    return rx.el.div(
        rx.el.p(
            _("This cannot be undone. You can sign up again with the same e-mail."),
            class_name="mt-4 text-muted",
        ),
        consequences(is_doctor=AccountDeleteState.role == "doctor"),
        ui.section(
            _("Delete it now"),
            delete_form(fields, AccountDeleteState.form_key, two_step=AccountDeleteState.two_step),
        ),
    )
