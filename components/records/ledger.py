"""What happened to a patient's records, and whether the list of it can be relied on."""

from typing import Any

import reflex as rx

from components import ui
from components.ui.each import Items, Text
from healthmed_app.core.texts import _


def verdict(which: Text, support: Text) -> rx.Component:
    """Draw whether the list is complete; `which` is `whole` or `broken`, or empty while that is not known."""
    whole = ui.banner(_("This record is complete and unchanged."), tone="success")
    broken = ui.banner(
        _(
            "Somebody removed or changed entries, or put some in. Please tell us, so that we can look into it: "
        ),
        ui.link(support, href=f"mailto:{support}", class_name="break-all"),
        tone="danger",
        title=_("This record is not as it was written"),
    )
    return rx.el.div(
        rx.match(which, ("whole", whole), ("broken", broken), rx.fragment()),
        role="status",
        aria_live="polite",
    )


def ledger_list(lines: Items) -> rx.Component:
    """Draw entries, newest first: items with `.sentence .when .icon .by_other`."""
    return rx.el.ol(
        ui.each(lines, _line),
        aria_label=_("What happened, the newest first"),
        class_name="divide-y divide-line rounded-card border border-line bg-surface",
    )


def _line(line: Any) -> rx.Component:
    look = "flex size-10 shrink-0 items-center justify-center rounded-full "
    mark = rx.el.span(
        ui.icon(line.icon, size=20),
        class_name=rx.cond(
            line.by_other, f"{look} bg-accent-tint text-accent", f"{look} bg-sunken text-muted"
        ),
    )
    return rx.el.li(
        mark,
        rx.el.div(
            rx.el.p(
                line.sentence,
                class_name=rx.cond(
                    line.by_other, "font-[620] [overflow-wrap:anywhere]", "[overflow-wrap:anywhere]"
                ),
            ),
            rx.el.p(line.when, class_name="text-14 text-muted tabular-nums"),
            class_name="min-w-0 flex-1",
        ),
        class_name="flex items-center gap-3 px-4 py-3 sm:gap-4",
    )


def no_lines() -> rx.Component:
    """Draw what stands where nothing has happened."""
    return ui.empty_state(
        _("Nothing has happened yet"),
        _(
            "When you add or share a file, and whenever somebody opens one or a signed report, it stands here."
        ),
        icon="history",
        action=ui.button(_("Open your records"), href=ui.to("/records")),
    )
