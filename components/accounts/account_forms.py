"""The forms of the account page: each saves one thing, and keeps what was typed when it is refused."""

from typing import Any

import reflex as rx

from components import ui
from components.accounts.person_fields import password_field
from components.accounts.posted_form import Fields, posted_form
from components.accounts.practice_fields import address_fields, rqe_field, said_fields
from components.ui.each import Flag, Text
from healthmed_app.accounts.zones import choices
from healthmed_app.core.texts import _


def profile_form(fields: Fields, on_submit: Any) -> rx.Component:
    """Draw name, telephone and date of birth."""
    return _saved_form(
        fields.text("full_name", _("Full name"), auto_complete="name"),
        fields.text("phone", _("Telephone"), type="tel", auto_complete="tel", control_class="max-w-60"),
        fields.text("birth_date", _("Date of birth"), auto_complete="bday", control_class="max-w-44"),
        submit=_("Save details"),
        on_submit=on_submit,
    )


def address_form(fields: Fields, on_submit: Any) -> rx.Component:
    """Draw an address."""
    return _saved_form(*address_fields(fields), submit=_("Save address"), on_submit=on_submit)


def practice_form(fields: Fields, *, in_person: Flag, online: Flag, on_submit: Any) -> rx.Component:
    """Draw what a doctor says of their practice."""
    return _saved_form(
        *said_fields(fields, in_person=in_person, online=online),
        rqe_field(fields),
        submit=_("Save what patients see"),
        on_submit=on_submit,
    )


def time_zone_form(fields: Fields, on_submit: Any) -> rx.Component:
    """Draw the time zone."""
    zone = fields.select(
        "time_zone",
        _("Time zone"),
        choices(),
        hint=_("Appointments are shown in the time of this place."),
        control_class="max-w-80",
    )
    return _saved_form(zone, submit=_("Save time zone"), on_submit=on_submit)


def email_form(fields: Fields, key: Text) -> rx.Component:
    """Draw the change of the e-mail address, which asks for the password again."""
    return posted_form(
        fields.text("new_email", _("New e-mail"), type="email", auto_complete="email"),
        fields.password("email_password", _("Your password"), auto_complete="current-password"),
        action="/auth/email",
        submit=_("Change e-mail"),
        key=key,
    )


def password_form(fields: Fields, key: Text) -> rx.Component:
    """Draw the change of the password."""
    return posted_form(
        fields.password("current_password", _("Current password"), auto_complete="current-password"),
        password_field(fields, "new_password", _("New password")),
        action="/auth/password",
        submit=_("Change password"),
        key=key,
    )


def _saved_form(*children: rx.Component, submit: str, on_submit: Any) -> rx.Component:
    return ui.event_form(
        *children,
        rx.el.div(ui.button(submit, type="submit", class_name="w-full sm:w-auto")),
        on_submit=on_submit,
        class_name="flex flex-col gap-5",
    )
