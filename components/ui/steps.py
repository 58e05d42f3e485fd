"""How far one has come: steps of a form, and what happened to a thing over time."""

from typing import Any

import reflex as rx

from components.ui.each import Items, each, when
from components.ui.icon import icon
from healthmed_app.core.texts import _


def step_indicator(names: list[str], current: int) -> rx.Component:
    """Draw the steps `names` with the one that is current, counted from 1. On a phone only its words are shown."""

    def step(number: int, name: str) -> rx.Component:
        done = number < current
        mark = icon("check", size=16) if done else str(number)
        filled = (
            "bg-accent text-on-accent border-accent" if number <= current else "border-line-strong text-muted"
        )
        return rx.el.li(
            rx.el.span(
                mark,
                aria_hidden="true",
                class_name=f"flex size-7 items-center justify-center rounded-full border text-14 font-[620] tabular-nums {filled}",
            ),
            rx.el.span(name, class_name="" if number == current else "text-muted"),
            *([rx.el.span(_("done"), class_name="sr-only")] if done else []),
            aria_current="step" if number == current else "false",
            class_name="flex items-center gap-2 text-14 font-[560] not-last:after:mx-1 not-last:after:h-px not-last:after:w-6 not-last:after:bg-line-strong",
        )

    count = _("Step {current} of {total}: {name}", current=current, total=len(names), name=names[current - 1])
    ticks = (
        rx.el.span(class_name=f"h-1 flex-1 rounded-full {'bg-accent' if number <= current else 'bg-line'}")
        for number in range(1, len(names) + 1)
    )
    return rx.el.div(
        rx.el.div(
            rx.el.p(count, class_name="text-14 font-[560] text-muted"),
            rx.el.div(*ticks, aria_hidden="true", class_name="mt-2 flex gap-1.5"),
            class_name="sm:hidden",
        ),
        rx.el.ol(
            *(step(n, name) for n, name in enumerate(names, 1)),
            aria_label=_("Steps"),
            class_name="hidden flex-wrap items-center gap-2 sm:flex",
        ),
        class_name="mb-6",
    )


def timeline(events: Items) -> rx.Component:
    """Draw what happened, first things first: items with `.title`, `.when`, `.detail` (may be empty), `.icon`, `.tone`."""

    def event(item: Any) -> rx.Component:
        shown = item.detail != "" if isinstance(item.detail, rx.Var) else bool(item.detail)
        return rx.el.li(
            rx.el.span(
                icon(item.icon, size=16),
                data_tone=item.tone,
                class_name="toned relative z-1 flex size-8 shrink-0 items-center justify-center rounded-full border",
            ),
            rx.el.div(
                rx.el.p(item.title, class_name="font-[560]"),
                rx.el.p(item.when, class_name="text-14 text-muted tabular-nums"),
                when(shown, rx.el.p(item.detail, class_name="mt-1")),
                class_name="min-w-0 pt-1",
            ),
            class_name="relative flex gap-3 pb-6 last:pb-0 not-last:before:absolute not-last:before:top-8 not-last:before:bottom-0 not-last:before:left-4 not-last:before:w-px not-last:before:bg-line",
        )

    return rx.el.ol(each(events, event))
