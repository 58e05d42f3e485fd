"""`/patients`: everybody who has or had an appointment with the doctor."""

import reflex as rx

from components import ui
from components.patients.listing import more_patients, nobody, patient_list, patient_search
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.patients import PatientsState

ROUTE = "/patients"
TITLE = N_("Your patients")
ON_LOAD = PatientsState.load


def page() -> rx.Component:
    """Draw the search and the list."""
    state = PatientsState
    shapes = ui.loading(ui.skeleton("h-11 w-80"), ui.skeleton("h-64 w-full"), class_name="mt-6 space-y-6")
    beside = state.errors.get("typed", "") != ""
    return frame(
        rx.el.h1(_("Your patients"), class_name="text-28 sm:text-36"),
        rx.el.p(
            _(
                "Everybody who has or had an appointment with you. Only your own visits and reports stand here."
            ),
            class_name="mt-2 max-w-read text-muted",
        ),
        ui.notice(rx.cond(beside, "", state.problem), tone="danger"),
        rx.cond(state.loaded, _list(), ui.not_loaded(shapes, state.problem, again=ON_LOAD)),
        current="/patients",
        width="max-w-4xl",
    )


def _list() -> rx.Component:
    state = PatientsState
    some = rx.fragment(
        patient_list(state.rows), more_patients(state.more, state.full, on_more=state.show_more)
    )
    search = patient_search(state.typed, state.errors, on_find=state.find)
    return rx.fragment(
        ui.when(ui.some(state.rows) | (state.typed != ""), search),
        rx.el.div(rx.cond(ui.some(state.rows), some, nobody(state.typed)), class_name="mt-6"),
    )
