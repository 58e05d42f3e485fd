"""`/patients/[id]`: one patient of the doctor's own."""

import reflex as rx

from components import ui
from components.patients.one import patient_head, patient_visits
from components.records.sharing import visit_files
from components.records.visit_reports import earlier_reports
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.patient import PatientState
from state.visit_files import VisitFilesState

ROUTE = "/patients/[id]"
TITLE = N_("Patient")
ON_LOAD = [PatientState.load, VisitFilesState.load]


def page() -> rx.Component:
    """Draw the patient, or say that they are none of this doctor's."""
    state = PatientState
    shapes = ui.loading(ui.skeleton("h-14 w-80"), ui.skeleton("h-52 w-full"), class_name="mt-4 space-y-4")
    return frame(
        ui.back_link(_("Your patients"), ui.to("/patients")),
        ui.notice(state.problem, tone="danger"),
        rx.cond(
            state.loaded,
            rx.cond(state.missing, _missing(), _found()),
            ui.not_loaded(shapes, state.problem, again=ON_LOAD, heading="h1"),
        ),
        current="/patients",
        width="max-w-3xl",
    )


def _found() -> rx.Component:
    state = PatientState
    return rx.fragment(
        patient_head(state.patient),
        ui.notice(VisitFilesState.problem, tone="danger"),
        visit_files(VisitFilesState),
        earlier_reports(state.reports, title=_("Reports that you signed")),
        patient_visits(state.visits),
    )


def _missing() -> rx.Component:
    return ui.empty_state(
        _("This is none of your patients"),
        _("Nobody with an appointment with you has this address, or it is not complete."),
        icon="user",
        action=ui.button(_("Your patients"), href=ui.to("/patients")),
        heading="h1",
        class_name="mt-4",
    )
