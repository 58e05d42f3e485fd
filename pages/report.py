"""`/visit/[id]/report`: the report of a visit, for its doctor: written, looked through, signed, read, amended."""

import reflex as rx

from components import ui
from components.accounts.posted_form import Fields, posted_form
from components.records.report_paper import paper, paper_proof, paper_ways
from components.records.report_writing import Writing, report_form
from components.ui.heading import heading
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.diagnosis import DiagnosisState
from state.report import ReportState
from state.report_writing import ReportWritingState

ROUTE = "/visit/[id]/report"
TITLE = N_("Report of a visit")
ON_LOAD = ReportState.load


def _about() -> rx.Component:
    head = ReportState.head
    return rx.el.p(
        rx.el.span(head.who, class_name="font-[560]"),
        rx.cond(head.for_whom != "", rx.el.span(" · ", head.for_whom), rx.fragment()),
        rx.el.span(" · ", head.when, class_name="text-muted"),
        class_name="mt-1 mb-6",
    )


def _write() -> rx.Component:
    state = ReportWritingState
    do = Writing(
        keep=state.keep,
        keep_mine=state.keep_mine,
        take_other=state.take_other,
        choose_template=state.choose_template,
        search=DiagnosisState.search,
        add_code=state.add_code,
        remove_code=state.remove_code,
        add_line=state.add_line,
        remove_line=state.remove_line,
        look_through=state.look_through,
        give_up=ReportState.give_up,
    )
    title = rx.cond(state.writing.amends, _("Amend the report"), _("Write the report"))
    return rx.fragment(
        heading(title, arrival=ReportState.phase),
        _about(),
        ui.error_summary(state.problems),
        report_form(state, DiagnosisState, do),
    )


def _check() -> rx.Component:
    state = ReportState
    fields = Fields(state.errors, state.typed)
    sign = posted_form(
        fields.password(
            "password",
            _("Your password"),
            hint=_("Signing asks for it again, so that nobody signs in your name."),
            auto_complete="current-password",
            control_class="max-w-md",
        ),
        action="/auth/report/sign",
        submit=_("Sign the report"),
        key=state.form_key,
        hidden={
            "appointment": state.head.appointment,
            "revision": rx.Var.create(state.revision).to_string(),
        },
    )
    return rx.fragment(
        heading(_("Look through the report"), arrival=state.phase),
        _about(),
        rx.el.p(
            _("This is what the patient will read. Once it is signed it cannot be changed, only amended."),
            class_name="mb-4 max-w-read",
        ),
        paper(state.paper),
        rx.el.div(ui.error_summary(state.problems), class_name="mt-8"),
        rx.el.div(sign, class_name="mt-6"),
        rx.el.p(ui.link(_("Go back and change something"), href=state.head.report_href), class_name="mt-4"),
    )


def _signed() -> rx.Component:
    state = ReportState
    old = state.paper.superseded != ""
    conclude = ui.button(
        _("Conclude the visit"), icon="check", on_click=state.conclude, disabled=state.sending
    )
    amend = ui.button(_("Amend the report"), kind="secondary", icon="pencil", on_click=state.amend)
    newest = ui.button(_("Show the newest version"), kind="secondary", href=state.head.report_href)
    return rx.fragment(
        heading(_("Report"), arrival=state.phase),
        _about(),
        ui.when(old, ui.banner(state.paper.superseded, tone="warning", class_name="mb-4")),
        rx.el.div(
            paper(state.paper),
            paper_ways(
                state.paper,
                rx.cond(old, newest, amend),
                first=ui.when(state.head.can_conclude, conclude),
            ),
            paper_proof(state.paper),
            class_name="space-y-6",
        ),
    )


def _closed() -> rx.Component:
    return ui.empty_state(
        _("The visit has not begun"),
        _("You can write the report once you have started the visit."),
        icon="file-text",
        action=ui.button(_("Open the visit"), href=ReportState.head.visit_href),
        heading="h1",
    )


def _missing() -> rx.Component:
    return ui.empty_state(
        _("This report is not here"),
        _("The address may be incomplete, or it belongs to someone else."),
        icon="file-text",
        action=ui.button(_("Open the agenda"), href=ui.to("/agenda")),
        heading="h1",
    )


def page() -> rx.Component:
    """Draw the report at the point of its life that it has reached."""
    state = ReportState
    beside = ui.some(state.errors)
    shapes = ui.loading(ui.skeleton("h-10 w-64"), ui.skeleton("h-40 w-full"), ui.skeleton("h-40 w-full"))
    arriving = ui.not_loaded(shapes, state.problem, again=ON_LOAD, heading="h1")
    back = ui.back_link(_("The visit"), state.head.visit_href)
    return frame(
        ui.when(state.head.visit_href != "", back),
        rx.el.div(
            ui.notice(state.notice),
            ui.notice(ReportWritingState.notice),
            ui.notice(rx.cond(beside, "", state.problem), tone="danger"),
            ui.notice(
                rx.cond(ui.some(ReportWritingState.problems), "", ReportWritingState.problem),
                tone="danger",
            ),
            class_name="mt-4",
        ),
        rx.match(
            state.phase,
            ("write", _write()),
            ("check", _check()),
            ("signed", _signed()),
            ("closed", _closed()),
            ("missing", _missing()),
            arriving,
        ),
        current="/agenda",
        width="max-w-3xl",
    )
