"""What patients said of a doctor: how ratings are spread, and the reviews, newest first."""

from typing import Any

import reflex as rx

from components import ui
from components.ui.each import Flag, Text
from healthmed_app.core.texts import _


def spread(mean: Text, number: Text, bars: Any) -> rx.Component:
    """Draw the mean, from how many reviews it is, and how many gave five stars, four and so on."""
    return rx.el.div(
        rx.el.p(
            rx.el.span(mean, class_name="text-36 font-[620] tabular-nums"),
            rx.el.span(" ", number, class_name="text-muted"),
        ),
        rx.el.div(ui.rating_bars(bars), class_name="mt-2"),
    )


def review_list(items: Any, more: Flag, on_more: Any) -> rx.Component:
    """Draw reviews: items with `.author .rating .day .comment`; where there are `more`, a button asks for them."""
    follow = rx.cond(
        more,
        ui.button(_("Show more reviews"), on_click=on_more, kind="secondary", class_name="mt-4"),
        rx.fragment(),
    )
    return rx.fragment(
        rx.el.ul(rx.foreach(items, _review), class_name="mt-6 divide-y divide-line border-t border-line"),
        follow,
    )


def stars_of_five(stars: Text) -> rx.Component:
    """Draw `4 of 5` beside a star."""
    return rx.el.span(
        ui.icon("star-filled", size=16, class_name="text-star"),
        rx.el.span(stars, class_name="font-[560] tabular-nums"),
        rx.el.span(_("of 5"), class_name="text-muted"),
        class_name="inline-flex items-center gap-1 text-14",
    )


def comment(words: Any) -> rx.Component:
    """Draw what was said, kept as it was written; nothing when only stars were given."""
    return rx.cond(
        words != "",
        rx.el.p(words, class_name="mt-1 max-w-read whitespace-pre-line break-words"),
        rx.fragment(),
    )


def _review(review: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(review.author, class_name="font-[560]"),
            stars_of_five(review.rating),
            rx.el.span(review.day, class_name="text-14 text-muted"),
            class_name="flex flex-wrap items-center gap-x-3 gap-y-1",
        ),
        comment(review.comment),
        class_name="py-4",
    )
