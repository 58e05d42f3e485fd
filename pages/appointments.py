"""`/appointments`: a patient's appointments, upcoming, waiting and past."""

import reflex as rx

from components import ui
from components.booking.listing import appointment_list, list_skeleton, nothing
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.appointments import AppointmentsState

ROUTE = "/appointments"
TITLE = N_("Your appointments")
ON_LOAD = AppointmentsState.load


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
        rx.el.div(tabs, class_name="mt-4"),
        rx.el.div(
            rx.cond(state.loaded, listed, ui.not_loaded(list_skeleton(), state.problem, again=ON_LOAD)),
            class_name="mt-6",
        ),
        current="/appointments",
        width="max-w-3xl",
    )
