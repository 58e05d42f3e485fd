"""A report as it reads: who and when, diagnoses, text, prescriptions; and what stands around it once it is signed."""

from typing import Any

import reflex as rx

from components import ui
from healthmed_app.core.texts import _


def paper(view: Any) -> rx.Component:
    """Draw a `state.report_views.PaperView`."""
    facts = rx.el.dl(
        rx.foreach(
            view.facts,
            lambda fact: rx.el.div(
                rx.el.dt(fact[0], class_name="w-28 shrink-0 text-muted"),
                rx.el.dd(fact[1], class_name="min-w-0 font-[560]"),
                class_name="flex flex-wrap gap-x-4 py-1",
            ),
        )
    )
    why = rx.el.div(
        rx.el.h2(_("Why it was amended"), class_name="text-18"),
        rx.el.p(view.why, class_name="mt-1 max-w-read whitespace-pre-line"),
    )
    return rx.el.article(
        facts,
        ui.when(view.why != "", why),
        ui.when(view.codes.length() > 0, _codes(view.codes)),
        rx.foreach(view.parts, _part),
        ui.when(view.lines.length() > 0, _lines(view.lines)),
        class_name="space-y-6 rounded-card border border-line bg-surface p-4 sm:p-6",
    )


def _codes(codes: Any) -> rx.Component:
    return rx.el.div(
        rx.el.h2(_("Diagnoses (ICD-10)"), class_name="text-18"),
        rx.el.ul(
            rx.foreach(
                codes,
                lambda code: rx.el.li(
                    rx.el.span(code[0], class_name="w-16 shrink-0 font-[560] tabular-nums"),
                    rx.el.span(code[1], class_name="min-w-0"),
                    class_name="flex gap-3",
                ),
            ),
            class_name="mt-1 space-y-1",
        ),
    )


def _part(part: Any) -> rx.Component:
    return rx.el.div(
        rx.el.h2(part[0], class_name="text-18"),
        rx.el.p(part[1], class_name="mt-1 max-w-read whitespace-pre-line"),
    )


def _lines(lines: Any) -> rx.Component:
    return rx.el.div(
        rx.el.h2(_("Prescriptions"), class_name="text-18"),
        rx.el.ol(
            rx.foreach(
                lines,
                lambda line: rx.el.li(
                    rx.el.p(line[0], class_name="font-[560]"),
                    rx.el.p(line[1]),
                ),
            ),
            class_name="mt-1 list-decimal space-y-2 pl-5",
        ),
    )


def paper_ways(view: Any, *more: rx.Component, first: rx.Component | None = None) -> rx.Component:
    """Draw what can be done with a signed report: what comes `first`, download it, and `more`."""
    download = ui.button(
        _("Download as PDF"),
        href=view.pdf_href,
        reload_document=True,
        kind="secondary",
        icon="download",
        download="report.pdf",
    )
    ways = (download, *more) if first is None else (first, download, *more)
    return rx.el.div(*ways, class_name="flex flex-wrap gap-3")


def paper_proof(view: Any) -> rx.Component:
    """Draw the verification code and the other versions of a signed report."""
    others = rx.el.ul(
        rx.foreach(view.versions, lambda one: rx.el.li(ui.link(one[0], href=one[1]))),
        class_name="mt-3 space-y-1",
    )
    return rx.el.div(
        rx.el.p(_("Verification code"), class_name="text-14 text-muted"),
        rx.el.p(view.code, class_name="font-[560] tabular-nums break-words"),
        rx.el.p(
            ui.link(_("Anybody can check it"), href=ui.to("/verify")),
            _(": the answer says who signed and when, and nothing of what is written here."),
            class_name="mt-1 max-w-read text-14 text-muted",
        ),
        ui.when(view.versions.length() > 0, others),
    )
