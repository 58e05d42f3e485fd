"""A doctor's patients: the field that finds one, the list, and what stands there when nobody is."""

from typing import Any

import reflex as rx

from components import ui
from components.ui.each import Flag, Items, Text
from healthmed_app.core.texts import _


def patient_search(typed: Text, errors: Any, *, on_find: Any) -> rx.Component:
    """Draw the field that finds patients by name; it gives `{typed}` to `on_find`."""
    field = ui.text_field(
        "typed",
        _("Name of the patient"),
        hint=_("A part of it is enough, with or without accents. Empty shows everybody."),
        error=errors.get("typed", ""),
        optional=True,
        type="search",
        default_value=typed,
        auto_complete="off",
        custom_attrs={"maxLength": 100},
        class_name="min-w-0 flex-1",
    )
    return ui.event_form(
        field,
        ui.button(_("Find"), type="submit", kind="secondary", icon="search"),
        on_submit=on_find,
        class_name="mt-6 flex max-w-xl flex-wrap items-end gap-3",
    )


def patient_list(rows: Items) -> rx.Component:
    """Draw patients: items with `.name .initials .href .visits .last .following`."""

    def cells(one: Any) -> list[Any]:
        name = rx.el.span(
            ui.avatar(one.initials, size="small"),
            ui.link(one.name, href=one.href, class_name="min-w-0 font-[560] [overflow-wrap:anywhere]"),
            class_name="flex items-center gap-3",
        )
        return [name, _or_dash(one.following), _or_dash(one.last), one.visits]

    columns = [_("Patient"), _("Next visit"), _("Last visit"), _("Visits")]
    return ui.data_table(_("Your patients, by name"), columns, rows, cells)


def _or_dash(words: Text) -> rx.Component:
    return rx.cond(words != "", words, rx.el.span("–", class_name="text-muted"))


def more_patients(more: Flag, full: Flag, *, on_more: Any) -> rx.Component:
    """Draw the way to those who follow, or say that a name finds them."""
    button = ui.button(_("Show more patients"), kind="secondary", on_click=on_more)
    said = rx.el.p(_("There are more patients. Type a name to find them."), class_name="text-muted")
    return rx.el.div(ui.when(more, button), ui.when(full, said), class_name="mt-6")


def nobody(typed: Text) -> rx.Component:
    """Draw what stands where the list will be; `typed` is the name that was looked for."""
    first = ui.empty_state(
        _("No patients yet"),
        _(
            "Whoever books an appointment with you stands here from then on. Patients find you by your free times."
        ),
        icon="user",
        action=ui.button(_("Open your hours"), href=ui.to("/hours")),
    )
    none = ui.empty_state(
        _("None of your patients has this name"),
        _("Type less of it, or leave the field empty to see everybody."),
        icon="search",
    )
    return rx.cond(typed != "", none, first)
