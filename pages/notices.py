"""`/notices`: what its reader was told, newest first; the bell leads here."""

import reflex as rx

from components import ui
from components.notices.listing import list_skeleton, nothing, notice_list, to_choices
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.notices import NoticesState
from state.reader import ReaderState

ROUTE = "/notices"
TITLE = N_("Notices")
ON_LOAD = NoticesState.load


def page() -> rx.Component:
    """Draw the notices, or what leads to the first one."""
    state = NoticesState
    listed = rx.fragment(
        rx.cond(
            ui.some(state.items), notice_list(state.items, on_read=state.read), nothing(ReaderState.role)
        ),
        rx.cond(
            (state.next_href != "") | (state.first_href != ""),
            ui.pagination("", previous_href=state.first_href, next_href=state.next_href),
            rx.fragment(),
        ),
        to_choices(),
    )
    return frame(
        rx.el.div(
            rx.el.h1(_("Notices"), class_name="text-28 sm:text-36"),
            rx.cond(
                state.any_unread,
                ui.button(_("Mark all as read"), kind="secondary", icon="check", on_click=state.read_all),
                rx.fragment(),
            ),
            class_name="flex flex-wrap items-center justify-between gap-3",
        ),
        ui.notice(state.notice, class_name="mt-4"),
        ui.notice(state.problem, tone="danger", class_name="mt-4"),
        rx.el.div(
            rx.cond(state.loaded, listed, ui.not_loaded(list_skeleton(), state.problem, again=ON_LOAD)),
            class_name="mt-6",
        ),
        current="/notices",
        width="max-w-3xl",
    )
