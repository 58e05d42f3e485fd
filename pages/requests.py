"""`/requests`: what waits for a doctor's answer, with the time left for each."""

import reflex as rx

from components import ui
from components.schedule.answering import reason_dialog
from components.schedule.requests import Answers, request_list
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.requests import RequestsState

ROUTE = "/requests"
TITLE = N_("Requests")
ON_LOAD = RequestsState.load


def page() -> rx.Component:
    """Draw the waiting requests."""
    answers = Answers(
        confirm=RequestsState.confirm,
        ask_decline=RequestsState.ask_decline,
        choose=RequestsState.choose,
        choose_all=RequestsState.choose_all,
        confirm_chosen=RequestsState.confirm_chosen,
        ask_decline_chosen=RequestsState.ask_decline_chosen,
    )
    rows = request_list(
        RequestsState.rows,
        RequestsState.chosen,
        RequestsState.chosen_key,
        RequestsState.chosen_words,
        RequestsState.sending,
        answers,
    )
    decline = reason_dialog(
        "decline",
        _("Decline?"),
        rx.el.strong(RequestsState.decline_title),
        yes=_("Decline"),
        no=_("Go back"),
        errors=RequestsState.errors,
        about=rx.Var.create(RequestsState.declining).to_string(),
        open=RequestsState.asking,
        times=RequestsState.asked,
        on_close=RequestsState.stop_declining,
        on_submit=RequestsState.decline,
        busy=RequestsState.sending,
    )
    return frame(
        rx.el.h1(_("Requests"), class_name="text-28 sm:text-36"),
        rx.el.p(
            _("A time is kept for the patient until you answer. At the deadline it is free again."),
            class_name="mt-2 mb-6 max-w-read text-muted",
        ),
        ui.notice(RequestsState.notice),
        ui.notice(RequestsState.problem, tone="danger"),
        rx.cond(
            RequestsState.loaded,
            rows,
            ui.not_loaded(
                ui.loading(ui.card_skeleton(), ui.card_skeleton(), class_name="space-y-3"),
                RequestsState.problem,
                again=ON_LOAD,
            ),
        ),
        decline,
        current="/requests",
        width="max-w-4xl",
    )
