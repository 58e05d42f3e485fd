"""Who a doctor is, where to find them, and what patients said."""

from typing import Any

import reflex as rx

from components import ui
from healthmed_app.core.texts import _


def about(doctor: Any) -> rx.Component:
    """Draw the doctor's own words, kept as they wrote them."""
    return ui.section(_("About"), rx.el.p(doctor.bio, class_name="max-w-read whitespace-pre-line"))


def address(doctor: Any) -> rx.Component:
    """Draw where the doctor sees patients, with a link to a map; nothing when they do so only by video."""
    lines = rx.el.address(doctor.street, rx.el.br(), doctor.place, class_name="not-italic")
    see = ui.link(
        _("Open the map"),
        rx.el.span(_(" (another site)"), class_name="sr-only"),
        ui.icon("external-link", size=16, class_name="ml-1 inline align-[-2px]"),
        href=doctor.map_href,
        rel="noreferrer",
        target="_blank",
        reload_document=True,
    )
    place = ui.section(_("Address"), lines, rx.el.p(see, class_name="mt-2"))
    return rx.cond(doctor.in_person, place, rx.fragment())


def reviews(doctor: Any, bars: Any, latest: Any, more: Any, on_more: Any) -> rx.Component:
    """Draw how ratings are spread, and the latest reviews: items with `.author .rating .day .comment`; `more` follow."""
    spread = rx.el.div(
        rx.el.p(
            rx.el.span(doctor.rating, class_name="text-36 font-[620] tabular-nums"),
            rx.el.span(" ", doctor.reviews, class_name="text-muted"),
        ),
        rx.el.div(ui.rating_bars(bars), class_name="mt-2"),
    )
    said = rx.el.ul(rx.foreach(latest, _review), class_name="mt-6 divide-y divide-line border-t border-line")
    follow = rx.cond(
        more,
        ui.button(_("Show more reviews"), on_click=on_more, kind="secondary", class_name="mt-4"),
        rx.fragment(),
    )
    none = rx.el.p(
        _("Nobody has reviewed this doctor yet. Only patients who were seen can."), class_name="text-muted"
    )
    return ui.section(
        _("Reviews"), rx.cond(doctor.rating != "", rx.fragment(spread, said, follow), none), ident="reviews"
    )


def _review(review: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(review.author, class_name="font-[560]"),
            rx.el.span(
                ui.icon("star-filled", size=16, class_name="text-star"),
                rx.el.span(review.rating, class_name="font-[560] tabular-nums"),
                rx.el.span(_("of 5"), class_name="text-muted"),
                class_name="inline-flex items-center gap-1 text-14",
            ),
            rx.el.span(review.day, class_name="text-14 text-muted"),
            class_name="flex flex-wrap items-center gap-x-3 gap-y-1",
        ),
        rx.cond(
            review.comment != "",
            rx.el.p(review.comment, class_name="mt-1 max-w-read whitespace-pre-line"),
            rx.fragment(),
        ),
        class_name="py-4",
    )
