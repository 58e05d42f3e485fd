"""What the results page says when nobody was found: which filter to let go, and how many that would find."""

from typing import Any

import reflex as rx

from components import ui
from healthmed_app.core.texts import _


def nothing_found(suggestions: Any) -> rx.Component:
    """Draw the ways on: items with `.label .count .href`."""

    def way(choice: Any) -> rx.Component:
        return rx.el.li(
            ui.button(
                choice.label,
                rx.el.span(choice.count, class_name="text-14 font-normal text-muted tabular-nums"),
                href=choice.href,
                kind="secondary",
            )
        )

    ways = rx.el.ul(
        rx.foreach(suggestions, way), class_name="flex flex-wrap justify-center gap-3 empty:hidden"
    )
    start_over = ui.button(_("See all doctors"), href=ui.to("/find"), kind="quiet")
    return ui.empty_state(
        _("No doctor fits all of this"),
        rx.el.p(_("Let one thing go and see who is there:")),
        action=rx.fragment(ways, start_over),
        class_name="mt-4",
    )
