"""`/account/calendar`: its reader's private calendar address."""

import reflex as rx

from components import ui
from components.notices.calendar import calendar_address
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.account_calendar import AccountCalendarState

ROUTE = "/account/calendar"
TITLE = N_("Your calendar")
ON_LOAD = AccountCalendarState.load


def page() -> rx.Component:
    """Draw the address and what can be done with it."""
    state = AccountCalendarState
    shapes = ui.loading(ui.skeleton("h-20 w-full"), ui.skeleton("h-11 w-48"), class_name="space-y-4")
    return frame(
        ui.notice(state.notice),
        ui.notice(state.problem, tone="danger"),
        ui.back_link(_("Your account"), ui.to("/account")),
        rx.el.h1(_("Your calendar"), class_name="mt-4 text-28 sm:text-36"),
        rx.el.div(
            rx.cond(
                state.loaded,
                calendar_address(state.made, state.address, on_make=state.make, on_remove=state.remove),
                ui.not_loaded(shapes, state.problem, again=ON_LOAD),
            ),
            class_name="mt-6",
        ),
        current="/account",
        width="max-w-2xl",
    )
