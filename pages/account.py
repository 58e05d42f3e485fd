"""The account page."""

import reflex as rx

from components import ui
from components.accounts.account_forms import (
    address_form,
    email_form,
    password_form,
    profile_form,
    time_zone_form,
)
from components.accounts.devices import devices
from components.accounts.posted_form import Fields
from components.accounts.two_step import on_account
from components.notices.calendar import on_account as on_account_calendar
from components.notices.choosing import on_account as on_account_notices
from healthmed_app.core.texts import LANGUAGE_NAMES, N_, _, language
from pages.frame import frame
from state.account import AccountState

ROUTE = "/account"
TITLE = N_("Your account")
ON_LOAD = AccountState.load


def page() -> rx.Component:
    """Draw the account page."""
    shapes = ui.loading(*(ui.card_skeleton() for _row in range(4)), class_name="mt-6 space-y-3")
    return frame(
        ui.notice(AccountState.notice),
        ui.notice(AccountState.problem, tone="danger"),
        rx.el.h1(_("Your account"), class_name="text-28 sm:text-36"),
        rx.el.div(ui.error_summary(AccountState.problems), class_name="mt-6"),
        rx.cond(AccountState.loaded, _sections(), rx.cond(AccountState.problem == "", shapes, rx.fragment())),
        current="/account",
        width="max-w-2xl",
    )


def _sections() -> rx.Component:
    saved = Fields(AccountState.errors, AccountState.values)
    posted = Fields(AccountState.errors, AccountState.typed)
    return rx.el.div(
        rx.cond(AccountState.email_confirmed, rx.fragment(), _unconfirmed()),
        ui.section(_("Your details"), _known(), profile_form(saved, AccountState.save_profile)),
        ui.when(
            AccountState.role == "patient",
            ui.section(_("Address"), address_form(saved, AccountState.save_address)),
        ),
        ui.when(AccountState.role == "doctor", ui.section(_("Your profile"), _practice())),
        ui.section(_("How you read times"), time_zone_form(saved, AccountState.save_time_zone)),
        ui.section(_("Language"), _language()),
        ui.when(AccountState.role != "admin", ui.section(_("Notices"), on_account_notices())),
        ui.when(AccountState.role != "admin", ui.section(_("Your calendar"), on_account_calendar())),
        ui.section(_("E-mail"), email_form(posted, AccountState.form_key)),
        ui.section(_("Password"), password_form(posted, AccountState.form_key)),
        ui.section(_("Two-step sign-in"), on_account(AccountState.two_step)),
        ui.section(
            _("Signed-in devices"),
            devices(AccountState.devices, AccountState.end_session, AccountState.end_others),
        ),
        ui.section(_("Your data"), _data()),
    )


def _practice() -> rx.Component:
    return rx.el.div(
        rx.el.p(_("Price, address and what patients read about you.")),
        ui.button(_("Open your profile"), kind="secondary", href=ui.to("/practice"), class_name="mt-4"),
    )


def _language() -> rx.Component:
    return rx.el.div(
        rx.el.p(_("Pages and e-mails are in {language}.", language=LANGUAGE_NAMES[language()])),
        ui.language_switch(),
        class_name="space-y-3",
    )


def _data() -> rx.Component:
    return rx.el.div(
        rx.el.p(_("Get a copy of all that we keep about you, or delete your account.")),
        ui.button(
            _("Copy or delete your data"), kind="secondary", href=ui.to("/account/data"), class_name="mt-4"
        ),
    )


def _known() -> rx.Component:
    return rx.el.div(
        ui.summary_list(
            ui.Answer(_("E-mail"), AccountState.email),
            ui.Answer(_("CPF"), rx.cond(AccountState.cpf != "", AccountState.cpf, "–")),
        ),
        class_name="mb-6",
    )


def _unconfirmed() -> rx.Component:
    return ui.banner(
        _("Open the link that we sent you. You need it before your first booking."),
        tone="warning",
        title=_("Your e-mail address is not confirmed yet"),
        action=ui.button(_("Send it again"), kind="secondary", size="small", on_click=AccountState.resend),
        class_name="mt-6",
    )
