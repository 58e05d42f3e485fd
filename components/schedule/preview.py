"""What a change of hours would do, shown before it is made: how many times come and go, and who is affected."""

from typing import Any

import reflex as rx

from components import ui
from healthmed_app.core.texts import _


def affected_list(found: Any) -> rx.Component:
    """Draw the appointments that would be outside of the hours: `.href .when .who .status`."""
    one = lambda item: rx.el.li(  # noqa: E731 - drawn in one place
        rx.el.div(
            ui.link(item.when, href=item.href, class_name="font-[560]"),
            rx.el.p(item.who, class_name="text-14 text-muted"),
            class_name="min-w-0",
        ),
        ui.status(item.status),
        class_name="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line py-2.5 last:border-b-0",
    )
    return rx.cond(
        found.length() > 0,
        rx.el.ul(
            rx.foreach(found, one),
            custom_attrs={"tabIndex": 0},
            role="list",
            aria_label=_("Affected appointments"),
            class_name="mt-3 max-h-72 overflow-y-auto rounded-card border border-line px-4",
        ),
        rx.fragment(),
    )


def preview_dialog(
    ident: str,
    title: Any,
    yes: str,
    summary: Any,
    found: Any,
    *lead: Any,
    **told: Any,
) -> rx.Component:
    """Draw the dialog that asks before a change is made; `told` has `open`, `on_close`, `on_yes` and `busy`."""
    return ui.dialog(
        ident,
        title,
        *lead,
        rx.el.p(summary),
        affected_list(found),
        rx.el.div(
            ui.button(yes, on_click=told["on_yes"], disabled=told["busy"], icon="check"),
            ui.button(_("Go back"), kind="secondary", closes=True),
            class_name="mt-6 flex flex-wrap gap-3",
        ),
        open=told["open"],
        on_close=told["on_close"],
    )


def copy_dialog(
    names: dict[int, str], copying: Any, title: Any, *, on_submit: Any, on_close: Any
) -> rx.Component:
    """Ask which days get the hours of the day `copying`."""
    boxes = [
        rx.cond(
            copying == weekday,
            rx.fragment(),
            ui.checkbox(f"copy-{weekday}", words, default_checked=weekday <= 5),
        )
        for weekday, words in names.items()
    ]
    form = ui.event_form(
        rx.el.fieldset(
            rx.el.legend(_("Their own hours are replaced."), class_name="mb-2 text-muted"), *boxes
        ),
        rx.el.div(
            ui.button(_("Copy"), type="submit", icon="copy"),
            ui.button(_("Go back"), kind="secondary", closes=True),
            class_name="mt-5 flex flex-wrap gap-3",
        ),
        on_submit=on_submit,
    )
    return ui.dialog("copy-day", title, form, open=copying > 0, on_close=on_close)
