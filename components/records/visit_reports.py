"""Reports on the page of a visit: the way to its own, and the earlier ones of this patient."""

from typing import Any

import reflex as rx

from components import ui
from healthmed_app.core.texts import _


def visit_report(reports: Any) -> rx.Component:
    """Draw the way to the report of this visit, a `state.report_views.VisitReports`; nothing while there is none."""

    def way(words: str, kind: Any, icon: str) -> rx.Component:
        return ui.button(words, href=reports.href, kind=kind, icon=icon)

    button = rx.match(
        reports.way,
        ("write", way(_("Write the report"), "primary", "file-text")),
        ("go_on", way(_("Go on writing the report"), "primary", "file-text")),
        ("amend", way(_("Go on amending the report"), "secondary", "pencil")),
        way(_("Read the report"), "secondary", "file-text"),
    )
    drawn = ui.section(
        _("Report"), rx.el.p(reports.words, class_name="mb-4 text-muted"), button, class_name="!mt-8"
    )
    return rx.cond(reports.way != "", drawn, rx.fragment())


def earlier_reports(reports: Any, *, title: str = "") -> rx.Component:
    """Draw the earlier reports of the same patient with the same doctor; nothing when there are none."""

    def row(one: Any) -> rx.Component:
        return rx.el.li(
            ui.link(one.day, href=one.href),
            rx.cond(one.for_whom != "", rx.el.span(" · ", one.for_whom), rx.fragment()),
            rx.el.p(one.about, class_name="text-14 text-muted"),
            class_name="py-3",
        )

    listed = ui.section(
        title or _("Earlier reports of this patient"),
        rx.el.ul(
            rx.foreach(reports.earlier, row),
            class_name="divide-y divide-line rounded-card border border-line bg-surface px-4",
        ),
        class_name="!mt-8",
    )
    return rx.cond(reports.earlier.length() > 0, listed, rx.fragment())
