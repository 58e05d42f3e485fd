"""One decision among a few, as cards with radio buttons."""

from typing import Any

import reflex as rx

from components.ui.each import Items, Text, each, when
from components.ui.field import field_error

_CARD = (
    "relative flex gap-3 rounded-card border border-line-strong bg-surface p-4 cursor-pointer transition-colors "
    "hover:border-ink has-checked:border-accent has-checked:bg-accent-tint has-checked:shadow-[inset_0_0_0_1px_var(--color-accent)] "
    "has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
)


def choice_cards(
    name: str,
    question: Any,
    choices: Items,
    *,
    chosen: Text = "",
    error: Text = "",
    question_class: str = "mb-3 text-22 font-[620]",
    on_change: Any = None,
) -> rx.Component:
    """Ask `question` with one card per choice: (value, words, smaller words or empty).

    `chosen` is the value that is ticked at first. `on_change` gets the value that was picked.
    """
    handler = {} if on_change is None else {"on_change": on_change}

    def card(choice: Any) -> rx.Component:
        own_id = f"{name}-{choice[0]}"
        return rx.el.label(
            rx.el.input(
                type="radio",
                id=own_id,
                name=name,
                value=choice[0],
                default_checked=choice[0] == chosen,
                class_name="check mt-0.5",
                **handler,
            ),
            rx.el.span(
                rx.el.span(choice[1], class_name="block font-[560]"),
                when(choice[2], rx.el.span(choice[2], class_name="block text-14 text-muted")),
            ),
            html_for=own_id,
            class_name=_CARD,
        )

    return rx.el.fieldset(
        rx.el.legend(question, class_name=question_class),
        rx.el.div(field_error(name, error), each(choices, card), class_name="flex flex-col gap-3"),
        id=name,
        custom_attrs={"tabIndex": -1},
        class_name="min-w-0",
    )
