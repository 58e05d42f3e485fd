"""Diagnoses of a report: the search, and those that were chosen."""

from typing import Any

import reflex as rx

from components import ui
from healthmed_app.core.texts import _

FIELD = "diagnosis"


class _Combobox(rx.Component):
    library = "$/public/js/combobox.js"
    tag = "Combobox"

    found: rx.Var[list[Any]]
    query: rx.Var[str]
    nothing: rx.Var[str]
    on_search: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_pick: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def diagnoses(
    codes: Any, search: Any, *, error: Any, on_search: Any, on_pick: Any, on_remove: Any
) -> rx.Component:
    """Draw the chosen `codes` and the field that finds more; `search` has `found`, `query` and `said`."""
    field = _Combobox.create(
        id=FIELD,
        found=search.found,
        query=search.query,
        nothing=_("No diagnosis found. Try another word, or the code."),
        on_search=on_search,
        on_pick=on_pick,
        class_name="control",
        custom_attrs={
            "aria-label": _("Find a diagnosis"),
            "aria-describedby": rx.cond(error != "", f"{FIELD}-error {FIELD}-hint", f"{FIELD}-hint"),
            "aria-invalid": rx.cond(error != "", "true", "false"),
            "maxLength": 100,
        },
    )
    chosen = rx.el.ul(
        rx.foreach(codes, lambda code: _chosen(code, on_remove)),
        class_name="divide-y divide-line rounded-card border border-line bg-surface px-4",
    )
    return rx.el.section(
        rx.el.h2(_("Diagnoses"), class_name="text-22"),
        rx.el.p(
            _("By code or words of the ICD-10, such as I10 or hypertension."),
            id=f"{FIELD}-hint",
            class_name="text-14 text-muted",
        ),
        ui.field_error(FIELD, error),
        field,
        ui.live_text(search.said),
        rx.cond(codes.length() > 0, chosen, rx.fragment()),
        class_name="flex flex-col gap-3",
    )


def _chosen(code: Any, on_remove: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(code.code, class_name="w-16 shrink-0 font-[560] tabular-nums"),
        rx.el.span(code.title, class_name="min-w-0 flex-1"),
        ui.icon_button("x", code.remove, size="small", on_click=on_remove(code.code)),
        key=code.code,
        class_name="flex items-center gap-3 py-2",
    )
