"""Surfaces: a card, and a section of a page with its title."""

from typing import Any

import reflex as rx

from components.ui.each import Text, classes


def card(*children: Any, **props: Any) -> rx.Component:
    """Draw a surface with a hairline. `as_article=True` for one item of a list of things."""
    element = rx.el.article if props.pop("as_article", False) else rx.el.div
    name = classes("rounded-card border border-line bg-surface p-4 sm:p-6", props.pop("class_name", ""))
    return element(*children, class_name=name, **props)


def section(
    title: Text, *children: Any, ident: str = "", action: rx.Component | None = None, class_name: Text = ""
) -> rx.Component:
    """Draw a titled section. `action` stands at the end of the title's line; `ident` makes it a link's target."""
    head = rx.el.div(
        rx.el.h2(title, class_name="text-22"),
        *([action] if action is not None else []),
        class_name="flex flex-wrap items-center justify-between gap-x-4 gap-y-2",
    )
    body = rx.el.div(*children, class_name="mt-4")
    target: dict[str, Any] = {"id": ident} if ident else {}
    return rx.el.section(head, body, **target, class_name=classes("mt-10", class_name))
