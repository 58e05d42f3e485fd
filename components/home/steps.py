"""How booking works, in three steps."""

import reflex as rx

from components import ui
from healthmed_app.core.texts import _


def three_steps() -> rx.Component:
    """Draw the steps as a numbered list."""
    steps = (
        (_("Find"), _("Search by specialty, name or city. You see only times that are really free.")),
        (_("Hold"), _("Pick a time and it is yours for five minutes, while you say who it is for and why.")),
        (
            _("Go"),
            _("The doctor confirms, and you get it by e-mail. Change or cancel it until two hours before."),
        ),
    )

    def step(number: int, title: str, words: str) -> rx.Component:
        mark = rx.el.span(
            str(number),
            aria_hidden="true",
            class_name="flex size-9 shrink-0 items-center justify-center rounded-full bg-accent-tint font-[620] text-accent",
        )
        text = rx.el.div(rx.el.h3(title, class_name="text-18"), rx.el.p(words, class_name="mt-1 text-muted"))
        return rx.el.li(mark, text, class_name="flex gap-4")

    return ui.section(
        _("How it works"),
        rx.el.ol(
            *(step(n, *one) for n, one in enumerate(steps, 1)),
            class_name="grid gap-6 md:grid-cols-3 md:gap-8",
        ),
    )
