"""Ways to look at one thing, as links or buttons in one row."""

from collections.abc import Callable, Iterable
from typing import Any

import reflex as rx

from components.ui.each import Text

_TAB = (
    "inline-flex min-h-11 items-center gap-2 border-b-2 border-transparent px-1 text-16 font-[560] text-muted whitespace-nowrap "
    "focus-visible:-outline-offset-3 transition-colors cursor-pointer hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink"
)


def tabs(
    items: Iterable[tuple[str, Any, Text]],
    current: Text,
    *,
    label: Text,
    on_pick: Callable[[str], Any] | None = None,
    wraps: bool = False,
) -> rx.Component:
    """Draw tabs: (key, words, address). `current` is the key of the one shown.

    With `on_pick(key)` a press sends an event instead of following the address. Where they do not fit they can be
    scrolled; with `wraps` they go on in another row.
    """

    def tab(key: str, words: Any, href: Text) -> rx.Component:
        here = (
            rx.cond(current == key, "page", "false")
            if isinstance(current, rx.Var)
            else "page"
            if current == key
            else "false"
        )
        if on_pick is not None:
            return rx.el.button(
                words, type="button", on_click=on_pick(key), aria_current=here, class_name=_TAB
            )
        return rx.el.a(words, href=href, aria_current=here, class_name=_TAB)

    return rx.el.nav(
        *(tab(*item) for item in items),
        aria_label=label,
        class_name=f"flex gap-x-6 border-b border-line {'flex-wrap' if wraps else 'overflow-x-auto'}",
    )
