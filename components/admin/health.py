"""How the parts of the platform are, and the processes that live."""

from typing import Any

import reflex as rx

from components import ui
from healthmed_app.core.texts import _


def parts(rows: Any) -> rx.Component:
    """Draw parts: `state.admin_health_views.PartRow`s."""
    return rx.el.ul(
        ui.each(rows, _part),
        aria_label=_("Parts of the platform"),
        class_name="mt-6 grid gap-3 sm:grid-cols-2",
    )


def _part(row: Any) -> rx.Component:
    state = ui.tag(
        row.word,
        tone=row.tone,
        icon=row.icon,
        pattern=rx.cond(row.tone == "danger", "striped", rx.cond(row.tone == "warning", "dashed", "solid")),
        class_name="shrink-0",
    )
    return rx.el.li(
        rx.el.div(
            rx.el.h2(row.name, class_name="text-16 font-[560] break-words"),
            state,
            class_name="flex flex-wrap items-start justify-between gap-x-3 gap-y-1",
        ),
        rx.el.p(row.detail, class_name="mt-1 text-14 text-muted tabular-nums break-words"),
        rx.cond(row.advice != "", rx.el.p(row.advice, class_name="mt-2 max-w-read"), rx.fragment()),
        class_name="rounded-card border border-line bg-surface p-4",
    )


def process_table(rows: Any) -> rx.Component:
    """Draw processes: `state.admin_health_views.ProcessRow`s."""
    return ui.data_table(
        _("Processes"),
        [_("Process"), _("Status"), _("Since"), _("No.")],
        rows,
        lambda row: [
            rx.el.span(row.kind, class_name="font-[560]"),
            rx.el.div(
                rx.cond(
                    row.live,
                    ui.tag(_("Running"), tone="success", icon="circle-check"),
                    ui.tag(_("Silent"), tone="danger", icon="circle-x", pattern="striped"),
                ),
                rx.el.p(row.seen, class_name="mt-1 text-14 text-muted"),
            ),
            rx.el.span(row.since, class_name="text-14"),
            rx.el.code(row.id, class_name="text-14 text-muted"),
        ],
    )
