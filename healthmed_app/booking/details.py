"""The details of a booking while they are typed, and the rules they meet before a request carries them.

A draft is kept exactly as it was typed, wrong or not, so that nothing is lost; `checked` makes `Details` of it or says
what is wrong, field by field. Pure: `today` and what the doctor offers are arguments.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import msgspec

from healthmed_app.accounts.rules import birth_date
from healthmed_app.booking.commands import Details
from healthmed_app.core.errors import Invalid, Problem
from healthmed_app.core.texts import N_

NAME_MAX = 120
REASON_MAX = 1_000
FILES_MAX = 50
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TYPED_MAX = 4_000
"""What a draft keeps of one field, so that a client cannot fill the table."""


class Draft(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was typed so far. `whom` is `me`, `other` or not yet said; `how` is `online`, `in_person` or not yet said."""

    whom: str = ""
    name: str = ""
    birth_date: str = ""
    how: str = ""
    reason: str = ""
    files: str = ""
    """The ids of what is to be shared with the doctor, with commas between them."""

    def but(self, **typed: str) -> "Draft":
        """Return the draft with some fields typed anew, cut to what may be kept."""
        return msgspec.structs.replace(self, **{name: text[:TYPED_MAX] for name, text in typed.items()})


@dataclass(frozen=True, slots=True)
class Offer:
    """How a doctor can be seen; at least one of the two."""

    online: bool
    in_person: bool

    @property
    def both(self) -> bool:
        """Whether there is something to choose."""
        return self.online and self.in_person


def encode(draft: Draft) -> str:
    """Return the draft as JSON."""
    return msgspec.json.encode(draft).decode()


def decode(text: str) -> Draft:
    """Return the draft that `encode` wrote."""
    return msgspec.json.decode(text, type=Draft)


def next_step(draft: Draft, offer: Offer, today: date) -> str:
    """Return the first step whose answer is missing or wrong: `who`, `how`, or `check` when all can be checked.

    The reason may be left out, so it is never what is missing.
    """
    if who_problems(draft, today):
        return "who"
    if offer.both and draft.how not in {"online", "in_person"}:
        return "how"
    return "check"


def who_problems(draft: Draft, today: date) -> dict[str, str | Problem]:
    """Return what is wrong with the first answer, by field; nothing when it is fine."""
    if draft.whom not in {"me", "other"}:
        return {"whom": N_("Say who the appointment is for.")}
    if draft.whom == "me":
        return {}
    problems: dict[str, str | Problem] = {}
    name = squeezed(draft.name)
    if len(name.split()) < 2 or not any(sign.isalpha() for sign in name):
        problems["name"] = N_("Enter their first name and surname.")
    elif len(name) > NAME_MAX:
        problems["name"] = N_("Enter a name of at most 120 characters.")
    try:
        birth_date(draft.birth_date, today)
    except Invalid as problem:
        problems["birth_date"] = problem
    return problems


def reason_problems(draft: Draft) -> dict[str, str | Problem]:
    """Return what is wrong with the reason; it may be left out."""
    if len(draft.reason.strip()) > REASON_MAX:
        return {"reason": N_("Use at most 1,000 characters. You can tell the doctor the rest at the visit.")}
    return {}


def checked(draft: Draft, offer: Offer, today: date) -> Details:
    """Return the details that a request carries.

    Raises:
        Invalid: with a sentence for each field that is wrong.
    """
    problems = who_problems(draft, today) | reason_problems(draft)
    if offer.both and draft.how not in {"online", "in_person"}:
        problems["how"] = N_("Say how you want to be seen.")
    if problems:
        raise Invalid.of(problems)
    other = draft.whom == "other"
    return Details(
        reason=draft.reason.strip(),
        for_name=squeezed(draft.name) if other else None,
        for_birth_date=birth_date(draft.birth_date, today) if other else None,
        online=draft.how == "online" if offer.both else offer.online,
        files=picked(draft),
    )


def with_file(draft: Draft, file_id: UUID | None, *, ticked: bool) -> Draft:
    """Return the draft with one file picked to be shared, or not; what is no id changes nothing."""
    others = [str(one) for one in picked(draft) if one != file_id]
    return draft.but(files=",".join([*others, str(file_id)] if ticked and file_id else others))


def picked(draft: Draft) -> tuple[UUID, ...]:
    """Return the ids of what is to be shared, each once; what is no id was not written by us, and is left out."""
    ids = (UUID(one) for one in draft.files.split(",") if _ID.fullmatch(one))
    return tuple(dict.fromkeys(ids))[:FILES_MAX]


def squeezed(text: str) -> str:
    """Return `text` composed (NFC), on one line, with single spaces and none around it."""
    return " ".join(unicodedata.normalize("NFC", text).split())
