"""`/appointments/[id]`: one appointment; also where a booking ends, with everything there is to know about it."""

import reflex as rx

from components import ui
from components.booking.cancelling import cancel_dialog
from components.booking.panel import confirmation_panel, reason_card
from components.booking.video import room_first
from components.booking.waiting import sentence_page
from components.records.sharing import appointment_files
from components.reviews.writing import own_review, review_form
from components.waitlist.asking import wait_section
from components.waitlist.kept import kept_times
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.appointment import AppointmentState
from state.appointment_files import AppointmentFilesState
from state.appointment_review import AppointmentReviewState
from state.video import VideoState
from state.wait import WaitState

ROUTE = "/appointments/[id]"
TITLE = N_("Your appointment")
ON_LOAD = [AppointmentState.load, VideoState.load, WaitState.load, AppointmentFilesState.load]


def _panel() -> rx.Component:
    state = AppointmentState
    dialog = cancel_dialog(
        state.panel, state.errors, _problem(), on_submit=state.cancel, sending=state.sending
    )
    return rx.fragment(
        kept_times(
            WaitState.kept,
            WaitState.now,
            on_let_go=WaitState.let_go,
            on_end=WaitState.refresh,
            class_name="mb-8",
        ),
        room_first(VideoState.room, confirmation_panel(state.panel), on_time=VideoState.refresh),
        ui.when(state.report_href != "", _report()),
        rx.el.div(
            ui.section(_("What happened so far"), ui.timeline(state.history)),
            reason_card(state.panel),
            class_name="grid gap-x-10 sm:grid-cols-2",
        ),
        wait_section(
            _("An earlier time?"),
            _("We tell you when one becomes free, and keep it for you for a while. This one stays yours."),
            WaitState,
            on_ask=WaitState.ask,
            on_leave=WaitState.leave,
        ),
        appointment_files(AppointmentFilesState),
        _review(),
        ui.when(state.panel.can_cancel, dialog),
    )


def _report() -> rx.Component:
    return ui.section(
        _("Report"),
        rx.el.p(_("Your doctor signed a report of this visit."), class_name="mb-4 text-muted"),
        ui.button(
            _("Read the report"), href=AppointmentState.report_href, kind="secondary", icon="file-text"
        ),
    )


def _review() -> rx.Component:
    state = AppointmentReviewState
    view = state.review
    form = review_form(view.question, state.errors, _said(), on_submit=state.write, sending=state.sending)
    shown = rx.match(
        view.phase,
        ("open", rx.el.section(form, class_name="mt-10")),
        ("written", own_review(view.stars, view.comment, view.day, view.hidden)),
        rx.fragment(),
    )
    return rx.fragment(shown)


def _problem() -> rx.Var[str]:
    """What concerns the reason is said beside it."""
    return rx.cond(AppointmentState.errors.get("reason", "") != "", "", AppointmentState.problem)


def _said() -> rx.Var[str]:
    state = AppointmentReviewState
    beside = (state.errors.get("rating", "") != "") | (state.errors.get("comment", "") != "")
    return rx.cond(beside, "", state.problem)


def _nowhere() -> rx.Component:
    mine = ui.button(_("Your appointments"), href=ui.to("/appointments"))
    find = ui.button(_("Find a doctor"), href=ui.to("/find"), kind="secondary")
    return sentence_page(
        AppointmentState.title, AppointmentState.sentence, mine, find, icon_name="circle-help"
    )


def page() -> rx.Component:
    """Draw the appointment, or say that it is not there."""
    state = AppointmentState
    shape = ui.loading(ui.skeleton("h-96 w-full"), ui.skeleton("h-40 w-full"), class_name="space-y-6")
    arriving = ui.not_loaded(shape, state.problem, again=ON_LOAD, heading="h1")
    return frame(
        ui.back_link(_("Your appointments"), ui.to("/appointments")),
        ui.notice(state.notice),
        ui.notice(AppointmentReviewState.notice),
        ui.notice(AppointmentFilesState.notice),
        ui.notice(
            rx.cond(AppointmentFilesState.errors.get("files", "") != "", "", AppointmentFilesState.problem),
            tone="danger",
        ),
        ui.notice(_problem(), tone="danger"),
        ui.notice(VideoState.problem, tone="danger"),
        rx.match(state.phase, ("panel", _panel()), ("nowhere", _nowhere()), arriving),
        current="/appointments",
        width="max-w-3xl",
    )
