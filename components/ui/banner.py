"""Sentences across the page: something to know, and the outcome of what was just done."""

from typing import Any

import reflex as rx

from components.ui.each import Text, classes, pick
from components.ui.icon import icon as draw_icon

_ICONS = {
    "neutral": "info",
    "accent": "info",
    "success": "circle-check",
    "warning": "triangle-alert",
    "danger": "circle-alert",
}


def banner(
    *children: Any,
    tone: Text = "accent",
    title: Text = "",
    action: rx.Component | None = None,
    class_name: Text = "",
) -> rx.Component:
    """Draw a sentence with an icon. `tone` as for a tag; `action` is a button or link at its end."""
    name = pick(tone, _ICONS, "info")
    titled = isinstance(title, rx.Var) or title
    return rx.el.div(
        draw_icon(name, size=20, class_name="toned-ink mt-0.5"),
        rx.el.div(
            *([rx.el.p(title, class_name="font-[620]")] if titled else []),
            rx.el.div(*children),
            class_name="min-w-0 flex-1 text-ink",
        ),
        *(
            [rx.el.div(action, class_name="basis-full pl-8 sm:basis-auto sm:self-center sm:pl-0")]
            if action is not None
            else []
        ),
        data_tone=tone,
        class_name=classes("toned flex flex-wrap gap-3 rounded-card border px-4 py-3", class_name),
    )


def notice(message: Text, *, tone: Text = "success", class_name: Text = "") -> rx.Component:
    """Draw the page's live region: `message` is shown and read out when it changes; empty shows nothing.

    Every message of an event goes here. Keep it on the page from the start, or a screen reader does not hear it.
    """
    shown = (
        rx.cond(message != "", banner(message, tone=tone, class_name="mb-6"), rx.fragment())
        if isinstance(message, rx.Var)
        else banner(message, tone=tone)
        if message
        else rx.fragment()
    )
    return rx.el.div(shown, role="status", aria_live="polite", class_name=class_name)


def live_text(message: Text, class_name: Text = "sr-only") -> rx.Component:
    """Draw words that a screen reader hears when they change, such as the count of results."""
    return rx.el.p(message, role="status", aria_live="polite", class_name=class_name)
