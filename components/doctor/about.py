"""Who a doctor is, where to find them, and what patients said."""

from typing import Any

import reflex as rx

from components import ui
from components.reviews.said import review_list, spread
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
    none = rx.el.p(
        _("Nobody has reviewed this doctor yet. Only patients who were seen can."), class_name="text-muted"
    )
    some = rx.fragment(
        spread(doctor.rating, doctor.reviews, bars),
        review_list(latest, more, on_more),
    )
    return ui.section(_("Reviews"), rx.cond(doctor.rating != "", some, none), ident="reviews")
