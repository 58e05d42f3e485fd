"""The shape of a doctor's page while it loads: as tall as what comes, so that nothing moves."""

import reflex as rx

from components import ui
from healthmed_app.core.texts import _


def doctor_shape() -> rx.Component:
    """Draw grey blocks where the name, the facts and the days will be."""
    head = rx.el.div(
        ui.skeleton("size-14 sm:size-20 !rounded-full shrink-0"),
        rx.el.div(
            ui.skeleton("h-9 w-3/4 max-w-96"),
            ui.skeleton("h-5 w-1/2 max-w-64"),
            ui.skeleton("h-5 w-2/3 max-w-80"),
            class_name="flex-1 space-y-3",
        ),
        class_name="flex gap-4 sm:gap-6",
    )
    days = rx.el.div(
        *(ui.skeleton("h-20 w-full") for _day in range(8)), class_name="grid grid-cols-4 gap-2 sm:grid-cols-8"
    )
    times = rx.el.div(
        *(ui.skeleton("h-11 w-full") for _time in range(8)), class_name="mt-6 grid grid-cols-4 gap-2"
    )
    title = rx.el.h1(_("Doctor"), class_name="sr-only")
    return ui.loading(title, head, ui.card(days, times, class_name="mt-8"), class_name="min-h-dvh")
