"""The audit: its filters, its acts, how far they are sealed, and what a verification found."""

from typing import Any

import reflex as rx

from components import ui
from components.ui.each import Text
from healthmed_app.core.texts import _


def audit_filters(values: Any, actions: Any, errors: Any, *, action: Text) -> rx.Component:
    """Draw the filters; what they ask for goes to the address `action`."""

    def day(name: str, label: str) -> rx.Component:
        return ui.text_field(
            name, label, type="date", error=errors.get(name, ""), optional=True, default_value=values[name]
        )

    def ident(name: str, label: str) -> rx.Component:
        return ui.text_field(
            name,
            label,
            error=errors.get(name, ""),
            optional=True,
            default_value=values[name],
            max_length=36,
            auto_complete="off",
            spell_check=False,
        )

    return ui.get_form(
        ui.select_field(
            "action",
            _("What"),
            actions,
            error=errors.get("action", ""),
            optional=True,
            default_value=values["action"],
        ),
        day("first", _("From day")),
        day("last", _("To day")),
        ident("actor", _("Who, by id")),
        ident("subject", _("About, by id")),
        rx.el.div(ui.button(_("Show"), type="submit", icon="filter")),
        action=action,
        values=values,
        label=_("Audit"),
        class_name="grid gap-4 sm:grid-cols-2 lg:grid-cols-3 lg:items-end",
    )


def audit_table(rows: Any) -> rx.Component:
    """Draw acts: `state.admin_audit_views.EventView`s."""

    def whom(words: Any, href: Any) -> rx.Component:
        return rx.cond(
            href != "",
            ui.link(words, href=href, class_name="break-words"),
            rx.el.span(words, class_name="text-muted"),
        )

    return ui.data_table(
        _("Acts, the newest first"),
        [_("When"), _("Who"), _("What"), _("About"), _("From"), _("Sealed as")],
        rows,
        lambda row: [
            rx.el.span(row.when, class_name="text-14 tabular-nums sm:whitespace-nowrap"),
            whom(row.actor, row.actor_href),
            rx.el.span(row.action, class_name="break-words sm:inline-block sm:min-w-32"),
            whom(row.subject, row.subject_href),
            rx.el.span(row.address, class_name="text-14 text-muted break-all sm:whitespace-nowrap"),
            rx.cond(
                row.place != "",
                rx.el.span(row.place, class_name="text-14 tabular-nums"),
                ui.tag(_("Not yet"), tone="warning", icon="hourglass", pattern="dashed"),
            ),
        ],
        numeric={5},
    )


def seal_card(sealed: Text, waiting: Text, **told: Any) -> rx.Component:
    """Draw how far the acts are sealed. `told` has `on_verify`, `busy`, `words`, `whole` and `broken` (a list)."""
    wrong = ui.data_table(
        _("What is wrong with the chain"),
        [_("Place"), _("What"), _("Act")],
        told["broken"],
        lambda row: [row.place, row.what, rx.el.span(row.event, class_name="text-14 break-all")],
    )
    said = [
        rx.el.p(sealed, class_name="break-words"),
        rx.cond(waiting != "", rx.el.p(waiting, class_name="mt-1 text-muted"), rx.fragment()),
    ]
    return _verified_card(said, _("Verify the chain"), wrong, told)


def ledgers_card(**told: Any) -> rx.Component:
    """Draw the verification of all patients' ledgers. `told` is as for `seal_card`."""
    wrong = ui.data_table(
        _("Ledgers that are broken"),
        [_("Patient, by id"), _("From place")],
        told["broken"],
        lambda row: [rx.el.span(row.patient, class_name="text-14 break-all"), row.place],
    )
    said = [
        rx.el.p(_("Every patient has a ledger of who opened their records, sealed in a chain of its own.")),
        rx.el.p(
            _("Verifying follows all of them, and tells no more than which are broken."),
            class_name="mt-1 text-muted",
        ),
    ]
    return _verified_card(said, _("Verify the ledgers"), wrong, told)


def _verified_card(said: list[Any], words: str, wrong: rx.Component, told: dict[str, Any]) -> rx.Component:
    again = ui.button(
        words,
        kind="secondary",
        icon="shield-check",
        on_click=told["on_verify"],
        aria_disabled=rx.cond(told["busy"], "true", "false"),
    )
    outcome = rx.cond(
        told["words"] != "",
        ui.banner(
            told["words"],
            tone=rx.cond(told["whole"], "success", rx.cond(ui.some(told["broken"]), "danger", "accent")),
            class_name="mt-4",
        ),
        rx.fragment(),
    )
    return ui.card(
        rx.el.div(
            rx.el.div(*said, class_name="max-w-read min-w-0 flex-1 basis-72"),
            again,
            class_name="flex flex-wrap items-start justify-between gap-4",
        ),
        rx.el.div(outcome, role="status", aria_live="polite"),
        rx.cond(ui.some(told["broken"]), rx.el.div(wrong, class_name="mt-4"), rx.fragment()),
    )
