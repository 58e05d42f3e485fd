"""What one is mailed, as boxes to tick."""

from typing import Any

import reflex as rx

from components import ui
from components.ui.each import Items
from healthmed_app.core.texts import _


def mail_choices(choices: Items, *, on_submit: Any) -> rx.Component:
    """Draw one box for each kind of mail. Items have `.kind .words .wanted`; the handler gets what is ticked, by kind."""
    boxes = rx.el.fieldset(
        rx.el.legend(_("Mail me when this happens"), class_name="font-[560]"),
        ui.each(
            choices,
            lambda choice: ui.checkbox(
                choice.kind, choice.words, default_checked=choice.wanted, class_name="py-1"
            ),
        ),
        class_name="min-w-0",
    )
    always = rx.el.p(
        _(
            "We always mail you when a visit will not take place, and what keeps your account safe. "
            "Notices on these pages are always there."
        ),
        class_name="mt-3 max-w-read text-muted",
    )
    return ui.event_form(
        boxes,
        always,
        ui.button(_("Save choices"), type="submit", class_name="mt-5"),
        on_submit=on_submit,
    )


def on_account() -> rx.Component:
    """Draw what stands about notices on the account page."""
    return rx.el.div(
        rx.el.p(_("Choose which of them we also mail you."), class_name="max-w-read"),
        ui.button(_("Choose mails"), href=ui.to("/account/notices"), kind="secondary", class_name="mt-4"),
    )
