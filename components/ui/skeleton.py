"""The shape of what is about to come."""

import reflex as rx

from components.ui.card import card
from components.ui.each import Text, classes
from healthmed_app.core.texts import _


def skeleton(class_name: Text = "h-5 w-40") -> rx.Component:
    """Draw one grey block; `class_name` gives its height and width."""
    return rx.el.div(aria_hidden="true", class_name=classes("skeleton", class_name))


def loading(*shapes: rx.Component, class_name: Text = "") -> rx.Component:
    """Draw shapes while something loads, and say so to a screen reader once."""
    return rx.el.div(
        rx.el.span(_("Loading"), class_name="sr-only"), *shapes, role="status", class_name=class_name
    )


def card_skeleton() -> rx.Component:
    """Draw the shape of a card with a person on it."""
    lines = rx.el.div(
        skeleton("h-5 w-2/3"), skeleton("h-4 w-1/2"), skeleton("h-4 w-1/3"), class_name="flex-1 space-y-2.5"
    )
    return card(rx.el.div(skeleton("size-14 !rounded-full"), lines, class_name="flex gap-4"))
