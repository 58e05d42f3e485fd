"""What became of the last change, said where it was made, and heard wherever it is."""

from typing import Any

import reflex as rx

from components import ui


def said(view: Any) -> rx.Component:
    """Draw the `notice` and the `problem` of a State; a problem of one field is drawn beside it, so it is only heard here."""
    beside_a_field = view.errors.length() > 0
    return rx.el.div(
        ui.notice(view.notice),
        ui.notice(rx.cond(beside_a_field, "", view.problem), tone="danger"),
        ui.live_text(rx.cond(beside_a_field, view.problem, "")),
    )
