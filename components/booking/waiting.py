"""What is shown while a request is in line: the place, never rising, and that nothing is lost by leaving."""

from typing import Any

import reflex as rx

from components.ui import icon, when
from components.ui.each import Flag, Text
from components.ui.heading import heading
from healthmed_app.core.texts import _


def waiting(title: str, place: Text, late: Flag) -> rx.Component:
    """Draw the wait. `place` is the sentence with the place in line, empty in the first moments; `late` adds comfort."""
    lines = rx.el.div(
        when(place != "", rx.el.p(place, class_name="text-18 font-[560] tabular-nums")),
        when(
            late,
            rx.el.p(
                _(
                    "This takes longer than usual. You may leave this page and come back to it: the answer will be here."
                ),
                class_name="text-muted",
            ),
        ),
        role="status",
        aria_live="polite",
        class_name="mt-4 min-h-14 space-y-2",
    )
    return rx.el.div(
        icon("hourglass", size=28, class_name="mb-3 text-accent"), heading(title, arrival="waiting"), lines
    )


def sentence_page(title: Any, sentence: Any, *ways: rx.Component, icon_name: str = "info") -> rx.Component:
    """Draw a page that is one situation in plain words, and the ways on."""
    return rx.el.div(
        icon(icon_name, size=28, class_name="mb-3 text-accent"),
        heading(title, arrival=title),
        rx.el.p(sentence, class_name="mt-3 max-w-read text-18"),
        rx.el.div(*ways, class_name="mt-6 flex flex-wrap gap-3"),
    )
