"""Reading the same page in another language: a post, because the choice is kept."""

import reflex as rx

from components.ui.form import post_form
from healthmed_app.core.texts import LANGUAGE_NAMES, language


def language_switch() -> rx.Component:
    """Draw a button for each other language, named in that language."""
    return post_form(
        *(
            rx.el.button(
                name, type="submit", name="language", value=code, lang=code, class_name="link cursor-pointer"
            )
            for code, name in LANGUAGE_NAMES.items()
            if code != language()
        ),
        action="/auth/language",
        class_name="flex flex-wrap gap-x-6 gap-y-2",
    )
