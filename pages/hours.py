"""`/hours`: when a doctor can be booked, and what a change would do before it is saved."""

import reflex as rx

from components import ui
from components.schedule.blocks import blocks
from components.schedule.extra_times import extra_times
from components.schedule.hours_form import Edits, dates, weekly
from components.schedule.preview import copy_dialog, preview_dialog
from components.schedule.settings_form import settings
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.blocks import BlocksState
from state.extra_times import ExtraTimesState
from state.hours import HoursState
from state.hours_review import HoursReviewState
from state.hours_views import day_names

ROUTE = "/hours"
TITLE = N_("Your hours")
ON_LOAD = [HoursState.load, BlocksState.load, ExtraTimesState.load]


def _edits() -> Edits:
    return Edits(
        type_in=HoursState.type_in,
        remove=lambda key: [HoursState.remove(key), HoursReviewState.forget],
        add_row=HoursState.add_row,
        add_date_row=HoursState.add_date_row,
        add_date=HoursState.add_date,
        start_copy=HoursState.start_copy,
        confirm_alone=HoursState.confirm_alone,
    )


def _save_bar() -> rx.Component:
    return rx.el.div(
        rx.cond(
            HoursState.changed,
            rx.el.p(_("You have changes that are not saved."), class_name="mr-auto font-[560]"),
            rx.el.p(_("Everything is saved."), class_name="mr-auto text-muted"),
        ),
        rx.cond(
            HoursState.changed,
            ui.button(
                _("Discard changes"), kind="quiet", on_click=[HoursState.discard, HoursReviewState.forget]
            ),
            rx.fragment(),
        ),
        ui.button(_("Review and save"), on_click=HoursReviewState.review),
        class_name=ui.classes(
            "-mx-4 mt-10 flex flex-wrap items-center justify-end gap-x-3 gap-y-2 border-t border-line bg-paper px-4 "
            "py-3 sm:mx-0 sm:px-0",
            rx.cond(HoursState.changed, "sticky bottom-0 z-20", ""),
        ),
    )


def _editor() -> rx.Component:
    errors, edits = HoursReviewState.errors, _edits()
    return rx.el.div(
        ui.error_summary(HoursReviewState.problems),
        weekly(HoursState.week, errors, edits),
        dates(HoursState.dates, errors, edits),
        settings(HoursState.typed_rules, errors, edits),
        _save_bar(),
    )


def _by_hand() -> rx.Component:
    return rx.fragment(
        blocks(BlocksState, on_submit=BlocksState.review, on_give_back=BlocksState.give_back),
        extra_times(
            ExtraTimesState,
            first_day=BlocksState.first_day,
            on_submit=ExtraTimesState.add,
            on_take_away=ExtraTimesState.take_away,
        ),
    )


def _dialogs() -> rx.Component:
    return rx.fragment(
        preview_dialog(
            "review-hours",
            _("Save these hours?"),
            _("Save"),
            HoursReviewState.summary,
            HoursReviewState.affected,
            open=HoursReviewState.reviewing,
            on_close=HoursReviewState.shut,
            on_yes=HoursReviewState.save,
            busy=HoursReviewState.saving,
        ),
        preview_dialog(
            "review-block",
            _("Block this time?"),
            _("Block"),
            BlocksState.summary,
            BlocksState.affected,
            rx.el.p(BlocksState.when, class_name="mb-2 font-[620]"),
            open=BlocksState.reviewing,
            on_close=BlocksState.shut,
            on_yes=BlocksState.save,
            busy=BlocksState.saving,
        ),
        copy_dialog(
            day_names(),
            HoursState.copying,
            HoursState.copy_title,
            on_submit=HoursState.copy_day,
            on_close=HoursState.stop_copy,
        ),
    )


def page() -> rx.Component:
    """Draw the editor, once what it edits is there."""
    shapes = [ui.skeleton("h-9 w-48"), ui.skeleton("h-96 w-full"), ui.skeleton("h-40 w-full")]
    return frame(
        rx.el.h1(_("Your hours"), class_name="text-28 sm:text-36"),
        rx.el.p(
            _("When patients can book you. Nothing that is booked is ever removed by a change here."),
            class_name="mt-2 mb-6 max-w-read text-muted",
        ),
        ui.notice(HoursReviewState.notice),
        ui.notice(rx.cond(HoursReviewState.problems, "", HoursReviewState.problem), tone="danger"),
        ui.notice(HoursState.problem, tone="danger"),
        rx.cond(
            HoursState.loaded,
            _editor(),
            ui.not_loaded(ui.loading(*shapes, class_name="space-y-4"), HoursState.problem, again=ON_LOAD),
        ),
        # Not behind the flag alone: it shows nothing of anybody until it is loaded, and what is typed into it stays.
        rx.cond(HoursState.loaded | (HoursState.problem == ""), _by_hand(), rx.fragment()),
        _dialogs(),
        current="/hours",
        width="max-w-4xl",
    )
