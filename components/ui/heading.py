"""The title of a page or a step, which takes the focus when it arrives without a new document."""

from typing import Any

import reflex as rx

from components.ui.each import Text, classes


class _Heading(rx.Component):
    library = "$/public/js/heading.js"
    tag = "Heading"

    arrival: rx.Var[str]


def heading(*children: Any, arrival: Text = "", class_name: Text = "text-28") -> rx.Component:
    """Draw the `<h1>`. It takes the focus again when `arrival` changes, such as a step's name."""
    return _Heading.create(*children, arrival=arrival, class_name=classes("outline-none", class_name))
