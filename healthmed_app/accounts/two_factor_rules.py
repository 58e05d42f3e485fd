"""Codes of two-step sign-in: those of an authenticator app (TOTP, RFC 6238) and recovery codes. Pure: `now` is an argument.

Both kinds are digits alone, so that one field with a numeric keyboard takes either.
"""

import hmac
import re
import secrets
from datetime import datetime
from typing import Literal, NamedTuple

from pyotp import random_base32
from pyotp.totp import TOTP

from healthmed_app.core.access import Role
from healthmed_app.core.errors import Invalid
from healthmed_app.core.texts import N_

ISSUER = "Health&Med"
STEP_SECONDS = 30
DIGITS = 6
DRIFT_STEPS = 1
"""How far a telephone's clock may be off, either way (RFC 6238, 5.2)."""
RECOVERY_CODES = 10
RECOVERY_DIGITS = 12
REQUIRED_ROLES: frozenset[Role] = frozenset(("doctor", "admin"))
_TYPED_MAX = 40
_BETWEEN = re.compile(r"[\s-]")


class Code(NamedTuple):
    """A code as it was typed, without what people put between its digits."""

    kind: Literal["app", "recovery"]
    digits: str


def code(text: str, field: str = "code") -> Code:
    """Return what kind of code `text` is.

    Raises:
        Invalid: it is neither six digits nor twelve.
    """
    digits = _BETWEEN.sub("", text) if len(text) <= _TYPED_MAX else ""
    if not text.strip():
        raise Invalid(N_("Enter the code that your app shows."), field=field)
    if digits.isascii() and digits.isdecimal():
        if len(digits) == DIGITS:
            return Code("app", digits)
        if len(digits) == RECOVERY_DIGITS:
            return Code("recovery", digits)
    raise Invalid(N_("Enter the 6 digits that your app shows, or the 12 of a recovery code."), field=field)


def step_at(now: datetime) -> int:
    """Return the number of the time step that `now` lies in (RFC 6238, 4.2: T)."""
    return int(now.timestamp()) // STEP_SECONDS


def matched_step(secret: str, digits: str, now: datetime, last_step: int) -> int | None:
    """Return the time step whose code `digits` is, if it is near `now` and later than `last_step`; else None.

    A step that was used, and any before it, is used up: whoever looked over a shoulder comes too late (RFC 6238, 5.2).
    """
    app, here = TOTP(secret, digits=DIGITS, interval=STEP_SECONDS), step_at(now)
    found = None
    for step in range(here - DRIFT_STEPS, here + DRIFT_STEPS + 1):
        right = hmac.compare_digest(app.generate_otp(max(step, 0)), digits)
        if right and step > last_step and found is None:
            found = step
    return found


def new_secret() -> str:
    """Return a new secret for an app: 160 bits in base 32 (RFC 4226, 4: R6)."""
    return random_base32(32)


def shown_secret(secret: str) -> str:
    """Return a secret in groups of four, for typing it by hand."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def app_address(secret: str, email: str) -> str:
    """Return the `otpauth:` address that an app reads from a picture."""
    return TOTP(secret, digits=DIGITS, interval=STEP_SECONDS).provisioning_uri(name=email, issuer_name=ISSUER)


def new_recovery_codes() -> list[str]:
    """Return ten different recovery codes of twelve digits."""
    found: set[str] = set()
    while len(found) < RECOVERY_CODES:
        found.add(f"{secrets.randbelow(10**RECOVERY_DIGITS):0{RECOVERY_DIGITS}}")
    return sorted(found)


def shown_recovery_code(digits: str) -> str:
    """Return a recovery code as people read it: `1234 5678 9012`."""
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def must_turn_on(role: Role, *, is_on: bool, required: bool) -> bool:
    """Whether a person may do nothing before they turn two-step sign-in on."""
    return required and not is_on and role in REQUIRED_ROLES
