"""A doctor's rating month by month: bars that say their number, and the same as a table."""

from typing import Any

import reflex as rx

from components import ui
from components.ui.each import Text
from healthmed_app.core.texts import _


def over_time(months: Any, summary: Text) -> rx.Component:
    """Draw months, oldest first: items with `.short .words .mean .number .height .top .early`.

    `height` and `top` are out of 100; `early` ones are left out of the bars on a phone. `summary` says the bars in words.
    """
    bars = rx.el.div(
        rx.foreach(months, _bar),
        role="img",
        aria_label=summary,
        class_name="grid grid-cols-6 gap-2 sm:grid-cols-12 sm:gap-3",
    )
    table = ui.data_table(
        _("Your rating by month"),
        [_("Month"), _("Average"), _("Reviews")],
        months,
        lambda month: [month.words, month.mean, month.number],
        numeric={1, 2},
    )
    behind = rx.el.details(
        rx.el.summary(_("Show as a table"), class_name="link inline-flex min-h-10 items-center"),
        rx.el.div(table, class_name="mt-2"),
        class_name="mt-4",
    )
    return rx.fragment(ui.card(bars), behind)


def _bar(month: Any) -> rx.Component:
    bar = rx.el.svg(
        rx.el.svg.rect(x="0", y=month.top, width="100", height=month.height, class_name="fill-accent"),
        view_box="0 0 100 100",
        preserve_aspect_ratio="none",
        custom_attrs={"aria-hidden": "true"},
        class_name="h-32 w-full border-b border-line-strong",
    )
    return rx.el.div(
        rx.el.span(month.mean, class_name="text-14 font-[560] tabular-nums"),
        bar,
        rx.el.span(month.short, class_name="text-14 text-muted"),
        class_name=rx.cond(
            month.early, "hidden flex-col items-center gap-1 sm:flex", "flex flex-col items-center gap-1"
        ),
    )
