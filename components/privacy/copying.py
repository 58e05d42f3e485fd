"""A copy of one's data: the one that is ready, and the form that asks for another."""

from typing import Any

import reflex as rx

from components import ui
from components.accounts.posted_form import Fields, posted_form
from components.accounts.two_step import code_field
from components.ui.each import Text
from healthmed_app.core.texts import _


def about_copy() -> rx.Component:
    """Draw what a copy holds."""
    return rx.el.p(
        _(
            "A zip with all that we keep about you: your profile, appointments, reports, reviews, devices, notices, the files "
            "that you uploaded, and who opened them. We make it in the background, and you can download it for 7 days."
        ),
        class_name="max-w-read",
    )


def ready_copy(href: Any, words: Any) -> rx.Component:
    """Draw the copy that can be downloaded."""
    return ui.banner(
        words,
        tone="success",
        title=_("Your copy is ready"),
        action=ui.button(_("Download"), href=href, size="small", icon="download", reload_document=True),
        class_name="mt-6",
    )


def being_made() -> rx.Component:
    """Draw that a copy is on its way."""
    return ui.banner(
        _("You can leave this page. We write to you as soon as it is ready, mostly within a few minutes."),
        title=_("Your copy is being made"),
        class_name="mt-6",
    )


def ask_form(fields: Fields, key: Text, *, two_step: Any) -> rx.Component:
    """Draw the form that asks for a copy."""
    return posted_form(
        fields.password("export_password", _("Your password"), auto_complete="current-password"),
        ui.when(two_step, proof_code(fields, "export_code")),
        action="/auth/export",
        submit=_("Make a copy of my data"),
        kind="secondary",
        key=key,
    )


def proof_code(fields: Fields, name: str) -> rx.Component:
    """Draw the field for the second step."""
    return code_field(fields, name, _("Code"), _("The 6 digits that your app shows, or a recovery code."))
