"""Deleting one's account: what is erased, what the law keeps, and the form."""

from typing import Any

import reflex as rx

from components import ui
from components.accounts.posted_form import Fields, posted_form
from components.privacy.copying import proof_code
from components.ui.each import Text
from healthmed_app.core.texts import _


def consequences(*, is_doctor: Any) -> rx.Component:
    """Draw what deleting an account means for a patient, or for a doctor."""
    return rx.cond(
        is_doctor,
        rx.fragment(_what(_of_doctor_erased(), _of_doctor_kept())),
        rx.fragment(_what(_of_patient_erased(), _of_patient_kept())),
    )


def _what(erased: list[str], kept: list[str]) -> rx.Component:
    return rx.el.div(
        ui.section(_("What is erased"), _listed("trash-2", erased), class_name="mt-6"),
        ui.section(_("What stays, and why"), _listed("info", kept)),
    )


def _of_patient_erased() -> list[str]:
    return [
        _("Your appointments to come are cancelled, and the doctors are told."),
        _("Your name, e-mail, CPF, telephone, date of birth and address."),
        _(
            "The files that you uploaded, with the keys that open them. Doctors can no longer open what you shared."
        ),
        _("What you wrote as the reason of a visit, your notices, and your signed-in devices."),
    ]


def _of_patient_kept() -> list[str]:
    return [
        _(
            "Reports that doctors wrote of your visits. The law has them kept for 20 years (Law 13.787/2018 and CFM "
            "Resolution 1.821/2007), and only their authors can read them. Download yours first."
        ),
        _("That a visit took place, when and with whom, without your name: it reads “Former patient”."),
        _("Your reviews, as from a former patient. Patients rely on them."),
        _("Who opened your records, as numbers that name nobody, so that the proof stays whole."),
        _("A visit that begins within hours cannot be cancelled any more; the rest is erased after it."),
    ]


def _of_doctor_erased() -> list[str]:
    return [
        _("Nobody can find or book you from now on."),
        _("Your appointments to come are cancelled, and the patients are told that you left."),
        _("Your e-mail, CPF, telephone, date of birth, address, text about you, notices and devices."),
    ]


def _of_doctor_kept() -> list[str]:
    return [
        _(
            "Reports that you signed, with your name and CRM. The law has them kept for 20 years (Law 13.787/2018 and CFM "
            "Resolution 1.821/2007), and the patients can still read theirs."
        ),
        _("Your name and CRM on past visits, so that patients know whom they saw."),
        _("Reviews of you are no longer shown."),
    ]


def _listed(icon: str, sentences: list[str]) -> rx.Component:
    return rx.el.ul(
        *(
            rx.el.li(
                ui.icon(icon, size=20, class_name="mt-0.5 text-muted"),
                rx.el.span(sentence, class_name="min-w-0 flex-1"),
                class_name="flex gap-3",
            )
            for sentence in sentences
        ),
        class_name="max-w-read space-y-3",
    )


def delete_form(fields: Fields, key: Text, *, two_step: Any) -> rx.Component:
    """Draw the form that deletes the account."""
    return posted_form(
        fields.password("delete_password", _("Your password"), auto_complete="current-password"),
        ui.when(two_step, proof_code(fields, "delete_code")),
        fields.box("understood", _("I have read this, and want to delete my account for good.")),
        action="/auth/delete-account",
        submit=_("Delete my account"),
        kind="danger",
        key=key,
    )
