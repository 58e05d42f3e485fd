"""The facts of a doctor at the top of their page."""

from typing import Any

import reflex as rx

from components import ui
from healthmed_app.core.texts import _


def doctor_header(doctor: Any) -> rx.Component:
    """Draw `.name .initials .specialty .crm .rqe .rating .reviews .price .place .online .in_person`."""
    stars = ui.jump(
        ui.rating(doctor.rating, doctor.reviews),
        ident="reviews",
        class_name="rounded-control hover:underline",
    )
    credentials = rx.el.p(
        rx.el.span(doctor.specialty, " ·"),
        rx.el.span(doctor.crm, rx.cond(doctor.rqe != "", " ·", "")),
        rx.el.span(doctor.rqe),
        class_name="mt-1 flex flex-wrap gap-x-1.5 text-muted",
    )
    ways = rx.el.div(
        rx.cond(doctor.in_person, ui.tag(_("In person"), icon="building-2"), rx.fragment()),
        rx.cond(doctor.online, ui.tag(_("Online"), icon="video"), rx.fragment()),
        class_name="flex flex-wrap gap-2",
    )
    return rx.el.header(
        ui.avatar(doctor.initials, size="large", class_name="max-sm:size-14 max-sm:text-18"),
        rx.el.div(
            rx.el.h1(doctor.name, class_name="text-28 sm:text-36"),
            credentials,
            rx.el.div(
                rx.cond(doctor.rating != "", stars, rx.el.span(doctor.reviews, class_name="text-muted")),
                _fact("wallet", doctor.price, _("per visit")),
                rx.cond(doctor.in_person, _fact("map-pin", doctor.place, ""), rx.fragment()),
                class_name="mt-3 flex flex-wrap items-center gap-x-5 gap-y-1.5",
            ),
            rx.el.div(ways, class_name="mt-3"),
            class_name="min-w-0",
        ),
        class_name="flex gap-4 sm:gap-6",
    )


def _fact(icon: str, words: Any, after: str) -> rx.Component:
    return rx.el.span(
        ui.icon(icon, size=18, class_name="text-muted"),
        rx.el.span(words, rx.el.span(" ", after, class_name="text-muted") if after else ""),
        class_name="inline-flex items-center gap-1.5",
    )
