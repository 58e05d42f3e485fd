"""The form of a report: headings, diagnoses, prescription lines, and the way on to signing."""

from typing import Any, NamedTuple

import reflex as rx

from components import ui
from components.records.diagnoses import diagnoses
from components.records.kept_field import kept_field
from healthmed_app.core.texts import _

TEXT_MAX, SHORT_MAX = 8_000, 200


class Writing(NamedTuple):
    """The handlers of the form."""

    keep: Any
    keep_mine: Any
    take_other: Any
    choose_template: Any
    search: Any
    add_code: Any
    remove_code: Any
    add_line: Any
    remove_line: Any
    look_through: Any
    give_up: Any


def report_form(state: Any, search: Any, do: Writing) -> rx.Component:
    """Draw the form of `state.writing`; `search` is the State of the search for diagnoses."""
    view = state.writing

    def field(one: Any, label: Any, **props: Any) -> rx.Component:
        return kept_field(
            one,
            label,
            store=f"report {view.appointment}",
            load=state.load_mark,
            error=state.errors.get(one.name, ""),
            on_keep=do.keep(view.appointment, one.name),
            on_mine=do.keep_mine,
            on_other=do.take_other,
            **props,
        )

    templates = ui.select_field(
        "template",
        _("Headings for"),
        view.templates,
        value=view.template,
        on_change=do.choose_template,
        class_name="sm:max-w-72",
    )
    why = field(
        view.why,
        _("Why do you amend the report?"),
        lines=2,
        hint=_("It stands in the new version. The old one stays readable."),
        max_length=SHORT_MAX * 5,
    )
    sections = rx.foreach(
        view.fields,
        lambda one: rx.fragment(
            field(one, one.heading, lines=3, hint=one.hint, max_length=TEXT_MAX), key=one.name
        ),
    )
    return rx.el.div(
        ui.when(view.amends, why),
        templates,
        rx.el.div(sections, class_name="space-y-6"),
        diagnoses(
            view.codes,
            search,
            error=state.errors.get("diagnosis", ""),
            on_search=do.search,
            on_pick=do.add_code,
            on_remove=do.remove_code,
        ),
        _prescriptions(view, state, field, do),
        _ways(view, do),
        class_name="space-y-8",
    )


def _prescriptions(view: Any, state: Any, field: Any, do: Writing) -> rx.Component:
    def line(one: Any) -> rx.Component:
        return rx.el.fieldset(
            rx.el.legend(one.title, class_name="sr-only"),
            rx.el.div(
                field(
                    one.medicine,
                    _("Medicine and strength"),
                    max_length=SHORT_MAX,
                    focused=state.fresh == one.key,
                    class_name="sm:col-span-2",
                ),
                field(one.dose, _("Dose"), max_length=SHORT_MAX),
                field(one.often, _("How often"), max_length=SHORT_MAX),
                field(one.long, _("For how long"), max_length=SHORT_MAX),
                rx.el.div(
                    ui.button(
                        _("Remove"),
                        kind="quiet",
                        icon="x",
                        on_click=do.remove_line(one.key),
                        aria_label=one.remove,
                    ),
                    class_name="flex items-end justify-end",
                ),
                class_name="grid items-end gap-4 sm:grid-cols-2",
            ),
            key=one.key,
            class_name="min-w-0 rounded-card border border-line bg-surface p-4",
        )

    return rx.el.section(
        rx.el.h2(_("Prescriptions"), class_name="text-22"),
        rx.el.p(
            _("One medicine a line. Leave this empty if you prescribe nothing."), class_name="text-muted"
        ),
        rx.foreach(view.lines, line),
        rx.el.div(ui.button(_("Add a medicine"), kind="secondary", icon="plus", on_click=do.add_line)),
        class_name="flex flex-col gap-3",
    )


def _ways(view: Any, do: Writing) -> rx.Component:
    give_up = ui.button(
        _("Throw the amendment away"), opens="give-up", kind="quiet", class_name="!text-danger"
    )
    really = ui.dialog(
        "give-up",
        _("Throw the amendment away?"),
        rx.el.p(_("The version that you signed last stays as it is. What you typed since is gone.")),
        rx.el.div(
            ui.button(_("Throw it away"), kind="danger", on_click=do.give_up, closes=True),
            ui.button(_("Go on writing"), kind="secondary", closes=True),
            class_name="flex flex-wrap gap-3",
        ),
    )
    return rx.el.div(
        rx.el.p(view.saved, class_name="text-14 text-muted"),
        rx.el.div(
            ui.button(
                _("Look through and sign"),
                size="large",
                icon_after="arrow-right",
                on_click=do.look_through,
                class_name="w-full sm:w-auto",
            ),
            ui.when(view.amends, give_up),
            class_name="flex flex-wrap items-center gap-3",
        ),
        ui.when(view.amends, really),
        class_name="space-y-3 border-t border-line pt-6",
    )
