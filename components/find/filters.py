"""The filters beside the results. Each choice is a link to the search with it, so that the address says everything."""

from typing import Any, NamedTuple

import reflex as rx

from components import ui
from healthmed_app.core.texts import _

SHEET = "filters"
SHOWN_AT_FIRST = 6
_CHOICE = "group flex min-h-10 items-center gap-2.5 rounded-control px-2 -mx-2 hover:bg-sunken"
_BOX = (
    "flex size-5 shrink-0 items-center justify-center rounded-[5px] border border-line-strong text-on-accent "
    "group-aria-[current=true]:border-accent group-aria-[current=true]:bg-accent"
)


class Filters(NamedTuple):
    """The choices of every filter: lists of `.label .count .href .chosen`."""

    specialties: Any
    cities: Any
    modes: Any
    ratings: Any
    prices: Any
    distances: Any


def filters(choices: Filters) -> rx.Component:
    """Draw every filter, one under the other."""
    return rx.el.div(
        _group(_("How"), choices.modes),
        _group(_("Specialty"), choices.specialties),
        _group(_("Distance"), choices.distances),
        _group(_("City"), choices.cities),
        _group(_("Rating"), choices.ratings),
        _group(_("Price"), choices.prices),
        class_name="space-y-6",
    )


def filter_sheet(choices: Filters, show_words: ui.Text) -> rx.Component:
    """Draw the filters as a sheet for phones, with a button that goes back to the results."""
    done = rx.el.div(
        ui.button(show_words, closes=True, class_name="w-full"),
        class_name="sticky bottom-0 -mx-5 -mb-5 border-t border-line bg-surface p-4 sm:-mx-6 sm:-mb-6",
    )
    return ui.dialog(SHEET, _("Filters"), filters(choices), done, kind="sheet")


def chosen_filters(chosen: Any) -> rx.Component:
    """Draw the filters in force, each a link that takes it away."""

    def chip(choice: Any) -> rx.Component:
        return rx.el.li(
            rx.el.a(
                choice.label,
                ui.icon("x", size=16),
                href=choice.href,
                prevent_scroll_reset=True,
                aria_label=_("Remove the filter {filter}", filter=choice.label),
                class_name="inline-flex min-h-9 items-center gap-1.5 rounded-full border border-line bg-surface pl-3.5 pr-2.5 text-14 font-[560] transition-colors hover:border-ink",
            )
        )

    return rx.el.ul(
        rx.foreach(chosen, chip),
        aria_label=_("Filters in force"),
        class_name="mt-3 flex flex-wrap gap-2 empty:hidden",
    )


def _choice(choice: Any) -> rx.Component:
    return rx.el.li(
        rx.el.a(
            rx.el.span(rx.cond(choice.chosen, ui.icon("check", size=16), rx.fragment()), class_name=_BOX),
            rx.el.span(choice.label, class_name="min-w-0 flex-1"),
            rx.el.span(choice.count, class_name="text-14 text-muted tabular-nums"),
            href=choice.href,
            prevent_scroll_reset=True,
            aria_current=rx.cond(choice.chosen, "true", "false"),
            class_name=_CHOICE,
        )
    )


def _group(title: str, choices: Any) -> rx.Component:
    """Draw one filter; beyond the first few choices the rest is folded away."""
    rest = rx.el.details(
        rx.el.summary(_("Show more"), class_name="link inline-flex min-h-10 list-none items-center text-14"),
        rx.el.ul(rx.foreach(choices[SHOWN_AT_FIRST:], _choice)),
    )
    return rx.cond(
        choices.length() > 0,
        rx.el.section(
            rx.el.h3(title, class_name="mb-1 text-16"),
            rx.el.ul(rx.foreach(choices[:SHOWN_AT_FIRST], _choice)),
            rx.cond(choices.length() > SHOWN_AT_FIRST, rest, rx.fragment()),
        ),
        rx.fragment(),
    )
