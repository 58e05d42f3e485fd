"""What doctors signed of a patient's visits, as the patient's own list, and what stands there when there is nothing."""

from typing import Any

import reflex as rx

from components import ui
from healthmed_app.core.texts import _


def report_list(reports: Any) -> rx.Component:
    """Draw reports: items with `.day .doctor .specialty .for_whom .signed .href .pdf_href .pdf_label`."""

    def cells(one: Any) -> list[Any]:
        doctor = rx.el.div(
            rx.el.p(one.doctor, class_name="[overflow-wrap:anywhere]"),
            ui.when(one.for_whom != "", rx.el.p(one.for_whom, class_name="text-14 text-muted")),
        )
        visit = ui.link(one.day, href=one.href, class_name="font-[560]")
        pdf = ui.button(
            "PDF",
            kind="quiet",
            size="small",
            icon="download",
            href=one.pdf_href,
            reload_document=True,
            custom_attrs={"aria-label": one.pdf_label},
        )
        return [visit, doctor, one.specialty, one.signed, rx.el.span(pdf, class_name="flex sm:justify-end")]

    columns = [_("Visit"), _("Doctor"), _("Specialty"), _("Signed"), ""]
    return ui.data_table(_("Reports of your visits, the newest first"), columns, reports, cells)


def no_reports() -> rx.Component:
    """Draw what stands where the reports will be."""
    return ui.empty_state(
        _("No reports yet"),
        _("When a doctor signs the report of your visit, it stands here, to read and to save as a PDF."),
        icon="file-text",
        heading="h3",
    )
