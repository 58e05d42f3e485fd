"""A mailed link that opens nothing: used, too old and not complete are three situations, each with a way on."""

from typing import Any

import reflex as rx

from components import ui
from components.ui.each import Text
from healthmed_app.core.texts import _


def link_over(why: Text, way_on: rx.Component, when_used: rx.Component) -> Any:
    """Draw why a link opens nothing: `why` is `link_used`, `link_ran_out` or `link_unknown`."""
    return rx.match(
        why,
        ("link_used", _panel(_("This link was used already"), _("Each link works once."), when_used)),
        (
            "link_ran_out",
            _panel(_("This link is too old"), _("Ask for a new one; it comes at once."), way_on),
        ),
        _panel(
            _("This link is not complete"),
            _("Copy the whole link from the e-mail into the address bar, or ask for a new one."),
            way_on,
        ),
    )


def _panel(title: str, words: str, way_on: rx.Component) -> rx.Component:
    return rx.el.div(
        rx.el.h1(title, class_name="text-28 sm:text-36"),
        rx.el.p(words, class_name="mt-3 max-w-read"),
        rx.el.div(way_on, class_name="mt-6"),
    )


def waiting() -> rx.Component:
    """Draw the shape of the page while it is not known what its link opens."""
    return ui.loading(
        ui.skeleton("h-9 w-72"), ui.skeleton("h-5 w-full"), ui.skeleton("h-12 w-56"), class_name="space-y-5"
    )
