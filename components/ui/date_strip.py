"""The days that have free times, side by side; never a day without any."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from components.ui.each import Items, Text, classes, each

_DAY = (
    "flex w-full h-full flex-col items-center rounded-control border px-1 py-2 transition-colors cursor-pointer "
    "border-line bg-surface hover:border-accent aria-pressed:bg-accent aria-pressed:border-accent aria-pressed:text-on-accent "
    "[&[aria-pressed=true]_small]:text-on-accent"
)
_STRIP = "relative -mx-1 -my-1 grid snap-x auto-cols-[minmax(5.5rem,1fr)] grid-flow-col gap-2 overflow-x-auto p-1 overscroll-x-contain"


def date_strip(
    days: Items,
    chosen: Text,
    on_pick: Callable[[Any], Any],
    *,
    label: Text,
    class_name: Text = "",
) -> rx.Component:
    """Draw days to pick from: items with `.key`, `.weekday` (`Tue`), `.date` (`24 Nov`), `.free` (`5 times`), `.label`.

    `.label` is what a screen reader hears after these, such as the whole date. `chosen` is the key of the picked day;
    `on_pick(key)` gives the event of a pick.
    """

    def day(item: Any) -> rx.Component:
        return rx.el.li(
            rx.el.button(
                rx.el.span(item.weekday, class_name="text-14"),
                rx.el.span(item.date, class_name="font-[620] tabular-nums whitespace-nowrap"),
                rx.el.small(item.free, class_name="text-14 text-muted whitespace-nowrap"),
                rx.el.span(" ", item.label, class_name="sr-only"),
                type="button",
                on_click=on_pick(item.key),
                aria_pressed=rx.cond(item.key == chosen, "true", "false"),
                class_name=_DAY,
            ),
            class_name="snap-start",
        )

    return rx.el.ul(
        each(days, day),
        aria_label=label,
        class_name=classes(_STRIP, class_name),
    )
