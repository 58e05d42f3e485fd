"""The one search: what, where, when. The same on the home page and above the results."""

from typing import Any

import reflex as rx

from components import ui
from healthmed_app.core.texts import _
from healthmed_app.directory.specialties import SPECIALTIES

SHEET = "change-search"
PANEL = "rounded-card border border-line bg-surface p-4"
_KEPT = ("rating", "price", "mode", "sort", "km")
_LABEL = "flex items-center gap-1.5 text-14 font-[560] text-muted"


def _part(prefix: str, name: str, label: str, icon: str, **props: Any) -> rx.Component:
    return rx.el.div(
        rx.el.label(ui.icon(icon, size=16), label, html_for=f"{prefix}-{name}", class_name=_LABEL),
        rx.el.input(id=f"{prefix}-{name}", name=name, class_name="control mt-1", **props),
        class_name="min-w-0 flex-1",
    )


def search_bar(values: Any | None = None, *, ident: str = "search", class_name: str = "") -> rx.Component:
    """Draw the search. `values` are the address's, so that filters chosen beside the results stay."""
    kept = [] if values is None else [_kept(name, values) for name in _KEPT]
    what = {
        "placeholder": _("Specialty, name or CRM"),
        "list": f"{ident}-specialties",
        "enter_key_hint": "search",
    }
    return ui.get_form(
        _part(ident, "q", _("What"), "stethoscope", auto_complete="off", **what),
        _part(ident, "city", _("Where"), "map-pin", placeholder=_("City, state or CEP"), auto_complete="off"),
        _part(ident, "from", _("From which day"), "calendar", type="date"),
        ui.button(_("Search"), type="submit", icon="search", class_name="min-h-12 md:self-end"),
        rx.el.datalist(*(rx.el.option(value=_(one.name)) for one in SPECIALTIES), id=f"{ident}-specialties"),
        *kept,
        action=ui.to("/find"),
        values=values,
        label=_("Find a doctor"),
        class_name=ui.classes("flex flex-col gap-3 md:flex-row md:gap-4", class_name),
    )


def search_above_results(values: Any, words: ui.Text) -> rx.Component:
    """Draw the search above its results: whole on a wide screen, one line of `words` that opens it on a phone."""
    line = rx.el.button(
        ui.icon("search", class_name="text-accent"),
        rx.el.span(words, class_name="min-w-0 flex-1 truncate text-left"),
        rx.el.span(_("Change"), class_name="link text-14"),
        type="button",
        data_opens=SHEET,
        class_name="flex min-h-12 w-full items-center gap-3 rounded-card border border-line-strong bg-surface px-4 md:hidden",
    )
    return rx.fragment(
        line,
        ui.dialog(SHEET, _("Find a doctor"), search_bar(values, ident="sheet"), kind="sheet"),
        search_bar(values, class_name=f"max-md:hidden {PANEL}"),
    )


def _kept(name: str, values: Any) -> rx.Component:
    return rx.el.input(type="hidden", name=name, default_value=values[name])
