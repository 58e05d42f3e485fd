"""Who can read a patient's files: as the patient decides it, and as the doctor sees what is shared."""

from typing import Any

import reflex as rx

from components import ui
from components.records.preview import preview
from components.ui.each import Items, Text
from healthmed_app.core.texts import _


def _row(*children: Any) -> rx.Component:
    return rx.el.li(*children, class_name="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3")


def _listed(rows: Items, draw: Any, label: str) -> rx.Component:
    return rx.el.ul(
        rx.foreach(rows, draw),
        aria_label=label,
        class_name="divide-y divide-line rounded-card border border-line bg-surface",
    )


def _words(name: Text, ends: Text) -> rx.Component:
    return rx.el.div(
        rx.el.p(name, class_name="font-[560] [overflow-wrap:anywhere]"),
        rx.el.p(ends, class_name="text-14 text-muted"),
        class_name="min-w-0 flex-1 basis-56",
    )


def _stop(label: Text, on_click: Any) -> rx.Component:
    return ui.button(
        _("Stop sharing"), kind="secondary", size="small", icon="ban", aria_label=label, on_click=on_click
    )


def _cannot_be_recalled() -> rx.Component:
    return rx.el.p(
        _("Stopping works at once. What a doctor saved before cannot be taken back."),
        class_name="mt-3 max-w-read text-14 text-muted",
    )


def who_can_read(readers: Items, *, on_stop: Any) -> rx.Component:
    """Draw the doctors who can read a file: items with `.id .name .ends .stop_label`; `on_stop` takes an id."""
    some = rx.fragment(
        _listed(
            readers,
            lambda one: _row(
                ui.icon("stethoscope", size=20, class_name="text-muted"),
                _words(one.name, one.ends),
                _stop(one.stop_label, on_stop(one.id)),
            ),
            _("Doctors who can read this file"),
        ),
        _cannot_be_recalled(),
    )
    return rx.cond(ui.some(readers), some, rx.el.p(_("Only you can read it."), class_name="text-muted"))


def share_form(
    doctors: Items, errors: Any, *, until: Text, first: Text, last: Text, on_submit: Any
) -> rx.Component:
    """Draw the form that shares a file: fields `doctor` and `until`; `doctors` are (id, words)."""
    form = ui.event_form(
        ui.select_field(
            "doctor",
            _("Doctor"),
            doctors,
            hint=_("Doctors with whom you have or had an appointment."),
            error=errors.get("doctor", ""),
        ),
        ui.text_field(
            "until",
            _("Until the end of"),
            type="date",
            default_value=until,
            min=first,
            max=last,
            error=errors.get("until", ""),
            control_class="max-w-52",
        ),
        rx.el.div(ui.button(_("Share"), type="submit", icon="send")),
        on_submit=on_submit,
        class_name="max-w-md space-y-4",
    )
    nobody = rx.el.p(
        _("You can share a file with a doctor once you have booked an appointment with them. "),
        ui.link(_("Find a doctor"), href=ui.to("/find")),
        class_name="max-w-read text-muted",
    )
    return rx.cond(ui.some(doctors), form, nobody)


def appointment_files(state: Any) -> rx.Component:
    """Draw what the doctor of an appointment can read, and the form that shares more; nothing without an appointment.

    Reads `.phase .doctor .shared .others .errors` and the handlers `.share .stop` of `state`.
    """
    listed = rx.fragment(
        _listed(
            state.shared,
            lambda one: _row(
                ui.icon("file-text", size=20, class_name="text-muted"),
                _words(one.name, one.ends),
                _stop(one.stop_label, state.stop(one.id)),
            ),
            _("Files that the doctor can read"),
        ),
        _cannot_be_recalled(),
    )
    none = rx.el.p(_("You share no file with this doctor."), class_name="text-muted")
    shown = ui.section(
        _("Files for the doctor"),
        rx.cond(ui.some(state.shared), listed, none),
        rx.cond(state.phase == "open", _more_files(state), rx.fragment()),
    )
    there = (state.phase == "open") | ((state.phase == "over") & ui.some(state.shared))
    return rx.cond(there, shown, rx.fragment())


def _more_files(state: Any) -> rx.Component:
    boxes = rx.el.fieldset(
        rx.el.legend(_("Share more, until seven days after the visit"), class_name="font-[560]"),
        ui.field_error("files", state.errors.get("files", "")),
        rx.foreach(
            state.others,
            lambda one: ui.checkbox(
                one[0], rx.el.span(one[1], class_name="[overflow-wrap:anywhere]"), key=one[0]
            ),
        ),
        id="files",
        custom_attrs={"tabIndex": -1},
        class_name="min-w-0",
    )
    form = ui.event_form(
        boxes,
        ui.button(
            _("Share the ticked files"), type="submit", kind="secondary", icon="send", class_name="mt-3"
        ),
        on_submit=state.share,
        class_name="mt-6",
    )
    add = rx.el.p(
        ui.link(_("Add files to your records"), href=ui.to("/records")),
        class_name="mt-4",
    )
    return rx.fragment(rx.cond(ui.some(state.others), form, rx.fragment()), add)


def visit_files(state: Any) -> rx.Component:
    """Draw what a patient shares with the reader, and the one file that is open.

    Reads `.files .shown .gone .look_again_at .now` and the handlers `.show .close .refresh` of `state`.
    """
    listed = _listed(
        state.files,
        lambda one: _row(
            ui.icon("file-text", size=20, class_name="text-muted"),
            _words(one.name, one.ends),
            rx.cond(
                one.id == state.shown.id,
                ui.button(_("Close"), kind="secondary", size="small", icon="x", on_click=state.close),
                ui.button(
                    _("Show"),
                    kind="secondary",
                    size="small",
                    icon="eye",
                    aria_label=one.show_label,
                    on_click=state.show(one.id),
                ),
            ),
        ),
        _("Files that the patient shares with you"),
    )
    none = rx.el.p(_("The patient shares no file with you."), class_name="text-muted")
    return ui.section(
        _("Shared files"),
        rx.cond(ui.some(state.files), listed, none),
        ui.notice(state.gone, tone="warning", class_name="mt-4"),
        rx.cond(state.shown.id != "", _open_file(state.shown), rx.fragment()),
        ui.wake(state.look_again_at, now=state.now, on_time=state.refresh),
        rx.cond(
            ui.some(state.files),
            rx.el.p(_("The patient sees when you open a file."), class_name="mt-3 text-14 text-muted"),
            rx.fragment(),
        ),
    )


def _open_file(file: Any) -> rx.Component:
    save = ui.button(
        _("Save to this device"),
        href=file.save_href,
        kind="secondary",
        size="small",
        icon="download",
        reload_document=True,
    )
    return rx.el.div(
        rx.el.div(
            rx.el.h3(file.name, class_name="min-w-0 text-18 [overflow-wrap:anywhere]"),
            save,
            class_name="mb-3 flex flex-wrap items-center justify-between gap-3",
        ),
        preview(file),
        key=file.id,
        class_name="mt-5",
    )
