"""The head of every administrator's page: its title, and the ways between the parts of administration."""

import reflex as rx

from components import ui
from components.ui.each import Text
from healthmed_app.core.texts import N_, _

WAYS = {
    "/admin": N_("Overview"),
    "/admin/doctors": N_("Doctors"),
    "/admin/users": N_("Users"),
    "/admin/reviews": N_("Reviews"),
    "/admin/audit": N_("Audit"),
    "/admin/jobs": N_("Jobs"),
    "/admin/health": N_("Health"),
}


def admin_head(title: Text, current: str) -> rx.Component:
    """Draw the title of the page at `current` (one of `WAYS`) below the ways to the others."""
    ways = [(path, _(words), ui.to(path)) for path, words in WAYS.items()]
    return rx.fragment(
        rx.el.div(
            ui.tabs(ways, current, label=_("Administration"), wraps=True),
            class_name="-mt-2 mb-6 sm:-mt-4 sm:mb-8",
        ),
        rx.el.h1(title, class_name="text-28 sm:text-36"),
    )
