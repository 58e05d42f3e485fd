"""Picking a time: the days that have some, and those of one day by part of the day."""

from collections.abc import Callable
from typing import Any, NamedTuple

import reflex as rx

from components import ui
from healthmed_app.core.texts import _


class Times(NamedTuple):
    """What the picker draws: `days` as of a date strip, and three lists of `.id .time .label`."""

    days: Any
    chosen: ui.Text
    chosen_words: ui.Text
    zone_words: ui.Text
    morning: Any
    afternoon: Any
    evening: Any
    gone: ui.Text
    later: Any
    earlier: Any


def slot_picker(
    times: Times, *, on_pick: Callable[[Any], Any], on_later: Any, on_first: Any, other_doctors_href: ui.Text
) -> rx.Component:
    """Draw the picker. A time is a link that holds it; `other_doctors_href` is the way on when there is none."""
    none = ui.empty_state(
        _("No free times in the coming weeks"),
        _("New times may appear at any moment; this page shows them by itself."),
        icon="calendar-x",
        heading="h3",
        action=ui.button(_("See other doctors"), href=other_doctors_href, kind="secondary"),
        class_name="border-none !p-2 sm:!p-6",
    )
    some = rx.fragment(
        rx.el.div(
            ui.date_strip(
                times.days,
                times.chosen,
                on_pick,
                label=_("Days with free times"),
                class_name="max-sm:-mx-4 max-sm:px-4 scroll-px-4",
            )
        ),
        _turning(times, on_later, on_first),
        rx.el.h3(times.chosen_words, aria_live="polite", class_name="mt-5 text-18 first-letter:uppercase"),
        rx.el.p(times.zone_words, class_name="text-14 text-muted"),
        ui.live_text(times.gone, class_name="mt-2 text-14 font-[560] text-warning empty:hidden"),
        rx.el.div(
            ui.slot_group(_("Morning"), ui.icon("coffee", size=18), times.morning),
            ui.slot_group(_("Afternoon"), ui.icon("sun", size=18), times.afternoon),
            ui.slot_group(_("Evening"), ui.icon("moon", size=18), times.evening),
            class_name="mt-4 grid gap-x-8 gap-y-5 md:grid-cols-[repeat(auto-fit,minmax(15rem,1fr))]",
        ),
    )
    return rx.cond(times.days.length() > 0, some, none)


def _turning(times: Times, on_later: Any, on_first: Any) -> rx.Component:
    first = ui.button(_("First days"), on_click=on_first, kind="quiet", size="small", icon="chevron-left")
    later = ui.button(
        _("Show later days"), on_click=on_later, kind="quiet", size="small", icon_after="chevron-right"
    )
    return rx.el.div(
        rx.cond(times.earlier, first, rx.fragment()),
        rx.cond(times.later, rx.el.span(later, class_name="ml-auto"), rx.fragment()),
        class_name="mt-2 flex items-center justify-between gap-4 -mx-3 empty:hidden",
    )
