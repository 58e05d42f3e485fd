"""What is shown for an address that leads nowhere."""

import reflex as rx

from components import ui
from healthmed_app.core.texts import N_, _
from pages.frame import frame

ROUTE = "/404"
TITLE = N_("Page not found")


def page() -> rx.Component:
    """Draw the page, with ways on."""
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
