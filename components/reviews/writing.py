"""Reviewing a visit: five choices and a comment, and what was written afterwards."""

from typing import Any

import reflex as rx

from components.ui import banner, button, choice_cards, event_form, notice, section, textarea_field, when
from components.ui.each import Flag, Text
from components.ui.icon import icon
from healthmed_app.core.texts import _

COMMENT_MAX = 2_000


def review_form(question: Text, errors: Any, problem: Text, *, on_submit: Any, sending: Flag) -> rx.Component:
    """Ask how the visit was. Fields `rating` (`1` to `5`) and `comment`."""
    choices = [
        ("5", _("5 stars"), _("Excellent")),
        ("4", _("4 stars"), _("Good")),
        ("3", _("3 stars"), _("All right")),
        ("2", _("2 stars"), _("Not good")),
        ("1", _("1 star"), _("Bad")),
    ]
    return event_form(
        notice(problem, tone="danger"),
        choice_cards("rating", question, choices, error=errors.get("rating", "")),
        textarea_field(
            "comment",
            _("What should others know?"),
            hint=_(
                "Anybody can read it, with your first name and an initial. Write nothing about your health."
            ),
            error=errors.get("comment", ""),
            max_length=COMMENT_MAX,
            rows="4",
            optional=True,
        ),
        button(_("Publish the review"), type="submit", disabled=sending),
        on_submit=on_submit,
        class_name="max-w-read space-y-5",
    )


def own_review(stars: Text, comment: Text, day: Text, hidden: Text) -> rx.Component:
    """Draw what the reader wrote; `hidden` says why nobody else reads it, or is empty."""
    return section(
        _("Your review"),
        rx.el.p(
            icon("star-filled", size=18, class_name="text-star"),
            rx.el.span(stars, class_name="font-[620]"),
            rx.el.span(day, class_name="text-muted"),
            class_name="flex items-center gap-2",
        ),
        when(hidden != "", banner(hidden, tone="warning", class_name="mt-3 max-w-read")),
        when(comment != "", rx.el.p(comment, class_name="mt-2 max-w-read whitespace-pre-line")),
    )
