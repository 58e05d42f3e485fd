"""What a failed form says first: every problem, each a link to its field."""

from typing import Any

import reflex as rx

from components.ui.each import Items, each, some, when
from components.ui.icon import icon
from components.ui.link import jump
from healthmed_app.core.texts import _


class _ErrorSummary(rx.Component):
    library = "$/public/js/error-summary.js"
    tag = "ErrorSummary"

    problems: rx.Var[list[Any]]


def error_summary(problems: Items) -> rx.Component:
    """Draw the problems of a form: (id of the field, sentence). It takes the focus when they change.

    Nothing is drawn while there are none.
    """
    sentences = each(
        problems,
        lambda problem: rx.el.li(jump(problem[1], ident=problem[0], class_name="link !text-danger")),
    )
    panel = _ErrorSummary.create(
        icon("circle-alert", size=22, class_name="mt-0.5 text-danger"),
        rx.el.div(
            rx.el.h2(_("There is a problem"), id="problems-title", class_name="text-18"),
            rx.el.ul(sentences, class_name="mt-2 space-y-1"),
        ),
        problems=problems,
        custom_attrs={"aria-labelledby": "problems-title", "role": "group"},
        class_name="mb-6 flex gap-3 rounded-card border-2 border-danger bg-surface p-4 sm:p-5",
    )
    return when(some(problems), panel)
