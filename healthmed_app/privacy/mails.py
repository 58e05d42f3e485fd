"""What is written to those who leave, in the current language."""

from healthmed_app.core.letters import page
from healthmed_app.core.texts import _
from infra.mail.mailer import Mail


def account_deleted(to: str, *, doctor: bool) -> Mail:
    """Say that an account is deleted, and what is kept of it."""
    kept = (
        _(
            "The reports that you signed are kept for 20 years, as the law asks, and patients can still read them."
        )
        if doctor
        else _(
            "Reports that doctors wrote of your visits are kept by them for 20 years, as the law asks. "
            "Your reviews stay, from “a former patient”."
        )
    )
    text = _(
        "Hello,\n\nyour Health&Med account is deleted, and what we kept about you is erased.\n\n{kept}\n\n"
        "This is our last message. You can sign up again with this address at any time.\n",
        kept=kept,
    )
    subject = _("Your account is deleted")
    return Mail(to, subject, text, html=page(text, title=subject))
