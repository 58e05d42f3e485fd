"""What stands where a page's content is not yet: its shape, or a way on when the content could not be had."""

from typing import Any, Literal

import reflex as rx

from components.ui.button import button
from components.ui.each import Text
from components.ui.empty import empty_state
from components.ui.link import to
from healthmed_app.core.texts import _


def not_loaded(
    shapes: rx.Component, problem: Text, *, again: Any, heading: Literal["h1", "h2"] = "h2"
) -> rx.Component:
    """Draw `shapes` until there is a `problem`, which the page says above; then offer to load `again`, and the start page.

    `heading` is `h1` on a page whose own heading comes with its content.
    """
    failed = empty_state(
        _("This page did not load"),
        _("Nothing of yours was changed."),
        icon="refresh-cw",
        action=rx.fragment(
            button(_("Try again"), on_click=again, kind="secondary"),
            button(_("Go to the start"), href=to(), kind="quiet"),
        ),
        heading=heading,
    )
    return rx.cond(problem == "", shapes, failed)
