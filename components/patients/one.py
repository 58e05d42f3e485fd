"""One patient, as their doctor sees them: who it is, and their visits with this doctor."""

from typing import Any

import reflex as rx

from components import ui
from components.ui.each import Items
from healthmed_app.core.texts import _


def patient_head(patient: Any) -> rx.Component:
    """Draw the name, and the visits in figures: `.name .initials .visits .last .following`."""

    def dashed(words: Any) -> Any:
        return rx.cond(words != "", words, "–")

    name = rx.el.div(
        ui.avatar(patient.initials),
        rx.el.h1(patient.name, class_name="min-w-0 text-22 sm:text-28 [overflow-wrap:anywhere]"),
        class_name="mt-4 flex items-center gap-4",
    )
    figures = ui.summary_list(
        ui.Answer(_("Next visit"), dashed(patient.following)),
        ui.Answer(_("Last visit"), dashed(patient.last)),
        ui.Answer(_("Visits"), patient.visits),
    )
    return rx.fragment(name, rx.el.div(figures, class_name="mt-6"))


def patient_visits(visits: Items) -> rx.Component:
    """Draw the visits, the latest first: items with `.when .about .status .href`."""

    def row(one: Any) -> rx.Component:
        words = rx.el.div(
            ui.link(one.when, href=one.href, class_name="font-[560]"),
            rx.el.p(one.about, class_name="text-14 text-muted [overflow-wrap:anywhere]"),
            class_name="min-w-0 flex-1",
        )
        return rx.el.li(
            words, ui.status(one.status), class_name="flex flex-wrap items-center gap-x-4 gap-y-2 py-3"
        )

    return ui.section(
        _("Visits with you"),
        rx.el.ul(
            rx.foreach(visits, row),
            aria_label=_("Visits, the latest first"),
            class_name="divide-y divide-line rounded-card border border-line bg-surface px-4",
        ),
        class_name="!mt-8",
    )
