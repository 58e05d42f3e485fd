"""Who and when: what stays in sight through every step of a booking, and leads the panel that ends it."""

from typing import Any

import reflex as rx

from components.ui import Text, avatar, facts, link, when


def doctor_line(visit: Any, *, size: str = "medium") -> rx.Component:
    """Draw the doctor: initials, name, specialty and CRM. Reads `.doctor .doctor_href .initials .credentials`."""
    return rx.el.div(
        avatar(visit.initials, size=size),
        rx.el.div(
            link(visit.doctor, href=visit.doctor_href, class_name="!text-ink font-[620]"),
            rx.el.p(visit.credentials, class_name="text-14 text-muted"),
            class_name="min-w-0",
        ),
        class_name="flex items-center gap-3",
    )


def time_lines(visit: Any, *, large: bool = False) -> rx.Component:
    """Draw the moment with its weekday, and the zone it is told in. Reads `.day .time .zone`."""
    size = "text-22" if large else "text-18"
    return rx.el.div(
        rx.el.p(visit.day, class_name=f"{size} font-[620]"),
        rx.el.p(
            rx.el.span(visit.time, class_name="tabular-nums"),
            rx.el.span(" · ", visit.zone, class_name="text-muted"),
        ),
    )


def place_facts(visit: Any) -> rx.Component:
    """Draw where it is, or that it is by video, and the price. Reads `.place .map_href .online .price`."""
    where = rx.cond(
        visit.map_href != "",
        link(visit.place, href=visit.map_href, reload_document=True, rel="noreferrer", target="_blank"),
        rx.el.span(visit.place),
    )
    place = rx.cond(visit.online, facts([("video", visit.place)]), facts([("map-pin", where)]))
    return rx.el.div(place, facts([("wallet", visit.price)]), class_name="space-y-1.5")


def visit_aside(visit: Any, for_whom: Text, *below: Any) -> rx.Component:
    """Draw the card beside a step: doctor, time and, where there is room, place and price; then `below`."""
    return rx.el.aside(
        rx.el.div(doctor_line(visit), class_name="hidden sm:block"),
        rx.el.p(visit.doctor, class_name="text-14 text-muted sm:hidden"),
        time_lines(visit),
        when(
            for_whom != "",
            facts([("user", for_whom)]),
        ),
        rx.el.div(place_facts(visit), class_name="hidden sm:block"),
        *below,
        aria_label=visit.summary,
        class_name="space-y-3 rounded-card border border-line bg-surface p-4 sm:p-5 lg:sticky lg:top-6",
    )
