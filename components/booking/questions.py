"""The two questions of a booking, one a page: who it is for, and why."""

from typing import Any, NamedTuple

import reflex as rx

from components.ui import (
    button,
    checkbox,
    choice_cards,
    each,
    event_form,
    some,
    text_field,
    textarea_field,
    when,
)
from components.ui.heading import heading
from healthmed_app.core.texts import _


class Typed(NamedTuple):
    """The handlers that keep each answer as it is typed; they take the text."""

    whom: Any
    name: Any
    birth_date: Any
    how: Any
    reason: Any
    file: Any
    """Takes the file's id, and then whether it is ticked."""


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
    """Ask why, and which files to share. Reads `draft.reason .files`; field `reason`, and one named by each file's id."""
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
    boxes = rx.el.fieldset(
        rx.el.legend(_("Files that the doctor may read"), class_name="font-[560]"),
        rx.el.p(
            _("From the booking until seven days after the visit. You can stop that at any time."),
            class_name="text-14 text-muted",
        ),
        each(draft.files, lambda file: _file_box(file, typed.file)),
        class_name="min-w-0",
    )
    return event_form(
        heading(_("Why do you want to be seen?"), arrival="reason"),
        asked,
        when(some(draft.files), boxes),
        rx.el.div(_next(_("Continue"))),
        on_submit=on_submit,
        class_name="space-y-5",
    )


def _file_box(file: Any, on_tick: Any) -> rx.Component:
    name = rx.el.span(file[1], class_name="[overflow-wrap:anywhere]")
    return checkbox(file[0], name, default_checked=file[2], on_change=on_tick(file[0]), key=file[0])
