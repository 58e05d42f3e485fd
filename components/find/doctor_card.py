"""A doctor in a list: the facts on the left, the next free times on the right."""

from typing import Any

import reflex as rx

from components import ui
from healthmed_app.core.texts import _

_MORE = "link inline-flex min-h-11 items-center gap-1 text-14 !no-underline hover:!underline"


def doctor_card(card: Any) -> rx.Component:
    """Draw a card: `.href .name .initials .specialty .crm .rating .reviews .price .place .online .online_only .times`."""
    return ui.card(
        rx.el.div(ui.avatar(card.initials), _facts(card), class_name="flex min-w-0 flex-1 gap-4"),
        _times(card),
        as_article=True,
        class_name="flex flex-col gap-4 md:flex-row md:gap-6",
    )


def _facts(card: Any) -> rx.Component:
    name = rx.el.a(
        card.name,
        href=card.href,
        class_name="rounded-control hover:underline underline-offset-3 decoration-1",
    )
    return rx.el.div(
        rx.el.h3(name, class_name="text-18"),
        rx.el.p(
            card.specialty,
            " · ",
            rx.el.span(card.crm, class_name="whitespace-nowrap"),
            class_name="text-muted",
        ),
        rx.el.div(
            rx.cond(
                card.rating != "",
                ui.rating(card.rating, card.reviews),
                rx.el.span(card.reviews, class_name="text-muted"),
            ),
            class_name="mt-1",
        ),
        rx.el.ul(
            _fact("map-pin", rx.cond(card.online_only, _("Online only"), card.place)),
            _fact("wallet", card.price),
            rx.cond(card.online & ~card.online_only, _fact("video", _("Online too")), rx.fragment()),
            class_name="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-14",
        ),
        class_name="min-w-0 flex-1",
    )


def _fact(icon: str, words: Any) -> rx.Component:
    return rx.el.li(
        ui.icon(icon, size=16, class_name="text-muted"),
        rx.el.span(words),
        class_name="inline-flex items-center gap-1.5",
    )


def _times(card: Any) -> rx.Component:
    """Draw the next free times, or that there are none; both lead on to the doctor's page."""
    more = rx.el.a(
        _("More times"),
        rx.el.span(_(" with {doctor}", doctor=card.name), class_name="sr-only"),
        ui.icon("chevron-right", size=16),
        href=card.href,
        class_name=_MORE,
    )
    free = rx.el.div(
        rx.el.p(_("Next free times"), class_name="text-14 text-muted"),
        rx.el.ul(
            rx.foreach(
                card.times,
                lambda slot: rx.el.li(
                    ui.slot_button(slot.time, slot.id, day=slot.day, label=slot.label, class_name="w-full"),
                    class_name="min-w-0 flex-1 basis-0",
                ),
            ),
            class_name="mt-1.5 flex gap-2",
        ),
        more,
    )
    none = rx.el.div(
        rx.el.p(_("No free time in the coming weeks."), class_name="text-14 text-muted"),
        rx.el.a(
            _("See the profile"),
            rx.el.span(_(" of {doctor}", doctor=card.name), class_name="sr-only"),
            href=card.href,
            class_name=_MORE,
        ),
    )
    return rx.el.div(
        rx.cond(card.times.length() > 0, free, none),
        class_name="border-t border-line pt-3 md:w-78 md:shrink-0 md:border-t-0 md:border-l md:pt-0 md:pl-6",
    )
