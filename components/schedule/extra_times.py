"""Times that are offered by hand: the list, and a form for one more."""

from typing import Any

import reflex as rx

from components import ui
from components.schedule.moment import moment_fields
from components.schedule.said import said
from healthmed_app.core.texts import _


def _row(item: Any, on_take_away: Any) -> rx.Component:
    return rx.el.li(
        rx.el.p(item.when, class_name="min-w-0 flex-1 font-[560]"),
        ui.button(
            _("Take away"),
            kind="quiet",
            size="small",
            icon="trash-2",
            on_click=on_take_away(item.id),
            aria_label=item.label,
        ),
        key=item.id,
        class_name="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line py-3 last:border-b-0",
    )


def extra_times(view: Any, *, first_day: Any, on_submit: Any, on_take_away: Any) -> rx.Component:
    """Draw the section. Reads the State's `rows`, `errors`, `length`, `form_key` and `sending`."""
    some = rx.el.ul(
        rx.foreach(view.rows, lambda item: _row(item, on_take_away)),
        class_name="mb-5 rounded-card border border-line bg-surface px-4 sm:px-5",
    )
    form = ui.event_form(
        rx.el.input(type="hidden", name="extra-key", value=view.form_key, read_only=True),
        moment_fields(
            ("extra-day", "extra-time"),
            "extra-day",
            _("When"),
            first_day,
            view.errors.get("extra-day", ""),
            hint=view.length,
        ),
        ui.button(_("Offer this time"), type="submit", kind="secondary", icon="plus", disabled=view.sending),
        on_submit=on_submit,
        class_name="space-y-4",
    )
    return ui.section(
        _("Extra times"),
        rx.el.p(
            _("One more time outside of your hours. A change of your hours never takes it away."),
            class_name="mb-4 max-w-read text-muted",
        ),
        said(view),
        rx.cond(view.rows.length() > 0, some, rx.fragment()),
        form,
        ident="extra",
    )
