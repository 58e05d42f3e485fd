"""What somebody reads who has just deleted their account."""

import reflex as rx

from components import ui
from healthmed_app.core.texts import N_, _
from pages.frame import frame

ROUTE = "/account-deleted"
TITLE = N_("Your account is deleted")


def page() -> rx.Component:
    """Draw the page."""
    return frame(
        rx.el.h1(_("Your account is deleted"), class_name="text-28 sm:text-36"),
        rx.el.p(
            _("You are signed out everywhere, and nobody can sign in to it again."),
            class_name="mt-4 max-w-read text-18",
        ),
        ui.section(
            _("What happens now"),
            rx.el.ul(
                rx.el.li(_("Appointments to come are being cancelled, and the other side is told.")),
                rx.el.li(_("What the law does not keep is being erased; that takes a few minutes.")),
                rx.el.li(_("When it is done, we say so in one last e-mail.")),
                rx.el.li(_("Reports of visits are kept for 20 years, as the law asks.")),
                class_name="max-w-read list-disc space-y-2 pl-5",
            ),
            class_name="mt-8",
        ),
        ui.button(_("Go to the first page"), href=ui.to("/"), kind="secondary", class_name="mt-8"),
        current="/account-deleted",
        width="max-w-2xl",
    )
