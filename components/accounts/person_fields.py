"""The questions about a person, as both sign-up forms ask them."""

import reflex as rx

from components.accounts.posted_form import Fields
from healthmed_app.core.texts import _

NEW_PASSWORD = "new-password"  # noqa: S105 - a word for the browser's password manager


def person_fields(fields: Fields) -> list[rx.Component]:
    """Draw name, e-mail, CPF, telephone, date of birth and password."""
    return [
        fields.text("full_name", _("Full name"), hint=_("As in your documents."), auto_complete="name"),
        fields.text(
            "email",
            _("E-mail"),
            hint=_("We send a link there to confirm that it is yours."),
            type="email",
            auto_complete="email",
        ),
        fields.text(
            "cpf",
            _("CPF"),
            hint=_("11 digits, such as 529.982.247-25."),
            input_mode="numeric",
            auto_complete="off",
            control_class="max-w-60",
        ),
        fields.text(
            "phone",
            _("Telephone"),
            hint=_("With the area code, such as (81) 99876-5432."),
            type="tel",
            auto_complete="tel",
            control_class="max-w-60",
        ),
        fields.text(
            "birth_date",
            _("Date of birth"),
            hint=_("Day, month and year, such as 31/12/1990."),
            auto_complete="bday",
            control_class="max-w-44",
        ),
        password_field(fields, "password", _("Password")),
    ]


def password_field(fields: Fields, name: str, label: str) -> rx.Component:
    """Draw a field for a new password."""
    hint = _("At least 8 characters. Three or four words together are easy to remember and hard to guess.")
    return fields.password(name, label, hint=hint, auto_complete=NEW_PASSWORD)
