"""`/records/[id]`: one file, as its owner sees it."""

import reflex as rx

from components import ui
from components.records.listing import DELETE_DIALOG, delete_dialog
from components.records.preview import preview
from components.records.sharing import share_form, who_can_read
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.file_sharing import FileSharingState
from state.record_file import RecordFileState

ROUTE = "/records/[id]"
TITLE = N_("File")
ON_LOAD = [RecordFileState.load, FileSharingState.load]


def page() -> rx.Component:
    """Draw the file, or say that there is none."""
    state = RecordFileState
    shapes = ui.loading(ui.skeleton("h-10 w-72"), ui.skeleton("h-[32rem] w-full"), class_name="space-y-4")
    # Opened in the browser, since a page that connects again would close what the server had opened.
    dialog = delete_dialog(state.file.name, on_delete=state.delete)
    return frame(
        ui.back_link(_("Your records"), ui.to("/records")),
        ui.notice(state.problem, tone="danger"),
        rx.cond(
            state.loaded,
            rx.cond(state.missing, _missing(), _found()),
            ui.not_loaded(shapes, state.problem, again=ON_LOAD, heading="h1"),
        ),
        dialog,
        current="/records",
        width="max-w-4xl",
    )


def _found() -> rx.Component:
    file = RecordFileState.file
    save = ui.button(
        _("Save to this device"),
        href=file.save_href,
        kind="secondary",
        icon="download",
        reload_document=True,
    )
    delete = ui.button(
        _("Delete"),
        kind="quiet",
        icon="trash-2",
        opens=DELETE_DIALOG,
        class_name="!text-danger",
    )
    return rx.fragment(
        rx.el.h1(file.name, class_name="text-22 sm:text-28 [overflow-wrap:anywhere]"),
        rx.el.p(file.facts, class_name="mt-1 text-muted"),
        rx.el.div(save, delete, class_name="mt-4 mb-6 flex flex-wrap gap-3"),
        _sharing(),
        ui.section(_("What it shows"), preview(file)),
    )


def _sharing() -> rx.Component:
    state = FileSharingState
    form = share_form(
        state.doctors,
        state.errors,
        until=state.until,
        first=state.first_day,
        last=state.last_day,
        on_submit=state.share,
    )
    beside = (state.errors.get("doctor", "") != "") | (state.errors.get("until", "") != "")
    return ui.section(
        _("Who can read it"),
        ui.notice(state.notice),
        ui.notice(rx.cond(beside, "", state.problem), tone="danger"),
        who_can_read(state.readers, on_stop=state.stop),
        rx.el.h3(_("Share it with a doctor"), class_name="mt-6 mb-3 text-18"),
        form,
        ident="sharing",
    )


def _missing() -> rx.Component:
    return ui.empty_state(
        _("This file is not among yours"),
        _("It was deleted, or the address is not complete."),
        icon="file-text",
        action=ui.button(_("Open your records"), href=ui.to("/records")),
        heading="h1",
    )
