"""Times that are kept for the reader, because they waited for one."""

from typing import Any

import reflex as rx

from components import ui
from healthmed_app.core.texts import _


def kept_times(items: Any, now: Any, *, on_let_go: Any, on_end: Any, class_name: str = "") -> rx.Component:
    """Draw them, the first to end first; nothing when there are none. Reads the fields of `KeptView`.

    `on_let_go` gets a hold's id. The frame stays on the page, so that a screen reader hears what appears in it.
    """
    listed = rx.el.section(
        rx.el.h2(_("A time is kept for you"), class_name="text-22"),
        rx.el.ul(
            ui.each(items, lambda item: _kept(item, now, on_let_go, on_end)), class_name="mt-3 space-y-3"
        ),
        class_name=class_name,
    )
    return rx.el.div(ui.when(ui.some(items), listed), role="status", aria_live="polite")


def _kept(item: Any, now: Any, on_let_go: Any, on_end: Any) -> rx.Component:
    ends = ui.countdown(
        item.until,
        now=now,
        left_text=_("Kept for you for {time}"),
        warn_text=_("One minute left."),
        end_text=_("No longer kept for you."),
        on_end=on_end,
    )
    words = rx.el.div(
        rx.el.p(item.when, class_name="text-18 font-[620]"),
        rx.el.p(item.zone, class_name="text-14 text-muted"),
        rx.el.p(item.doctor, class_name="mt-1"),
        rx.el.p(item.specialty, class_name="text-14 text-muted"),
        ui.when(item.instead != "", rx.el.p(item.instead, class_name="text-14 text-muted")),
        rx.el.p(ends, class_name="mt-2"),
        class_name="min-w-0 flex-1 basis-full sm:basis-0",
    )
    ways = rx.el.div(
        ui.button(_("Take this time"), href=item.href, aria_label=item.take_label),
        ui.button(
            _("Let it go"),
            kind="quiet",
            on_click=on_let_go(item.hold_id),
            aria_label=item.let_go_label,
        ),
        class_name="flex flex-wrap gap-x-2 gap-y-2",
    )
    return rx.el.li(
        words,
        ways,
        key=item.hold_id,
        class_name="flex flex-wrap items-center gap-x-6 gap-y-4 rounded-card border border-accent bg-accent-tint p-4 sm:p-5",
    )
