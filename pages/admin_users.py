"""`/admin/users`: all accounts, to find one, suspend it or let its owner in again."""

import reflex as rx

from components import ui
from components.admin.sections import admin_head
from components.admin.users import nobody_found, suspend_dialog, user_search, user_table
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.admin_users import AdminUsersState

ROUTE = "/admin/users"
TITLE = N_("Users")
ON_LOAD = AdminUsersState.load


def page() -> rx.Component:
    """Draw the search, the list, and the question why one is suspended."""
    state = AdminUsersState
    dialog = suspend_dialog(
        state.suspending_name,
        state.errors,
        key=state.suspending,
        open=state.asking,
        times=state.times_asked,
        on_close=state.stop_suspending,
        on_submit=state.suspend,
    )
    shapes = ui.loading(ui.card_skeleton(), ui.card_skeleton(), class_name="mt-6 space-y-3")
    return frame(
        admin_head(_("Users"), ROUTE),
        ui.notice(state.notice, class_name="mt-4"),
        ui.notice(rx.cond(state.beside, "", state.problem), tone="danger", class_name="mt-4"),
        user_search(state.errors, on_find=state.find),
        rx.cond(state.loaded, _list(), ui.not_loaded(shapes, state.problem, again=ON_LOAD)),
        dialog,
        current="/admin",
    )


def _list() -> rx.Component:
    state = AdminUsersState
    some = user_table(
        state.rows, on_verify=state.verify, on_suspend=state.ask_suspend, on_reinstate=state.reinstate
    )
    return rx.el.div(
        rx.cond(ui.some(state.rows), some, nobody_found(state.narrowed)),
        ui.event_pages(
            state.page_number, state.more, on_previous=state.previous_page, on_next=state.next_page
        ),
        class_name="mt-6",
    )
