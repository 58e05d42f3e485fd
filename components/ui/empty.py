"""What stands where nothing is: a sentence and the next step."""

from typing import Any, Literal

import reflex as rx

from components.ui.each import Text, classes
from components.ui.icon import icon as draw_icon


def empty_state(
    title: Text,
    *children: Any,
    icon: str = "search",
    action: rx.Component | None = None,
    heading: Literal["h1", "h2", "h3"] = "h2",
    class_name: Text = "",
) -> rx.Component:
    """Draw an empty place: what is missing, why or what to do (`children`), and a button for it (`action`)."""
    element = {"h1": rx.el.h1, "h2": rx.el.h2, "h3": rx.el.h3}[heading]
    return rx.el.div(
        rx.el.span(
            draw_icon(icon, size=26),
            class_name="mx-auto flex size-14 items-center justify-center rounded-full bg-accent-tint text-accent",
        ),
        element(title, class_name="mt-4 text-18"),
        rx.el.div(*children, class_name="mx-auto mt-1 max-w-[44ch] text-muted"),
        *(
            [rx.el.div(action, class_name="mt-5 flex flex-wrap justify-center gap-3")]
            if action is not None
            else []
        ),
        class_name=classes(
            "rounded-card border border-dashed border-line-strong px-5 py-10 text-center", class_name
        ),
    )
