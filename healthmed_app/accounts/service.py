"""The verbs of accounts that the rest of Health&Med calls; each ability is in a file of its own."""

from healthmed_app.accounts.administration import (
    close_unconfirmed,
    create_admin,
    has_account,
)
from healthmed_app.accounts.credentials import change_email, change_password
from healthmed_app.accounts.leaving import leave, rename, stand_in
from healthmed_app.accounts.links import tell
from healthmed_app.accounts.people import people
from healthmed_app.accounts.profile import (
    account,
    end_other_sessions,
    end_session,
    resend_confirmation,
    save_address,
    save_language,
    save_profile,
    save_time_zone,
    sessions,
)
from healthmed_app.accounts.recovery import ask_for_confirmation, ask_for_reset, confirm_email, reset_password
from healthmed_app.accounts.sessions import authenticate, resolve
from healthmed_app.accounts.sign_in import sign_in, sign_out
from healthmed_app.accounts.sign_up import sign_up_patient
from healthmed_app.accounts.suspension import reinstate, suspend
from healthmed_app.accounts.two_factor_sign_in import sign_in_with_code, waits_for_code

__all__ = [
    "account",
    "ask_for_confirmation",
    "ask_for_reset",
    "authenticate",
    "change_email",
    "change_password",
    "close_unconfirmed",
    "confirm_email",
    "create_admin",
    "end_other_sessions",
    "end_session",
    "has_account",
    "leave",
    "people",
    "reinstate",
    "rename",
    "resend_confirmation",
    "reset_password",
    "resolve",
    "save_address",
    "save_language",
    "save_profile",
    "save_time_zone",
    "sessions",
    "sign_in",
    "sign_in_with_code",
    "sign_out",
    "sign_up_patient",
    "stand_in",
    "suspend",
    "tell",
    "waits_for_code",
]
