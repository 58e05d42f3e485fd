"""`/account/notices`: what its reader is mailed; the foot of each mail leads here."""

import reflex as rx

from components import ui
from components.notices.choosing import mail_choices
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.account_notices import AccountNoticesState

ROUTE = "/account/notices"
TITLE = N_("Notices by e-mail")
ON_LOAD = AccountNoticesState.load


def page() -> rx.Component:
    """Draw the choices."""
    state = AccountNoticesState
    shapes = ui.loading(ui.skeleton("h-8 w-64"), ui.skeleton("h-72 w-full"), class_name="space-y-4")
    return frame(
        ui.notice(state.notice),
        ui.notice(state.problem, tone="danger"),
        ui.back_link(_("Your account"), ui.to("/account")),
        rx.el.h1(_("Notices by e-mail"), class_name="mt-4 text-28 sm:text-36"),
        rx.el.div(
            rx.cond(
                state.loaded,
                mail_choices(state.choices, on_submit=state.save),
                ui.not_loaded(shapes, state.problem, again=ON_LOAD),
            ),
            class_name="mt-6",
        ),
        current="/account",
        width="max-w-2xl",
    )
