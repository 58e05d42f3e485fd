"""What is shown for an address that leads nowhere.

Reflex knows one such page for all languages, so it is drawn in each; the document's `lang` says which one is seen.
"""

import reflex as rx

from components import ui
from healthmed_app.core.texts import LANGUAGES, N_, _, in_language
from pages.frame import frame

ROUTE = "/404"
TITLE = N_("Page not found")


def document_title() -> str:
    """Say in each language that the page is not there."""
    titles = []
    for language in LANGUAGES:
        with in_language(language):
            titles.append(_(TITLE))
    return f"{' · '.join(titles)} – Health&Med"


def page() -> rx.Component:
    """Draw the page in each language, with ways on."""
    return rx.fragment(*(_in(language) for language in LANGUAGES))


def _in(language: str) -> rx.Component:
    with in_language(language):
        return rx.el.div(_page(), class_name=f"[html:not([lang={language}])_&]:hidden")


def _page() -> rx.Component:
    return frame(
        rx.el.h1(_("This page is not here"), class_name="text-28 sm:text-36"),
        rx.el.p(
            _("The address may be old or mistyped. Your appointments are where they were."),
            class_name="mt-3 text-18 text-muted",
        ),
        rx.el.div(
            ui.button(_("Find a doctor"), href=ui.to("/find"), icon="search"),
            ui.button(_("Your appointments"), href=ui.to("/appointments"), kind="secondary"),
            class_name="mt-6 flex flex-wrap gap-3",
        ),
        width="max-w-2xl",
    )
