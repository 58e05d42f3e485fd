"""The home page: one sentence, one search, and the ways into it."""

import reflex as rx

from components import ui
from components.find.doctor_card import doctor_card
from components.find.search_bar import PANEL, search_bar
from components.home.specialties import specialties
from components.home.steps import three_steps
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.home import HomeState

ROUTE = ""
TITLE = N_("Book a doctor")
DESCRIPTION = N_("Find a doctor in your city, see the times that are free now, and book one in a minute.")
ON_LOAD = HomeState.load


def page() -> rx.Component:
    """Draw the home page."""
    return frame(
        rx.el.div(
            rx.el.h1(_("See a doctor when you need one"), class_name="text-28 sm:text-36"),
            rx.el.p(
                _("Real free times of doctors near you or online. Pick one and it is held for you."),
                class_name="mt-2 max-w-read text-18 text-muted",
            ),
            rx.el.div(search_bar(class_name=PANEL), class_name="mt-6"),
            class_name="pt-2 sm:pt-6",
        ),
        specialties(),
        _soonest(),
        three_steps(),
    )


def _soonest() -> rx.Component:
    cards = rx.el.ul(
        rx.foreach(HomeState.soonest, lambda card: rx.el.li(doctor_card(card))), class_name="mt-4 space-y-3"
    )
    shapes = ui.loading(*(ui.card_skeleton() for _row in range(4)), class_name="mt-4 space-y-3")
    found = rx.el.section(
        rx.el.h2(HomeState.title, class_name="text-22"),
        rx.el.p(HomeState.zone_words, class_name="mt-1 text-14 text-muted"),
        cards,
        class_name="mt-10",
    )
    some = rx.cond(ui.some(HomeState.soonest), found, rx.fragment())
    waiting = rx.el.section(ui.skeleton("h-7 w-64"), ui.skeleton("mt-2 h-4 w-52"), shapes, class_name="mt-10")
    return rx.cond(HomeState.loaded | (HomeState.problem != ""), some, waiting)
