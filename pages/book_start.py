"""`/book?slot=<id>`: where a press on a free time lands. The time is held and the questions begin, or this says why not."""

import reflex as rx

from components import ui
from components.booking.alternatives import refusal
from components.booking.waiting import waiting
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.book_start import BookStartState

ROUTE = "/book"
TITLE = N_("Keeping a time for you")
ON_LOAD = BookStartState.load


def _choices() -> rx.Component:
    state = BookStartState
    return rx.fragment(
        ui.when(state.keep_href != "", ui.button(_("Keep the one I have"), href=state.keep_href)),
        ui.when(
            state.replace_href != "", ui.button(_("Replace it"), href=state.replace_href, kind="secondary")
        ),
        ui.when(
            state.again_href != "",
            ui.button(_("Try again"), href=state.again_href, kind="secondary", icon="refresh-cw"),
        ),
        ui.when(
            state.doctor_href != "",
            ui.button(_("See the doctor's other times"), href=state.doctor_href, kind="secondary"),
        ),
        ui.button(_("Find another doctor"), href=ui.to("/find"), kind="quiet"),
    )


def page() -> rx.Component:
    """Draw the moment in which the time is kept, or the answer when it could not be."""
    state = BookStartState
    answer = refusal(state.title, state.sentence, state.alternatives, state.server_now, _choices())
    keeping = waiting(_("Keeping this time for you"), state.place, state.late)
    arriving = ui.not_loaded(keeping, state.problem, again=ON_LOAD, heading="h1")
    return frame(
        ui.notice(state.problem, tone="danger"),
        rx.cond(state.title != "", answer, arriving),
        width="max-w-2xl",
    )
