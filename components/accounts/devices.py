"""The list of signed-in devices."""

from typing import Any

import reflex as rx

from components import ui
from healthmed_app.core.texts import _


def devices(rows: Any, on_end: Any, on_end_others: Any) -> rx.Component:
    """Draw each device with a way to sign it out; `on_end` takes a row's id."""
    return rx.el.div(
        rx.el.ul(
            ui.each(rows, lambda row: _device(row, on_end)),
            class_name="divide-y divide-line border-y border-line",
        ),
        rx.cond(
            rows.length() > 1,
            ui.button(
                _("Sign out everywhere else"),
                kind="secondary",
                icon="log-out",
                on_click=on_end_others,
                class_name="mt-4",
            ),
            rx.fragment(),
        ),
    )


def _device(row: Any, on_end: Any) -> rx.Component:
    words = rx.el.div(
        rx.el.p(row.name, class_name="font-[560]"),
        rx.el.p(_("Last used"), " ", row.used, class_name="text-14 text-muted"),
        rx.el.p(_("Address"), " ", row.address, class_name="text-14 text-muted tabular-nums"),
        class_name="min-w-0",
    )
    end = ui.button(
        _("Sign out"),
        rx.el.span(" ", row.name, class_name="sr-only"),
        kind="secondary",
        size="small",
        on_click=on_end(row.id),
    )
    return rx.el.li(
        words,
        rx.el.div(rx.cond(row.is_this, ui.tag(_("This device"), tone="accent"), end), class_name="shrink-0"),
        class_name="flex items-center justify-between gap-4 py-3",
    )
