"""What accounts write to people. The caller sets the reader's language."""

from collections.abc import Callable
from urllib.parse import urlencode

from healthmed_app.accounts.links import LIFETIME
from healthmed_app.core.letters import page
from healthmed_app.core.texts import _
from infra.mail.mailer import Mail

_MINUTES = int(LIFETIME["reset_password"].total_seconds() // 60)
_DAYS = LIFETIME["confirm_email"].days


def _mail(to: str, subject: str, text: str, button: tuple[str, str] | None = None) -> Mail:
    return Mail(to, subject, text, html=page(text, title=subject, button=button))


def confirm_email(to: str, name: str, site: str, secret: str) -> Mail:
    """Ask a person to confirm an address of theirs; `site` is the pages' address with the language."""
    link = f"{site}/confirm-email?{urlencode({'token': secret})}"
    text = _(
        "Hello {name},\n\n"
        "confirm that this e-mail address is yours, so that you can book appointments with Health&Med:\n\n"
        "{link}\n\n"
        "The link works for {days} days. If you did not ask for it, do nothing: without you nobody can use your address.\n",
        name=name,
        link=link,
        days=_DAYS,
    )
    return _mail(to, _("Confirm your e-mail address"), text, (_("Confirm my address"), link))


def reset_password(to: str, name: str, site: str, secret: str) -> Mail:
    """Send a person the link that sets a new password."""
    link = f"{site}/reset-password?{urlencode({'token': secret})}"
    text = _(
        "Hello {name},\n\n"
        "choose a new password for Health&Med here:\n\n"
        "{link}\n\n"
        "The link works once, within {minutes} minutes. If you did not ask for it, do nothing: your password stays as it is.\n",
        name=name,
        link=link,
        minutes=_MINUTES,
    )
    return _mail(to, _("Choose a new password"), text, (_("Choose a new password"), link))


def has_account(to: str, name: str, site: str) -> Mail:
    """Tell a person that an account was asked for with details that their account has."""
    text = _(
        "Hello {name},\n\n"
        "somebody just signed up to Health&Med with your e-mail address or your CPF. You already have an account, so nothing was "
        "changed.\n\n"
        "If it was you, sign in: {sign_in}\n"
        "If you forgot your password, choose a new one: {forgot}\n"
        "If it was not you, there is nothing to do.\n",
        name=name,
        sign_in=f"{site}/sign-in",
        forgot=f"{site}/forgot-password",
    )
    return _mail(to, _("You already have an account"), text)


def not_opened(to: str, site: str) -> Mail:
    """Tell an address without an account that the details typed with it are another account's; it names none of them."""
    text = _(
        "Hello,\n\n"
        "somebody just signed up to Health&Med with this e-mail address. The account could not be opened, because there is one "
        "with some of the same details.\n\n"
        "If it was you, and you have signed up before, sign in as you did then: {sign_in}\n"
        "If you have never signed up, somebody may have used your details: answer this message.\n"
        "If it was not you, there is nothing to do.\n",
        sign_in=f"{site}/sign-in",
    )
    return _mail(to, _("Your account could not be opened"), text)


def password_changed(to: str, name: str, site: str) -> Mail:
    """Tell a person that their password is another one now."""
    text = _(
        "Hello {name},\n\n"
        "your password for Health&Med was changed just now, and your other devices were signed out.\n\n"
        "If it was not you, choose a new password at once: {forgot}\n",
        name=name,
        forgot=f"{site}/forgot-password",
    )
    return _mail(to, _("Your password was changed"), text)


def email_changing(to: str, name: str, site: str) -> Mail:
    """Tell a person, at the old address, that a new one waits to be confirmed."""
    text = _(
        "Hello {name},\n\n"
        "a new e-mail address was entered for your Health&Med account. Once it is confirmed, we will write to that one.\n\n"
        "If it was not you, choose a new password at once: {forgot}\n",
        name=name,
        forgot=f"{site}/forgot-password",
    )
    return _mail(to, _("Your e-mail address is being changed"), text)


def doctor_verified(to: str, name: str, site: str) -> Mail:
    """Tell a doctor that patients can find them now."""
    text = _(
        "Hello {name},\n\n"
        "we checked your CRM: patients can find you and book with you from now on.\n\n"
        "Set your hours, if you have not yet: {hours}\n",
        name=name,
        hours=f"{site}/hours",
    )
    return _mail(to, _("Patients can find you now"), text)


def doctor_suspended(to: str, name: str, site: str) -> Mail:
    """Tell a doctor that patients cannot find them, because the check failed or an administrator decided so."""
    text = _(
        "Hello {name},\n\n"
        "patients cannot find you on Health&Med for now: we could not confirm your registration, or your profile was suspended.\n\n"
        "Check the details of your account, and answer this message: {account}\n",
        name=name,
        account=f"{site}/account",
    )
    return _mail(to, _("Your profile is not shown to patients"), text)


def two_factor_on(to: str, name: str, site: str) -> Mail:
    """Tell a person that signing in asks for a code from now on."""
    text = _(
        "Hello {name},\n\n"
        "two-step sign-in was turned on for your Health&Med account just now: signing in asks for a code of your app. Your other "
        "devices were signed out.\n\n"
        "Keep your recovery codes where you find them without your phone. You can get new ones here: {page}\n\n"
        "If it was not you, answer this message at once.\n",
        name=name,
        page=f"{site}/account/two-step",
    )
    return _mail(to, _("Two-step sign-in is on"), text)


def two_factor_off(to: str, name: str, site: str) -> Mail:
    """Tell a person that their password alone signs them in again."""
    text = _(
        "Hello {name},\n\n"
        "two-step sign-in was turned off for your Health&Med account just now: your password alone is enough to sign in.\n\n"
        "If it was not you, choose a new password at once: {forgot}\n",
        name=name,
        forgot=f"{site}/forgot-password",
    )
    return _mail(to, _("Two-step sign-in is off"), text)


def export_ready(to: str, name: str, site: str) -> Mail:
    """Tell a person that the copy of their data can be downloaded."""
    text = _(
        "Hello {name},\n\n"
        "the copy of your data is ready. Sign in and download it here within 7 days: {page}\n\n"
        "If you did not ask for it, choose a new password at once: {forgot}\n",
        name=name,
        page=f"{site}/account/data",
        forgot=f"{site}/forgot-password",
    )
    return _mail(to, _("The copy of your data is ready"), text)


WORDS: dict[str, Callable[[str, str, str], Mail]] = {
    "has_account": has_account,
    "password_changed": password_changed,
    "email_changing": email_changing,
    "two_factor_on": two_factor_on,
    "two_factor_off": two_factor_off,
    "export_ready": export_ready,
    "doctor_verified": doctor_verified,
    "doctor_suspended": doctor_suspended,
}
"""The fixed messages, by the name that a job carries."""
