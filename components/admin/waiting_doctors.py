"""Doctors who wait for verification."""

from typing import Any

import reflex as rx

from components import ui
from healthmed_app.core.texts import _


def waiting_doctors(rows: Any, on_verify: Any, on_refuse: Any) -> rx.Component:
    """Draw who waits, the longest first; both handlers take a row's id."""
    table = ui.data_table(
        _("Doctors who wait for verification"),
        [_("Doctor"), _("CRM"), _("Specialty"), _("Since"), ""],
        rows,
        lambda row: [
            rx.el.div(
                rx.el.p(row.name, class_name="font-[560]"),
                rx.el.p(row.email, class_name="text-14 text-muted break-all"),
                rx.el.p(row.place, class_name="text-14 text-muted"),
            ),
            rx.el.span(row.crm, class_name="tabular-nums whitespace-nowrap"),
            row.specialty,
            rx.el.span(row.since, class_name="text-14"),
            _answers(row, on_verify, on_refuse),
        ],
    )
    nobody = ui.empty_state(
        _("Nobody waits"), _("Doctors who sign up appear here until their CRM is checked."), icon="check"
    )
    return rx.cond(rows.length() > 0, table, nobody)


def _answers(row: Any, on_verify: Any, on_refuse: Any) -> rx.Component:
    def answer(words: str, kind: Any, on_click: Any) -> rx.Component:
        whom = rx.el.span(" ", row.name, class_name="sr-only")
        return ui.button(words, whom, kind=kind, size="small", on_click=on_click(row.id))

    return rx.el.div(
        answer(_("Verify"), "primary", on_verify),
        answer(_("Refuse"), "secondary", on_refuse),
        class_name="flex flex-wrap gap-2",
    )
