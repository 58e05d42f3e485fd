"""`/visit/[id]`: one appointment, for its doctor."""

import reflex as rx

from components import ui
from components.booking.video import video_room
from components.records.sharing import visit_files
from components.records.visit_reports import earlier_reports, visit_report
from components.schedule.answering import reason_dialog
from components.schedule.visit import Verbs, visit_facts, visit_head, visit_ways
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.video import VideoState
from state.visit import VisitState
from state.visit_files import VisitFilesState

ROUTE = "/visit/[id]"
TITLE = N_("Appointment")
ON_LOAD = [VisitState.load, VideoState.load, VisitFilesState.load]


def _found() -> rx.Component:
    visit = VisitState.visit
    verbs = Verbs(
        confirm=VisitState.confirm,
        ask_decline=VisitState.ask("decline"),
        ask_cancel=VisitState.ask("cancel"),
        start=VisitState.start,
        conclude=VisitState.conclude,
        miss=VisitState.miss,
    )
    main = rx.el.div(
        visit_head(visit),
        video_room(VideoState.room),
        ui.wake(VideoState.room.look_again_at, now=VideoState.room.now, on_time=VideoState.refresh),
        visit_facts(visit),
        visit_ways(visit, VisitState.sending, verbs),
        visit_report(VisitState.reports),
        earlier_reports(VisitState.reports),
        ui.notice(VisitFilesState.problem, tone="danger"),
        visit_files(VisitFilesState),
        class_name="min-w-0 space-y-6",
    )
    beside = rx.el.section(
        rx.el.h2(_("What happened"), class_name="mb-4 text-18"),
        ui.timeline(visit.story),
        class_name="rounded-card border border-line bg-surface p-4 sm:p-5",
    )
    return rx.el.div(
        ui.back_link(_("Agenda of this day"), ui.to(f"/agenda?view=day&date={visit.agenda_date}")),
        rx.el.div(main, beside, class_name="mt-4 grid items-start gap-8 lg:grid-cols-[minmax(0,1fr)_20rem]"),
    )


def _missing() -> rx.Component:
    return ui.empty_state(
        _("This appointment is not in your agenda"),
        _("The address may be incomplete, or it belongs to someone else."),
        icon="calendar-x",
        action=ui.button(_("Open the agenda"), href=ui.to("/agenda")),
    )


def page() -> rx.Component:
    """Draw the appointment, or say that there is none."""
    declining = VisitState.asking == "decline"
    ask_why = reason_dialog(
        "why",
        rx.cond(declining, _("Decline this request?"), _("Cancel this appointment?")),
        _("The time becomes free again, and the patient is told at once."),
        yes=rx.cond(declining, _("Decline"), _("Cancel the appointment")),
        no=_("Go back"),
        errors=VisitState.errors,
        about=f"{VisitState.asking} {VisitState.visit.id}",
        open=VisitState.asking != "",
        times=VisitState.asked,
        on_close=VisitState.stop_asking,
        on_submit=VisitState.end,
        busy=VisitState.sending,
    )
    shapes = [ui.skeleton("h-14 w-80"), ui.skeleton("h-52 w-full"), ui.skeleton("h-11 w-64")]
    return frame(
        ui.notice(VisitState.notice),
        ui.notice(VisitState.problem, tone="danger"),
        ui.notice(VideoState.problem, tone="danger"),
        rx.cond(
            VisitState.loaded,
            rx.cond(VisitState.missing, _missing(), _found()),
            ui.not_loaded(
                ui.loading(*shapes, class_name="space-y-4"), VisitState.problem, again=ON_LOAD, heading="h1"
            ),
        ),
        ask_why,
        current="/agenda",
        width="max-w-5xl",
    )
