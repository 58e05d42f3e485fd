"""`/reviews`: a doctor's own reviews and how their rating went."""

import reflex as rx

from components import ui
from components.reviews.over_time import over_time
from components.reviews.said import review_list, spread
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.reviews import ReviewsState

ROUTE = "/reviews"
TITLE = N_("Your reviews")
ON_LOAD = ReviewsState.load


def page() -> rx.Component:
    """Draw the reviews, or what leads to the first one."""
    state = ReviewsState
    shapes = ui.loading(ui.skeleton("h-40 w-full"), ui.skeleton("h-56 w-full"), class_name="mt-6 space-y-6")
    none = ui.empty_state(
        _("No reviews yet"),
        _("After a visit that you concluded its patient can review it, and it stands here."),
        icon="star",
        action=ui.button(_("Open the agenda"), href=ui.to("/agenda"), kind="secondary"),
        class_name="mt-6",
    )
    return frame(
        rx.el.h1(_("Your reviews"), class_name="text-28 sm:text-36"),
        ui.notice(state.problem, tone="danger"),
        rx.cond(
            state.loaded,
            rx.cond(state.mean != "", _reviews(), none),
            ui.not_loaded(shapes, state.problem, again=ON_LOAD),
        ),
        current="/reviews",
        width="max-w-4xl",
    )


def _reviews() -> rx.Component:
    state = ReviewsState
    return rx.el.div(
        rx.el.div(spread(state.mean, state.number, state.bars), class_name="mt-6"),
        ui.section(_("Your rating by month"), over_time(state.months, state.months_words)),
        ui.section(_("What patients said"), review_list(state.reviews, state.more, state.show_more)),
    )
