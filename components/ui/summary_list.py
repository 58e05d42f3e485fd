"""Questions with their answers, each with a way to change it; and plain facts."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import reflex as rx

from components.ui.each import Text, when
from components.ui.icon import icon
from components.ui.link import link
from healthmed_app.core.texts import _


class Answer(NamedTuple):
    """One row: what was asked, what was answered, and where to change it (empty: not to be changed)."""

    question: Text
    answer: Any
    change_href: Text = ""


def summary_list(*rows: Answer, class_name: str = "") -> rx.Component:
    """Draw a check page's rows: question, answer, Change."""

    def row(item: Answer) -> rx.Component:
        changeable = isinstance(item.change_href, rx.Var) or item.change_href
        change = link(
            _("Change"), rx.el.span(" ", item.question, class_name="sr-only"), href=item.change_href
        )
        return rx.el.div(
            rx.el.dt(item.question, class_name="text-muted sm:w-2/5 sm:shrink-0"),
            rx.el.dd(item.answer, class_name="min-w-0 flex-1 basis-2/3 font-[560] sm:basis-0"),
            *([rx.el.dd(change)] if changeable else []),
            class_name="flex flex-wrap items-baseline gap-x-4 gap-y-0.5 border-b border-line py-3.5 last:border-b-0 [&>dt]:basis-full sm:[&>dt]:basis-auto",
        )

    return rx.el.dl(*map(row, rows), class_name=f"border-y border-line {class_name}")


def facts(items: Iterable[tuple[Any, Any]], class_name: str = "") -> rx.Component:
    """Draw facts that have an icon instead of a question: (icon, words). Empty words draw nothing."""

    def fact(name: Any, words: Any) -> rx.Component:
        shown = words != "" if isinstance(words, rx.Var) else bool(words)
        line = rx.el.li(
            icon(name, size=18, class_name="mt-[3px] text-muted"),
            rx.el.span(words, class_name="min-w-0"),
            class_name="flex gap-2",
        )
        return when(shown, line)

    return rx.el.ul(*(fact(name, words) for name, words in items), class_name=f"space-y-1.5 {class_name}")
