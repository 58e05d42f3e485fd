"""Finding one account, to suspend it, to let its owner in again, or to verify a doctor who was refused."""

from typing import Any

import reflex as rx

from components import ui
from components.ui.each import Text
from healthmed_app.core.texts import _

_DIALOG = "suspend"


def find_account(
    error: Text, found: Any, *, on_find: Any, on_verify: Any, on_suspend: Any, on_reinstate: Any
) -> rx.Component:
    """Draw the search and, below it, the account that was found."""
    form = ui.event_form(
        ui.text_field(
            "identifier",
            _("E-mail, CPF or CRM"),
            hint=_("The CRM with its state, such as 112233-MG."),
            error=error,
        ),
        rx.el.div(ui.button(_("Find"), type="submit", kind="secondary", icon="search")),
        on_submit=on_find,
        class_name="flex max-w-xl flex-col gap-4",
    )
    account = _account(found, on_verify, on_suspend, on_reinstate)
    return rx.el.div(form, rx.cond(found.id != "", account, rx.fragment()))


def _account(found: Any, on_verify: Any, on_suspend: Any, on_reinstate: Any) -> rx.Component:
    verify = rx.cond(found.can_verify, ui.button(_("Verify"), on_click=on_verify(found.id)), rx.fragment())
    answer = rx.cond(
        found.suspended,
        ui.button(_("Let them sign in again"), kind="secondary", on_click=on_reinstate(found.id)),
        ui.button(_("Suspend this account"), kind="danger", opens=_DIALOG),
    )
    return ui.card(
        rx.el.div(
            rx.el.div(
                rx.el.h3(found.name, class_name="text-18"),
                rx.el.p(found.email, class_name="text-muted break-all"),
                rx.cond(
                    found.crm != "",
                    rx.el.p(found.crm, class_name="text-muted tabular-nums"),
                    rx.fragment(),
                ),
                rx.el.div(
                    ui.tag(found.role),
                    rx.cond(found.suspended, ui.status("suspended"), rx.fragment()),
                    class_name="mt-2 flex gap-2",
                ),
            ),
            rx.el.div(verify, answer, class_name="flex flex-wrap gap-3"),
            class_name="flex flex-wrap items-center justify-between gap-4",
        ),
        ui.dialog(
            _DIALOG,
            _("Suspend this account?"),
            rx.el.p(
                _(
                    "All its devices are signed out at once, and nobody can sign in with it. A doctor cannot be found any more."
                ),
                class_name="text-muted",
            ),
            rx.el.div(
                ui.button(_("Suspend"), kind="danger", closes=True, on_click=on_suspend(found.id)),
                ui.button(_("Keep it"), kind="secondary", closes=True),
                class_name="flex flex-wrap gap-3",
            ),
        ),
        class_name="mt-6",
    )
