"""The list of accounts: the search above it, its rows, and the question why one is suspended."""

from typing import Any

import reflex as rx

from components import ui
from components.ui.each import Text
from healthmed_app.core.texts import _

REASON_MAX = 500
TYPED_MAX = 254


def user_search(errors: Any, *, on_find: Any) -> rx.Component:
    """Draw the search; fields `typed`, `role`, `status`."""
    roles = [
        ("", _("All roles")),
        ("patient", _("Patients")),
        ("doctor", _("Doctors")),
        ("admin", _("Administrators")),
    ]
    statuses = [
        ("", _("All states")),
        ("active", _("Active")),
        ("unconfirmed", _("E-mail not confirmed")),
        ("suspended", _("Suspended")),
    ]
    return ui.event_form(
        ui.text_field(
            "typed",
            _("Name, e-mail, CPF or CRM"),
            hint=_("Part of a name or e-mail; a whole CPF; a CRM with its state, such as 112233-MG."),
            error=errors.get("typed", ""),
            optional=True,
            max_length=TYPED_MAX,
            type="search",
            auto_complete="off",
            class_name="sm:col-span-2 lg:col-span-1",
        ),
        ui.select_field("role", _("Role"), roles, error=errors.get("role", ""), optional=True),
        ui.select_field("status", _("Status"), statuses, error=errors.get("status", ""), optional=True),
        rx.el.div(ui.button(_("Find"), type="submit", icon="search")),
        on_submit=on_find,
        custom_attrs={"role": "search", "aria-label": _("Accounts")},
        class_name="mt-6 grid gap-4 sm:grid-cols-2 lg:grid-cols-[minmax(0,1fr)_12rem_14rem_auto] lg:items-end",
    )


def user_table(rows: Any, *, on_verify: Any, on_suspend: Any, on_reinstate: Any) -> rx.Component:
    """Draw accounts: `state.admin_user_views.UserRow`s. The handlers take a row's id."""
    return ui.data_table(
        _("Accounts, the newest first"),
        [_("Account"), _("Status"), _("Since"), _("Last seen"), ""],
        rows,
        lambda row: [
            _who(row),
            _state(row),
            rx.el.span(row.since, class_name="text-14 sm:whitespace-nowrap"),
            rx.el.span(row.seen, class_name="text-14 sm:whitespace-nowrap"),
            _answers(row, on_verify, on_suspend, on_reinstate),
        ],
    )


def _who(row: Any) -> rx.Component:
    return rx.el.div(
        rx.el.p(row.name, class_name="font-[560] break-words"),
        rx.el.p(row.email, class_name="text-14 text-muted break-all"),
        rx.el.p(
            row.role,
            rx.cond(row.crm != "", rx.el.span(" · ", row.crm, class_name="tabular-nums"), rx.fragment()),
            class_name="text-14 text-muted",
        ),
        class_name="min-w-0 sm:max-w-72",
    )


def _state(row: Any) -> rx.Component:
    good = rx.cond(
        row.confirmed,
        ui.tag(_("Active"), tone="success", icon="circle-check"),
        ui.tag(_("E-mail not confirmed"), tone="warning", icon="mail", pattern="dashed"),
    )
    reason = rx.el.p(row.reason, class_name="mt-1 max-w-72 text-14 text-muted break-words")
    return rx.el.div(
        rx.cond(row.suspended, ui.status("suspended"), good),
        rx.cond(
            row.can_verify, rx.el.p(_("Not verified"), class_name="mt-1 text-14 text-muted"), rx.fragment()
        ),
        rx.cond(row.reason != "", reason, rx.fragment()),
    )


def _answers(row: Any, on_verify: Any, on_suspend: Any, on_reinstate: Any) -> rx.Component:
    def answer(words: str, kind: Any, on_click: Any) -> rx.Component:
        whom = rx.el.span(" ", row.name, class_name="sr-only")
        return ui.button(words, whom, kind=kind, size="small", on_click=on_click(row.id))

    closed = answer(_("Let in again"), "secondary", on_reinstate)
    return rx.el.div(
        rx.cond(row.can_verify, answer(_("Verify"), "primary", on_verify), rx.fragment()),
        rx.cond(
            row.is_self,
            rx.el.span(_("This is you"), class_name="text-14 text-muted"),
            rx.cond(row.suspended, closed, answer(_("Suspend"), "secondary", on_suspend)),
        ),
        class_name="flex flex-wrap items-center gap-2",
    )


def suspend_dialog(name: Text, errors: Any, **told: Any) -> rx.Component:
    """Draw the question; field `reason`. `told` has `key`, `open`, `times`, `on_close` and `on_submit`.

    Another `key` empties the form; what was typed is kept when it is refused.
    """
    form = ui.event_form(
        rx.el.p(rx.el.strong(name), class_name="break-words"),
        rx.el.p(
            _(
                "All its devices are signed out at once, and nobody can sign in with it. A doctor cannot be found any more."
            ),
            class_name="text-muted",
        ),
        ui.textarea_field(
            "suspend-reason",
            _("Why do you suspend it?"),
            field_name="reason",
            hint=_("Other administrators read it. At most 500 characters."),
            error=errors.get("reason", ""),
            max_length=REASON_MAX,
            rows="3",
        ),
        rx.el.div(
            ui.button(_("Suspend this account"), type="submit", kind="danger"),
            ui.button(_("Keep it"), kind="secondary", closes=True),
            class_name="flex flex-wrap gap-3",
        ),
        on_submit=told["on_submit"],
        key=told["key"],
        class_name="space-y-4",
    )
    return ui.dialog(
        "suspend",
        _("Suspend this account?"),
        form,
        open=told["open"],
        times=told["times"],
        on_close=told["on_close"],
    )


def nobody_found(narrowed: Any) -> rx.Component:
    """Draw what stands where no account is; `narrowed` is whether a search was made."""
    return rx.cond(
        narrowed,
        ui.empty_state(
            _("No account is like that"),
            _("Check the spelling, try another part of the name, or choose all roles and states."),
        ),
        ui.empty_state(
            _("Nobody has an account"), _("People who sign up stand here, the newest first."), icon="users"
        ),
    )
