"""A table of data; below 640 px each row is a card."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from components.ui.each import Items, each
from healthmed_app.core.texts import _


def data_table(
    caption: str,
    columns: list[str],
    rows: Items,
    cells: Callable[[Any], list[Any]],
    *,
    numeric: set[int] | None = None,
) -> rx.Component:
    """Draw `rows` under `columns`; `cells(row)` gives one child per column, `numeric` the columns that align right.

    An empty column name is for actions. The roles are written out because a card layout takes them away.
    """
    right = numeric or set[int]()

    def align(index: int) -> str:
        return "sm:text-right tabular-nums" if index in right else "text-left"

    def row(item: Any) -> rx.Component:
        drawn = [
            rx.el.td(
                cell,
                role="cell",
                data_label=columns[index],
                class_name=f"align-middle sm:px-4 sm:py-3 {align(index)}",
            )
            for index, cell in enumerate(cells(item))
        ]
        return rx.el.tr(*drawn, role="row", class_name="border-b border-line last:border-b-0")

    head = [
        rx.el.th(
            name or rx.el.span(_("Actions"), class_name="sr-only"),
            role="columnheader",
            scope="col",
            class_name=f"px-4 py-2.5 text-14 font-[560] text-muted {align(index)}",
        )
        for index, name in enumerate(columns)
    ]
    return rx.el.div(
        rx.el.table(
            rx.el.caption(caption, class_name="sr-only"),
            rx.el.thead(
                rx.el.tr(*head, role="row"), role="rowgroup", class_name="border-b border-line bg-sunken"
            ),
            rx.el.tbody(each(rows, row), role="rowgroup"),
            role="table",
            class_name="w-full border-collapse",
        ),
        class_name="cards-below-640 overflow-x-auto rounded-card border border-line bg-surface",
    )
