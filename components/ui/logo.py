"""Our mark, two crossing capsules, and our name."""

from typing import Any

import reflex as rx


def mark(size: int = 28) -> rx.Component:
    """Draw the mark alone, as decoration."""
    bar: dict[str, Any] = {"rx": "3.5"}
    return rx.el.svg(
        rx.el.svg.rect(width="32", height="32", rx="8", class_name="fill-accent"),
        rx.el.svg.rect(x="12.5", y="5.5", width="7", height="21", class_name="fill-on-accent", **bar),
        rx.el.svg.rect(
            x="5.5", y="12.5", width="21", height="7", class_name="fill-on-accent opacity-60", **bar
        ),
        rx.el.svg.rect(x="12.5", y="12.5", width="7", height="7", class_name="fill-accent"),
        view_box="0 0 32 32",
        width=str(size),
        height=str(size),
        aria_hidden="true",
        class_name="shrink-0",
    )


def wordmark() -> rx.Component:
    """Draw the mark with our name."""
    name = rx.el.span(
        "Health",
        rx.el.span("&", class_name="text-accent"),
        "Med",
        class_name="text-18 font-[680] tracking-tight",
    )
    return rx.el.span(mark(), name, class_name="inline-flex items-center gap-2")
