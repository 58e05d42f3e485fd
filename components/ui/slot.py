"""A free time: a plain link that goes straight to a hold."""

from typing import Any

import reflex as rx

from components.ui.each import Items, Text, classes, each, some, when
from components.ui.link import to

_SLOT = (
    "relative inline-flex min-h-11 min-w-18 items-center justify-center rounded-control border border-accent/45 bg-surface px-3 "
    "font-[560] tabular-nums text-accent transition-colors hover:bg-accent hover:border-accent hover:text-on-accent"
)


def slot_button(
    time: Text,
    slot_id: Text,
    *,
    label: Text = "",
    day: Text = "",
    href: Text = "",
    class_name: Text = "",
    **props: Any,
) -> rx.Component:
    """Draw one free time as a link to the hold, or to `href`.

    `time` is what is read (`14:30`); `day` stands above it in small; `label` is what a
    screen reader hears after them, such as the whole date and the doctor.
    """
    above = (
        rx.el.span(day, class_name="text-14 font-normal whitespace-nowrap")
        if isinstance(day, rx.Var) or day
        else rx.fragment()
    )
    after = (
        rx.el.span(", ", label, class_name="sr-only") if isinstance(label, rx.Var) or label else rx.fragment()
    )
    column = "flex-col !px-1.5 py-1.5 leading-tight" if isinstance(day, rx.Var) or day else ""
    return rx.el.a(
        above,
        " ",
        rx.el.span(time),
        after,
        href=href if isinstance(href, rx.Var) or href else to(f"/book?slot={slot_id}"),
        rel="nofollow",
        class_name=classes(_SLOT, column, class_name),
        **props,
    )


def slot_group(title: Text, icon: rx.Component, slots: Items) -> rx.Component:
    """Draw a part of the day (`Morning`) with its times: items with `.id`, `.time` and `.label`. Nothing if none."""
    times = each(
        slots, lambda slot: rx.el.li(slot_button(slot.time, slot.id, label=slot.label, class_name="w-full"))
    )
    return when(
        some(slots),
        rx.el.section(
            rx.el.h3(icon, title, class_name="flex items-center gap-2 text-16 font-[560] text-muted"),
            rx.el.ul(times, class_name="mt-2 grid grid-cols-[repeat(auto-fill,minmax(5rem,1fr))] gap-2"),
        ),
    )
