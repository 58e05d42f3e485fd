"""The results of a search: filters, doctors with their next free times, and ways on when there are none."""

import reflex as rx

from components import ui
from components.find.doctor_card import doctor_card
from components.find.filters import SHEET, Filters, chosen_filters, filter_sheet, filters
from components.find.nothing import nothing_found
from components.find.search_bar import search_above_results
from components.find.sorting import sorting
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.find import FindState

ROUTE = "/find"
TITLE = N_("Find a doctor")
DESCRIPTION = N_("Doctors by specialty, city and day, with the times that are free now.")
ON_LOAD = FindState.load


def page() -> rx.Component:
    """Draw the results page."""
    return frame(
        rx.el.h1(_("Find a doctor"), class_name="sr-only"),
        search_above_results(FindState.fields, FindState.words),
        ui.notice(FindState.problem, tone="danger", class_name="mt-6 empty:hidden"),
        rx.el.div(_aside(), _results(), class_name="mt-6 gap-10 lg:flex"),
        filter_sheet(_choices(), FindState.show_words),
        current="/find",
    )


def _choices() -> Filters:
    return Filters(
        FindState.specialties,
        FindState.cities,
        FindState.modes,
        FindState.ratings,
        FindState.prices,
        FindState.distances,
    )


def _aside() -> rx.Component:
    shapes = ui.loading(*(ui.skeleton("h-5 w-full") for _row in range(8)), class_name="space-y-4")
    return rx.el.aside(
        rx.el.h2(_("Filters"), class_name="sr-only"),
        rx.cond(FindState.loaded, filters(_choices()), shapes),
        aria_label=_("Filters"),
        class_name="hidden w-60 shrink-0 lg:block",
    )


def _results() -> rx.Component:
    found = rx.el.ol(
        rx.foreach(FindState.cards, lambda card: rx.el.li(doctor_card(card))), class_name="mt-4 space-y-3"
    )
    pages = rx.cond(
        FindState.page_words != "",
        ui.pagination(
            FindState.page_words, previous_href=FindState.previous_href, next_href=FindState.next_href
        ),
        rx.fragment(),
    )
    shapes = ui.loading(*(ui.card_skeleton() for _row in range(8)), class_name="mt-4 space-y-3")
    failed = ui.empty_state(
        _("The search did not work this time"),
        icon="refresh-cw",
        action=ui.button(_("Try again"), on_click=FindState.load, kind="secondary"),
        class_name="mt-4",
    )
    answer = rx.cond(
        ui.some(FindState.cards), rx.fragment(found, pages), nothing_found(FindState.suggestions)
    )
    return rx.el.div(
        _head(),
        rx.cond(FindState.loaded, answer, rx.cond(FindState.problem == "", shapes, failed)),
        class_name="min-w-0 flex-1",
    )


def _head() -> rx.Component:
    corrected = rx.el.p(_("Showing results for {text}.", text=FindState.corrected), class_name="mt-1")
    unknown = ui.notice(FindState.unknown_place, tone="warning", class_name="mt-3 empty:hidden")
    near = rx.el.p(FindState.near_words, class_name="mt-2 text-14 text-muted empty:hidden")
    clock = rx.el.p(FindState.zone_words, class_name="mt-3 text-14 text-muted")
    row = rx.el.div(
        sorting(FindState.sorts), clock, class_name="flex flex-wrap items-center justify-between gap-x-4"
    )
    shapes = rx.el.div(
        ui.skeleton("mt-3 h-11 w-72"),
        ui.skeleton("mt-3 h-5 w-52"),
        class_name="flex flex-wrap items-center justify-between gap-x-4",
    )
    orders = rx.cond(ui.some(FindState.cards), rx.fragment(row, near), rx.fragment())
    return rx.el.div(
        rx.el.div(
            rx.el.h2(FindState.summary, aria_live="polite", class_name="min-h-7 text-22"),
            ui.button(
                _("Filters"),
                opens=SHEET,
                kind="secondary",
                size="small",
                icon="sliders-horizontal",
                class_name="lg:hidden",
            ),
            class_name="flex items-center justify-between gap-4",
        ),
        rx.cond(FindState.corrected != "", corrected, rx.fragment()),
        unknown,
        chosen_filters(FindState.chosen),
        rx.cond(FindState.loaded, orders, shapes),
    )
