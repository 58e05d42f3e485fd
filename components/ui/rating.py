"""Stars: a rating with its count, and how ratings are spread."""

from typing import Any

import reflex as rx

from components.ui.each import Items, Text, each
from components.ui.icon import icon


def rating(value: Text, count: Text) -> rx.Component:
    """Draw `4.8` beside a star, with `count` in words (`123 reviews`)."""
    return rx.el.span(
        icon("star-filled", size=18, class_name="text-star"),
        rx.el.span(value, class_name="font-[620] tabular-nums"),
        rx.el.span(count, class_name="text-muted"),
        class_name="inline-flex items-center gap-1.5",
    )


def rating_bars(rows: Items) -> rx.Component:
    """Draw how many gave five stars, four and so on: items with `.stars` (`5 stars`), `.share` (0 to 100), `.count`."""

    def bar(row: Any) -> rx.Component:
        return rx.el.li(
            rx.el.span(row.stars, class_name="w-16 shrink-0 text-14 text-muted whitespace-nowrap"),
            rx.el.progress(
                value=row.share,
                max="100",
                aria_label=row.stars,
                class_name="bar w-full max-w-56",
                data_tone="warning",
            ),
            rx.el.span(row.count, class_name="w-10 shrink-0 text-right text-14 tabular-nums"),
            class_name="flex items-center gap-3",
        )

    return rx.el.ul(each(rows, bar), class_name="space-y-1.5")
