"""The questions about a doctor's practice and where it is."""

from typing import Any

import reflex as rx

from components.accounts.posted_form import Fields
from components.ui.each import Flag
from healthmed_app.accounts.rules import STATES
from healthmed_app.core.texts import _
from healthmed_app.directory.specialties import SPECIALTIES

_PAIR = "grid gap-5 sm:grid-cols-2"


def practice_fields(fields: Fields, refused: Flag) -> list[rx.Component]:
    """Draw registration, specialty, price, ways to see patients, and a few words about the doctor."""
    specialties = sorted(((known.slug, _(known.name)) for known in SPECIALTIES), key=lambda pair: pair[1])
    return [
        rx.el.div(
            fields.text("crm", _("CRM"), hint=_("The digits, such as 112233."), input_mode="numeric"),
            fields.select("crm_state", _("State of the CRM"), _states(), hint=_("Where you are registered.")),
            class_name=_PAIR,
        ),
        rx.el.div(
            fields.select("specialty", _("Specialty"), [("", _("Choose")), *specialties]),
            rqe_field(fields),
            class_name=_PAIR,
        ),
        *said_fields(
            fields,
            in_person=_ticked(fields, "in_person", refused, at_first=True),
            online=_ticked(fields, "online", refused, at_first=False),
        ),
    ]


def rqe_field(fields: Fields) -> rx.Component:
    """Draw the registration of a specialty."""
    return fields.text("rqe", _("RQE"), optional=True, input_mode="numeric")


def said_fields(fields: Fields, *, in_person: Flag, online: Flag) -> list[rx.Component]:
    """Draw price, ways to see patients (ticked as told), and a few words about the doctor."""
    return [
        fields.text(
            "price",
            _("Price of a visit, in reais"),
            hint=_("Such as 250 or 250,00."),
            input_mode="decimal",
            control_class="max-w-44",
        ),
        rx.el.fieldset(
            rx.el.legend(_("How you see patients"), class_name="font-[560]"),
            fields.box("in_person", _("In person"), checked=in_person),
            fields.box("online", _("Online"), checked=online),
        ),
        fields.area(
            "bio",
            _("About you"),
            hint=_("What patients should know: training, what you treat, languages."),
            optional=True,
            custom_attrs={"maxLength": 2000},
        ),
    ]


def address_fields(fields: Fields) -> list[rx.Component]:
    """Draw the fields of an address in Brazil."""
    return [
        fields.text(
            "zip",
            _("CEP"),
            hint=_("8 digits, such as 50030-230."),
            input_mode="numeric",
            auto_complete="postal-code",
            control_class="max-w-44",
        ),
        fields.text("street", _("Street"), auto_complete="address-line1"),
        rx.el.div(
            fields.text("number", _("Number")),
            fields.text("complement", _("Complement"), optional=True, auto_complete="address-line2"),
            class_name=_PAIR,
        ),
        fields.text("neighborhood", _("Neighbourhood"), auto_complete="address-level3"),
        rx.el.div(
            fields.text("city", _("City"), auto_complete="address-level2"),
            fields.select("state", _("State"), _states(), auto_complete="address-level1"),
            class_name=_PAIR,
        ),
    ]


def _states() -> list[tuple[str, str]]:
    return [("", _("Choose")), *((state, state) for state in STATES)]


def _ticked(fields: Fields, name: str, refused: Flag, *, at_first: bool) -> Any:
    return rx.cond(refused, fields.typed.get(name, "") != "", at_first)
