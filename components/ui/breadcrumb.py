"""Where a page is, and the way back up."""

from typing import Any

import reflex as rx

from components.ui.each import Text
from components.ui.icon import icon
from components.ui.link import link
from healthmed_app.core.texts import _


def breadcrumb(*above: tuple[Any, Text], here: Any) -> rx.Component:
    """Draw the pages above this one, (words, address) each, and this one."""
    mark = icon("chevron-right", size=16, class_name="text-muted")
    parents = [
        rx.el.li(link(words, href=href), mark, class_name="flex items-center gap-1.5")
        for words, href in above
    ]
    return rx.el.nav(
        rx.el.ol(
            *parents,
            rx.el.li(here, aria_current="page", class_name="text-muted"),
            class_name="flex flex-wrap items-center gap-x-1.5 gap-y-1 text-14",
        ),
        aria_label=_("Breadcrumb"),
        class_name="mb-5",
    )


def back_link(words: Any, href: Text) -> rx.Component:
    """Draw the one way back, as on a phone."""
    inside = (icon("arrow-left", size=18), words)
    return rx.el.a(
        *inside,
        href=href,
        class_name="link mb-5 inline-flex min-h-9 items-center gap-1.5 !no-underline hover:!underline",
    )
