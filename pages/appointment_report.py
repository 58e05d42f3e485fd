"""`/appointments/[id]/report`: what the doctor wrote of the visit, for its patient."""

import reflex as rx

from components import ui
from components.records.report_paper import paper, paper_proof, paper_ways
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.appointment_report import AppointmentReportState

ROUTE = "/appointments/[id]/report"
TITLE = N_("Report of your visit")
ON_LOAD = AppointmentReportState.load


def _paper() -> rx.Component:
    state = AppointmentReportState
    old = state.paper.superseded != ""
    newest = ui.button(_("Show the newest version"), kind="secondary", href=state.page)
    return rx.fragment(
        rx.el.h1(_("Report of your visit"), class_name="mt-4 mb-6 text-28"),
        ui.when(old, ui.banner(state.paper.superseded, tone="warning", class_name="mb-4")),
        rx.el.div(
            paper(state.paper),
            paper_ways(state.paper, ui.when(old, newest)),
            paper_proof(state.paper),
            class_name="space-y-6",
        ),
    )


def _none() -> rx.Component:
    return ui.empty_state(
        _("There is no report to read here"),
        _("Your doctor has not signed one yet, or the address is not complete."),
        icon="file-text",
        action=ui.button(_("Your appointments"), href=ui.to("/appointments")),
        heading="h1",
        class_name="mt-4",
    )


def page() -> rx.Component:
    """Draw the report, or say that there is none."""
    state = AppointmentReportState
    shapes = ui.loading(ui.skeleton("h-10 w-64"), ui.skeleton("h-96 w-full"), class_name="mt-4 space-y-6")
    arriving = ui.not_loaded(shapes, state.problem, again=ON_LOAD, heading="h1")
    back = ui.back_link(_("The appointment"), state.back)
    return frame(
        ui.when(state.back != "", back),
        ui.notice(state.problem, tone="danger"),
        rx.match(state.phase, ("paper", _paper()), ("none", _none()), arriving),
        current="/appointments",
        width="max-w-3xl",
    )
