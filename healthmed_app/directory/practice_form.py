"""What doctors say of their practice, as they type it when they sign up and later. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from healthmed_app.accounts import rules
from healthmed_app.accounts.form import Checks
from healthmed_app.core.texts import N_

BIO_LENGTH_MAX = 2000


@dataclass(frozen=True, slots=True)
class Said:
    """The answers, checked. `price_cents` is None when it was refused."""

    rqe: str | None
    price_cents: int | None
    online: bool
    in_person: bool
    bio: str


def said(checks: Checks, form: Mapping[str, str]) -> Said:
    """Check RQE, price, ways to see patients and the words about the doctor; what is wrong is in `checks`."""
    rqe = re.sub(r"\D", "", form.get("rqe", ""))
    if form.get("rqe", "").strip() and not 1 <= len(rqe) <= 7:
        checks.refuse("rqe", N_("Enter the digits of your RQE, or leave it empty."))
    price = checks.take(rules.price_cents, form.get("price", ""))
    online, in_person = bool(form.get("online")), bool(form.get("in_person"))
    if not online and not in_person:
        checks.refuse("in_person", N_("Choose at least one way to see patients."))
    bio = form.get("bio", "").strip()
    if len(bio) > BIO_LENGTH_MAX:
        checks.refuse("bio", N_("Use at most 2,000 characters."))
    return Said(rqe or None, price, online, in_person, bio)
