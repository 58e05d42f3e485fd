"""The page of one's data: a copy to download, and the way to delete the account."""

import reflex as rx

from components import ui
from components.accounts.posted_form import Fields
from components.privacy.copying import about_copy, ask_form, being_made, ready_copy
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.account_data import AccountDataState

ROUTE = "/account/data"
TITLE = N_("Your data")
ON_LOAD = AccountDataState.load


def page() -> rx.Component:
    """Draw the page."""
    shapes = ui.loading(ui.card_skeleton(), ui.card_skeleton(), class_name="mt-6 space-y-3")
    return frame(
        ui.notice(AccountDataState.notice),
        ui.notice(AccountDataState.problem, tone="danger"),
        ui.back_link(_("Your account"), ui.to("/account")),
        rx.el.h1(_("Your data"), class_name="mt-4 text-28 sm:text-36"),
        rx.el.div(ui.error_summary(AccountDataState.problems), class_name="mt-6"),
        rx.cond(
            AccountDataState.loaded,
            _sections(),
            rx.cond(AccountDataState.problem == "", shapes, rx.fragment()),
        ),
        current="/account",
        width="max-w-2xl",
    )


def _sections() -> rx.Component:
    fields = Fields(AccountDataState.errors, AccountDataState.typed)
    ask = ask_form(fields, AccountDataState.form_key, two_step=AccountDataState.two_step)
    return rx.el.div(
        ui.section(
            _("A copy of your data"),
            about_copy(),
            rx.el.div(
                ui.when(
                    AccountDataState.ready_href != "",
                    ready_copy(AccountDataState.ready_href, AccountDataState.ready_words),
                ),
                rx.cond(AccountDataState.being_made, being_made(), rx.el.div(ask, class_name="mt-6")),
                aria_live="polite",
            ),
            class_name="mt-6",
        ),
        ui.when(AccountDataState.deletable, ui.section(_("Delete your account"), _way_out())),
    )


def _way_out() -> rx.Component:
    return rx.el.div(
        rx.el.p(
            _(
                "Everything that the law does not keep is erased. The next page says what that is, before anything happens."
            ),
            class_name="max-w-read",
        ),
        ui.button(
            _("See what would happen"), kind="secondary", href=ui.to("/account/delete"), class_name="mt-4"
        ),
    )
