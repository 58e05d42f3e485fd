"""One's private calendar address: what it is, the address itself once, and the ways to replace and remove it."""

from typing import Any

import reflex as rx

from components import ui
from components.ui.each import Text
from healthmed_app.core.texts import _


def calendar_address(made: Text, address: Text, *, on_make: Any, on_remove: Any) -> rx.Component:
    """Draw the address where there is one (`made` says since when), and what can be done with it."""
    what = rx.el.p(
        _(
            "Add this address to Google Calendar, Apple Calendar, Outlook or another program, and your appointments stand "
            "in it and follow each change. They name neither a specialty nor a reason."
        ),
        class_name="max-w-read",
    )
    secret = rx.el.p(
        _(
            "Whoever has the address can read your times. Give it to nobody, and make a new one if somebody has it."
        ),
        class_name="mt-3 max-w-read text-muted",
    )
    none = ui.button(_("Make an address"), icon="calendar-plus", on_click=on_make, class_name="mt-6")
    return rx.el.div(
        what,
        secret,
        rx.cond(address != "", _shown(address), rx.fragment()),
        rx.cond(made != "", _standing(made, on_make, on_remove), none),
    )


def _shown(address: Text) -> rx.Component:
    return ui.text_field(
        "calendar-address",
        _("The address of your calendar"),
        hint=_("Copy it now: it is not shown again."),
        optional=False,
        value=address,
        read_only=True,
        auto_complete="off",
        spell_check=False,
        class_name="mt-6",
    )


def _standing(made: Text, on_make: Any, on_remove: Any) -> rx.Component:
    replace = ui.dialog(
        "replace-address",
        _("Make a new address?"),
        rx.el.p(
            _(
                "The old one ends at once: programs that read it get nothing any more until you give them the new one."
            )
        ),
        ui.button(_("Make a new address"), closes=True, on_click=on_make),
    )
    remove = ui.dialog(
        "remove-address",
        _("Remove the address?"),
        rx.el.p(_("Programs that read it get nothing any more. You can make a new one at any time.")),
        ui.button(_("Remove it"), kind="danger", closes=True, on_click=on_remove),
    )
    return rx.el.div(
        rx.el.p(_("Your address was made on"), " ", made, class_name="text-muted"),
        rx.el.div(
            ui.button(_("Make a new address"), kind="secondary", icon="refresh-cw", opens="replace-address"),
            ui.button(_("Remove it"), kind="quiet", icon="trash-2", opens="remove-address"),
            class_name="mt-4 flex flex-wrap gap-3",
        ),
        replace,
        remove,
        class_name="mt-6",
    )


def on_account() -> rx.Component:
    """Draw what stands about the calendar on the account page."""
    return rx.el.div(
        rx.el.p(
            _("Have your appointments in your own calendar, with every change."), class_name="max-w-read"
        ),
        ui.button(
            _("Set up your calendar"),
            href=ui.to("/account/calendar"),
            kind="secondary",
            icon="calendar-plus",
            class_name="mt-4",
        ),
    )
