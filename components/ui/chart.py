"""Charts of our own: a line over time and bars by name, each with the same as a table.

The picture is an SVG that grows with its place; its words are text beside it, and a screen reader hears a sentence.
"""

from typing import Any

import reflex as rx

from components.ui.card import card
from components.ui.each import Text, each
from components.ui.table import data_table
from healthmed_app.core.texts import _


def line_chart(
    title: Text, chart: Any, *, columns: list[str], second: str = "", first: str = ""
) -> rx.Component:
    """Draw values over time: `chart` has `.area .line .other .top .begin .end .summary .rows`.

    `line`, `other` and `area` are the `d` of paths in a square of 100, with gaps where nobody counted. `first` and `second`
    name the two lines, when there are two. Rows have `.when .value .other`; `columns` name what they show.
    """
    lines = [
        rx.el.svg.path(d=chart.area, class_name="fill-accent-tint"),
        *([rx.el.svg.path(d=chart.other, class_name="chart-line chart-line-other")] if second else []),
        rx.el.svg.path(d=chart.line, class_name="chart-line"),
    ]
    picture = rx.el.div(
        rx.el.svg(
            *lines,
            view_box="0 0 100 100",
            preserve_aspect_ratio="none",
            custom_attrs={"aria-hidden": "true"},
            class_name="h-32 w-full border-b border-line-strong",
        ),
        role="img",
        aria_label=chart.summary,
    )
    scale = rx.el.p(chart.top, class_name="text-14 text-muted tabular-nums", aria_hidden="true")
    span = rx.el.div(
        rx.el.span(chart.begin),
        rx.el.span(chart.end),
        aria_hidden="true",
        class_name="mt-1 flex justify-between gap-4 text-14 text-muted tabular-nums",
    )
    return _card(
        title,
        rx.el.div(
            scale,
            *([_key(first, second)] if second else []),
            class_name="flex flex-wrap justify-between gap-x-4",
        ),
        picture,
        span,
        _behind(
            title,
            columns,
            chart.rows,
            lambda row: [row.when, row.value, row.other] if second else [row.when, row.value],
        ),
    )


def _key(first: str, second: str) -> rx.Component:
    def entry(words: str, class_name: str) -> rx.Component:
        stroke = rx.el.svg(
            rx.el.svg.line(x1="0", y1="4", x2="24", y2="4", class_name=class_name),
            view_box="0 0 24 8",
            custom_attrs={"aria-hidden": "true"},
            class_name="h-2 w-6",
        )
        return rx.el.span(stroke, words, class_name="inline-flex items-center gap-2")

    return rx.el.p(
        entry(first, "chart-line"),
        entry(second, "chart-line chart-line-other"),
        class_name="flex flex-wrap gap-x-4 text-14 text-muted",
    )


def bar_chart(title: Text, bars: Any, *, columns: list[str], note: Text = "") -> rx.Component:
    """Draw names with their numbers, as a table whose numbers are drawn too: items with `.name .number .width` (of 100)."""

    def row(bar: Any) -> rx.Component:
        drawn = rx.el.svg(
            rx.el.svg.rect(x="0", y="0", width=bar.width, height="100", class_name="fill-accent"),
            view_box="0 0 100 100",
            preserve_aspect_ratio="none",
            custom_attrs={"aria-hidden": "true"},
            class_name="h-2 w-full rounded-full bg-sunken",
        )
        return rx.el.tr(
            rx.el.th(bar.name, scope="row", class_name="py-1.5 pr-4 text-left font-normal break-words"),
            rx.el.td(drawn, class_name="w-2/5 py-1.5", aria_hidden="true"),
            rx.el.td(bar.number, class_name="py-1.5 pl-4 text-right font-[560] tabular-nums"),
        )

    head = rx.el.thead(
        rx.el.tr(
            rx.el.th(columns[0], scope="col"), rx.el.td(aria_hidden="true"), rx.el.th(columns[1], scope="col")
        ),
        class_name="sr-only",
    )
    table = rx.el.table(
        rx.el.caption(title, class_name="sr-only"), head, rx.el.tbody(each(bars, row)), class_name="w-full"
    )
    return _card(title, table, rx.el.p(note, class_name="mt-3 text-14 text-muted"))


def _card(title: Text, *children: Any) -> rx.Component:
    return card(rx.el.h3(title, class_name="mb-3 text-18"), *children, class_name="min-w-0")


def _behind(title: Text, columns: list[str], rows: Any, cells: Any) -> rx.Component:
    table = data_table(str(title), columns, rows, cells, numeric=set(range(1, len(columns))))
    return rx.el.details(
        rx.el.summary(
            _("Show as a table"),
            rx.el.span(": ", title, class_name="sr-only"),
            class_name="link inline-flex min-h-10 items-center",
        ),
        rx.el.div(
            table, class_name="mt-2 max-h-96 overflow-y-auto", tab_index=0, role="group", aria_label=title
        ),
        class_name="mt-3",
    )
