"""`/appointments`: a patient's appointments, upcoming, waiting and past."""

import reflex as rx

from components import ui
from components.booking.listing import appointment_list, list_skeleton, nothing
from components.waitlist.kept import kept_times
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.appointments import AppointmentsState
from state.waitlist import WaitlistState

ROUTE = "/appointments"
TITLE = N_("Your appointments")
ON_LOAD = [AppointmentsState.load, WaitlistState.load]


def page() -> rx.Component:
    """Draw the tabs and the list of the one that is shown."""
    state = AppointmentsState
    tabs = ui.tabs(
        [
            ("upcoming", _("Upcoming"), ui.to("/appointments?show=upcoming")),
            ("waiting", _("Waiting for an answer"), ui.to("/appointments?show=waiting")),
            ("past", _("Past"), ui.to("/appointments?show=past")),
        ],
        state.show,
        label=_("Which appointments"),
    )
    listed = rx.fragment(
        rx.cond(
            ui.some(state.items),
            appointment_list(state.items, label=_("Appointments")),
            nothing(state.show),
        ),
        rx.cond(
            (state.next_href != "") | (state.first_href != ""),
            ui.pagination("", previous_href=state.first_href, next_href=state.next_href),
            rx.fragment(),
        ),
    )
    return frame(
        rx.el.div(
            rx.el.h1(_("Your appointments"), class_name="text-28 sm:text-36"),
            ui.button(_("Book an appointment"), href=ui.to("/find"), kind="secondary", icon="plus"),
            class_name="flex flex-wrap items-center justify-between gap-3",
        ),
        ui.notice(state.problem, tone="danger", class_name="mt-4"),
        ui.notice(WaitlistState.notice, class_name="mt-4"),
        ui.notice(WaitlistState.problem, tone="danger", class_name="mt-4"),
        kept_times(
            WaitlistState.kept,
            WaitlistState.now,
            on_let_go=WaitlistState.let_go,
            on_end=WaitlistState.refresh,
            class_name="mt-6",
        ),
        rx.el.div(tabs, class_name="mt-4"),
        rx.el.div(
            rx.cond(state.loaded, listed, ui.not_loaded(list_skeleton(), state.problem, again=ON_LOAD)),
            class_name="mt-6",
        ),
        ui.when(
            WaitlistState.summary != "",
            rx.el.p(
                ui.link(WaitlistState.summary, href=ui.to("/waitlist")),
                class_name="mt-8 flex items-center gap-2",
            ),
        ),
        current="/appointments",
        width="max-w-3xl",
    )
