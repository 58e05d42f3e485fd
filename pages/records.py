"""`/records`: what a patient keeps here, and decides who reads."""

import reflex as rx

from components import ui
from components.records.listing import delete_dialog, file_list, no_files
from components.records.own_reports import no_reports, report_list
from components.records.uploader import uploader
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.own_reports import OwnReportsState
from state.records import RecordsState

ROUTE = "/records"
TITLE = N_("Your records")
ON_LOAD = [RecordsState.load, OwnReportsState.load]


def page() -> rx.Component:
    """Draw the field that adds files, the files, and the reports."""
    state = RecordsState
    shapes = ui.loading(ui.skeleton("h-40 w-full"), ui.skeleton("h-56 w-full"), class_name="mt-6 space-y-6")
    dialog = delete_dialog(
        state.deleting_name,
        on_delete=state.delete,
        open=state.deleting != "",
        times=state.times_asked,
        on_close=state.stop_deleting,
    )
    return frame(
        rx.el.h1(_("Your records"), class_name="text-28 sm:text-36"),
        rx.el.p(
            _(
                "Your exams, prescriptions and photos, and what doctors wrote of your visits, all encrypted. A doctor reads only the files that you share with them."
            ),
            class_name="mt-2 mb-6 max-w-read text-muted",
        ),
        ui.notice(state.notice),
        ui.notice(state.problem, tone="danger"),
        rx.cond(state.loaded, _files(), ui.not_loaded(shapes, state.problem, again=RecordsState.load)),
        dialog,
        current="/records",
        width="max-w-4xl",
    )


def _files() -> rx.Component:
    state = RecordsState
    return rx.el.div(
        uploader("file", on_done=state.uploaded),
        ui.section(
            _("Files"),
            rx.cond(ui.some(state.rows), file_list(state.rows, on_delete=state.ask_delete), no_files()),
            action=ui.link(_("Who opened your records"), href=ui.to("/records/access")),
        ),
        _reports(),
    )


def _reports() -> rx.Component:
    state = OwnReportsState
    shapes = ui.loading(ui.skeleton("h-40 w-full"))
    pages = ui.pagination("", previous_href=state.first_href, next_href=state.next_href)
    listed = rx.el.div(
        report_list(state.reports),
        ui.when((state.next_href != "") | (state.first_href != ""), pages),
        class_name="space-y-6",
    )
    return ui.section(
        _("Reports"),
        ui.notice(state.problem, tone="danger"),
        rx.cond(
            state.loaded,
            rx.cond(ui.some(state.reports), listed, no_reports()),
            ui.not_loaded(shapes, state.problem, again=state.load),
        ),
        ident="reports",
    )
