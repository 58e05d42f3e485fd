"""`/appointments/[id]/reschedule`: another time for an appointment, which keeps its old one until the new one is won."""

import reflex as rx

from components import ui
from components.booking.alternatives import refusal
from components.booking.picking import choice_page, swap_check
from components.booking.waiting import sentence_page, waiting
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.reschedule import RescheduleState

ROUTE = "/appointments/[id]/reschedule"
TITLE = N_("Change the time")
ON_LOAD = RescheduleState.load


def _refused() -> rx.Component:
    state = RescheduleState
    return refusal(
        state.title,
        state.sentence,
        state.alternatives,
        state.server_now,
        ui.button(_("Choose another time"), href=state.base_href, kind="secondary"),
        ui.button(_("Keep the time I have"), href=state.back_href, kind="quiet"),
    )


def _closed() -> rx.Component:
    mine = ui.button(_("Your appointments"), href=ui.to("/appointments"))
    return sentence_page(RescheduleState.title, RescheduleState.sentence, mine, icon_name="calendar-x")


def page() -> rx.Component:
    """Draw whichever of these the change is in."""
    state = RescheduleState
    check = swap_check(
        state.old,
        state.new,
        state.next_words,
        blocked=state.blocked,
        sending=state.sending,
        on_confirm=state.confirm,
        back=state.base_href,
    )
    shapes = [ui.skeleton("h-9 w-64"), ui.skeleton("h-24 w-full"), ui.skeleton("h-40 w-full")]
    body = rx.match(
        state.phase,
        ("pick", choice_page(state.old, state.choice, on_pick=state.pick_day)),
        ("check", check),
        ("waiting", waiting(_("Asking for the new time"), state.place, state.late)),
        ("refused", _refused()),
        ("closed", _closed()),
        ui.not_loaded(
            ui.loading(*shapes, class_name="space-y-4"), state.problem, again=ON_LOAD, heading="h1"
        ),
    )
    return frame(
        ui.when(state.back_href != "", ui.back_link(_("Back to the appointment"), state.back_href)),
        ui.notice(state.problem, tone="danger"),
        body,
        current="/appointments",
        width="max-w-3xl",
    )
