"""`/admin/reviews`: the reviews of all doctors, to hide what should not be read."""

import reflex as rx

from components import ui
from components.admin.sections import admin_head
from components.reviews.moderating import hide_dialog, moderated_list, no_reviews
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.review_moderation import ReviewModerationState

ROUTE = "/admin/reviews"
TITLE = N_("Moderate reviews")
ON_LOAD = ReviewModerationState.load


def page() -> rx.Component:
    """Draw the list, and the question why one is hidden."""
    state = ReviewModerationState
    tabs = ui.tabs(
        [
            ("all", _("All"), ui.to("/admin/reviews?show=all")),
            ("hidden", _("Hidden"), ui.to("/admin/reviews?show=hidden")),
        ],
        state.which,
        label=_("Which reviews"),
    )
    beside = state.errors.get("reason", "") != ""
    dialog = hide_dialog(
        state.hiding_about,
        state.errors,
        key=state.hiding,
        open=state.asking,
        times=state.times_asked,
        on_close=state.stop_hiding,
        on_submit=state.hide,
    )
    shapes = ui.loading(ui.card_skeleton(), ui.card_skeleton(), class_name="space-y-3")
    return frame(
        admin_head(_("Reviews"), ROUTE),
        ui.notice(state.notice),
        ui.notice(rx.cond(beside, "", state.problem), tone="danger"),
        rx.el.div(tabs, class_name="mt-4 mb-6"),
        rx.cond(state.loaded, _list(), ui.not_loaded(shapes, state.problem, again=ON_LOAD)),
        dialog,
        current="/admin",
    )


def _list() -> rx.Component:
    state = ReviewModerationState
    some = moderated_list(state.rows, on_hide=state.ask_hide, on_show=state.show_again)
    pages = ui.pagination("", previous_href=state.first_href, next_href=state.next_href)
    return rx.fragment(
        rx.cond(ui.some(state.rows), some, no_reviews(state.which)),
        rx.cond((state.next_href != "") | (state.first_href != ""), pages, rx.fragment()),
    )
