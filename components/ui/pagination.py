"""The pages of a long list."""

from typing import Any

import reflex as rx

from components.ui.button import button
from components.ui.each import Text, when
from healthmed_app.core.texts import _


def pagination(words: Text, *, previous_href: Text, next_href: Text) -> rx.Component:
    """Draw the way to the page before and after. `words` say where one is (`Page 2 of 14`); an empty address is no page."""

    def step(href: Text, label: str, **props: Any) -> rx.Component:
        there = href != "" if isinstance(href, rx.Var) else bool(href)
        return when(there, button(label, href=href, kind="secondary", **props), rx.el.span(class_name="w-28"))

    return rx.el.nav(
        step(previous_href, _("Previous"), icon="chevron-left", rel="prev"),
        rx.el.span(words, class_name="text-muted tabular-nums"),
        step(next_href, _("Next"), icon_after="chevron-right", rel="next"),
        aria_label=_("Pages"),
        class_name="mt-8 flex items-center justify-between gap-4",
    )


def event_pages(number: Any, more: Any, *, on_previous: Any, on_next: Any) -> rx.Component:
    """Draw the same for a list that an address cannot ask for: buttons that send events. Page one of one shows nothing."""
    gap = rx.el.span(class_name="w-28")
    bar = rx.el.nav(
        rx.cond(
            number > 1,
            button(_("Previous"), kind="secondary", icon="chevron-left", on_click=on_previous),
            gap,
        ),
        rx.el.span(_("Page"), " ", number, class_name="text-muted tabular-nums"),
        rx.cond(more, button(_("Next"), kind="secondary", icon_after="chevron-right", on_click=on_next), gap),
        aria_label=_("Pages"),
        class_name="mt-8 flex items-center justify-between gap-4",
    )
    return rx.cond((number > 1) | more, bar, rx.fragment())
