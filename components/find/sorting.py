"""The order of the results, as links."""

from typing import Any

import reflex as rx

from healthmed_app.core.texts import _

_ORDER = (
    "inline-flex min-h-9 items-center rounded-control px-3 text-14 font-[560] text-muted transition-colors hover:text-ink "
    "aria-[current=true]:bg-surface aria-[current=true]:text-ink aria-[current=true]:shadow-[0_0_0_1px_var(--color-line)]"
)


def sorting(sorts: Any) -> rx.Component:
    """Draw the orders: items with `.label .href .chosen`."""

    def order(choice: Any) -> rx.Component:
        here = rx.cond(choice.chosen, "true", "false")
        return rx.el.li(
            rx.el.a(
                choice.label,
                href=choice.href,
                prevent_scroll_reset=True,
                aria_current=here,
                class_name=_ORDER,
            )
        )

    return rx.el.nav(
        rx.el.ul(
            rx.foreach(sorts, order),
            class_name="inline-flex flex-wrap rounded-control bg-sunken p-1 empty:hidden",
        ),
        aria_label=_("Order"),
        class_name="mt-3",
    )
