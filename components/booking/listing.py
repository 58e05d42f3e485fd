"""A patient's appointments as a list of cards."""

from typing import Any

import reflex as rx

from components.ui import (
    avatar,
    button,
    card,
    card_skeleton,
    each,
    empty_state,
    icon,
    link,
    loading,
    status,
    to,
    when,
)
from components.ui.each import Items, Text
from healthmed_app.core.texts import _


def appointment_card(item: Any) -> rx.Component:
    """Draw one appointment; the whole card leads to it. Reads `.href .day .time .zone .doctor .detail .status .review_label`."""
    moment = rx.el.div(
        rx.el.p(item.day, class_name="font-[620]"),
        rx.el.p(
            rx.el.span(item.time, class_name="tabular-nums"),
            rx.el.span(" · ", item.zone, class_name="text-muted"),
        ),
        class_name="sm:w-64 sm:shrink-0",
    )
    who = rx.el.div(
        avatar(item.initials, size="small"),
        rx.el.div(
            rx.el.a(
                item.doctor,
                href=item.href,
                aria_label=item.label,
                class_name="font-[620] after:absolute after:inset-0 after:rounded-card hover:text-accent",
            ),
            rx.el.p(item.detail, class_name="text-14 text-muted"),
            class_name="min-w-0",
        ),
        class_name="flex min-w-0 flex-1 items-center gap-3",
    )
    return rx.el.li(
        card(
            moment,
            who,
            rx.el.div(
                status(item.status),
                when(item.review_label != "", _review_link(item)),
                class_name="flex flex-wrap items-center gap-x-4 gap-y-1 sm:flex-col sm:items-end",
            ),
            icon("chevron-right", class_name="hidden text-muted sm:block"),
            as_article=True,
            class_name="relative flex flex-col gap-3 transition-colors hover:border-ink sm:flex-row sm:items-center",
        )
    )


def _review_link(item: Any) -> rx.Component:
    return link(
        _("Write a review"), href=item.href, aria_label=item.review_label, class_name="relative z-10 text-14"
    )


def appointment_list(items: Items, *, label: str) -> rx.Component:
    """Draw the appointments, soonest first as they come."""
    return rx.el.ul(each(items, appointment_card), aria_label=label, class_name="space-y-3")


def nothing(show: Text) -> rx.Component:
    """Draw what stands where no appointment of this kind is."""
    find = button(_("Find a doctor"), href=to("/find"), icon="search")
    drawn = rx.match(
        show,
        (
            "waiting",
            empty_state(
                _("Nothing is waiting for an answer"),
                _("A request stands here until the doctor has answered it."),
                icon="clock",
                action=find,
            ),
        ),
        (
            "past",
            empty_state(
                _("No past appointments"),
                _("They stay here after the visit, or when they are cancelled."),
                icon="history",
                action=find,
            ),
        ),
        empty_state(
            _("No appointments ahead"),
            _("When you book one, it stands here with its time and place."),
            icon="calendar-days",
            action=find,
        ),
    )
    return rx.fragment(drawn)


def list_skeleton() -> rx.Component:
    """Draw the list's shape while it loads."""
    return loading(card_skeleton(), card_skeleton(), card_skeleton(), class_name="space-y-3")
