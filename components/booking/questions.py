"""The two questions of a booking, one a page: who it is for, and why."""

from typing import Any, NamedTuple

import reflex as rx

from components.ui import button, choice_cards, event_form, text_field, textarea_field
from components.ui.heading import heading
from healthmed_app.core.texts import _


class Typed(NamedTuple):
    """The handlers that keep each answer as it is typed; they take the text."""

    whom: Any
    name: Any
    birth_date: Any
    how: Any
    reason: Any


NAME_MAX = 120
REASON_MAX = 1_000


def _next(words: str) -> rx.Component:
    return button(words, type="submit", size="large", icon_after="arrow-right", class_name="w-full sm:w-auto")


def who_question(draft: Any, errors: Any, *, on_submit: Any, typed: Typed) -> rx.Component:
    """Ask who it is for. Reads `draft.own_choice .for_whom .name .birth_date`; fields `whom`, `name`, `birth_date`."""
    someone = rx.el.div(
        text_field(
            "name",
            _("Their full name"),
            error=errors.get("name", ""),
            default_value=draft.name,
            on_change=typed.name,
            max_length=NAME_MAX,
            auto_complete="off",
        ),
        text_field(
            "birth_date",
            _("Their date of birth"),
            error=errors.get("birth_date", ""),
            default_value=draft.birth_date,
            on_change=typed.birth_date,
            hint=_("Day, month and year, such as 31/12/2015"),
            max_length=10,
            auto_complete="off",
            control_class="max-w-52",
        ),
        class_name="hidden flex-col gap-4 border-l-2 border-accent pl-4 group-has-[#whom-other:checked]:flex",
    )
    choices = choice_cards(
        "whom",
        heading(_("Who is the appointment for?"), arrival="who"),
        draft.choices,
        chosen=draft.whom,
        error=errors.get("whom", ""),
        on_change=typed.whom,
        question_class="mb-4",
    )
    return event_form(
        choices, someone, rx.el.div(_next(_("Continue"))), on_submit=on_submit, class_name="group space-y-5"
    )


def how_question(draft: Any, errors: Any, *, on_submit: Any, typed: Typed) -> rx.Component:
    """Ask how one wants to be seen, where the doctor offers both. Reads `draft.how`; field `how`."""
    choices = choice_cards(
        "how",
        heading(_("How do you want to be seen?"), arrival="how"),
        [
            ("in_person", _("In person"), _("At the doctor's office")),
            ("online", _("By video"), _("From wherever you are, in the browser")),
        ],
        chosen=draft.how,
        error=errors.get("how", ""),
        on_change=typed.how,
        question_class="mb-4",
    )
    return event_form(choices, rx.el.div(_next(_("Continue"))), on_submit=on_submit, class_name="space-y-5")


def why_question(draft: Any, errors: Any, *, on_submit: Any, typed: Typed) -> rx.Component:
    """Ask why. Reads `draft.reason`; field `reason`."""
    asked = textarea_field(
        "reason",
        _("In a few words, so that the doctor can prepare"),
        hint=_("Only you and the doctor can read it. In an emergency call 192 instead."),
        error=errors.get("reason", ""),
        default_value=draft.reason,
        on_change=typed.reason,
        max_length=REASON_MAX,
        rows="5",
        optional=True,
    )
    return event_form(
        heading(_("Why do you want to be seen?"), arrival="reason"),
        asked,
        rx.el.div(_next(_("Continue"))),
        on_submit=on_submit,
        class_name="space-y-5",
    )
