"""The list of all accounts, as administrators look through it: by name, e-mail, CPF or CRM, role and state."""

from dataclasses import dataclass
from uuid import UUID

from healthmed_app.accounts import people_queries
from healthmed_app.accounts.people_queries import PATTERNS_MAX, STATUSES, ListedPerson
from healthmed_app.accounts.sign_in import find_person, named
from healthmed_app.core.access import Actor, require
from healthmed_app.core.crypto import Keyring
from healthmed_app.core.errors import Invalid
from healthmed_app.core.texts import N_
from infra.db.pool import Connection

ROLES = ("", "patient", "doctor", "admin")
TYPED_MAX = 254
_LETTERS_MIN = 3
"""Of one word at least: fewer are no trigram, and would look through everybody."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which accounts: `typed` is part of a name or e-mail, a CPF, or a CRM with its state; `role` and `status` narrow."""

    typed: str = ""
    role: str = ""
    status: str = ""


async def people(
    conn: Connection,
    keyring: Keyring,
    actor: Actor,
    wanted: Wanted,
    limit: int,
    *,
    before: UUID | None = None,
) -> list[ListedPerson]:
    """Return accounts that are `wanted`, the newest first; `before` is the last one of the page before.

    Raises:
        Forbidden: the actor is no administrator.
        Invalid: what was typed is too short or too long, or the role or state is none.
    """
    require(actor, "admin")
    if wanted.role not in ROLES:
        raise Invalid(N_("Choose one of the roles."), field="role")
    if wanted.status not in STATUSES:
        raise Invalid(N_("Choose one of the states."), field="status")
    typed = wanted.typed.strip()
    only = None
    if named(typed).kind in ("cpf", "crm"):
        person = await find_person(conn, keyring, typed)
        if person is None:
            return []
        only = person.id
    return await people_queries.listed(
        conn,
        [] if only else patterns(typed),
        role=wanted.role,
        status=wanted.status,
        only=only,
        before=before,
        limit=limit,
    )


def patterns(typed: str) -> list[str]:
    """Return what a name or e-mail must be like to have all the words of `typed`; raise `Invalid` for too few letters."""
    if len(typed) > TYPED_MAX:
        raise Invalid(N_("Use at most 254 characters."), field="typed")
    words = typed.split()[:PATTERNS_MAX]
    if words and max(len(word) for word in words) < _LETTERS_MIN:
        raise Invalid(
            N_("Type at least three letters of a name or e-mail, or a whole CPF or CRM."), field="typed"
        )
    return [f"%{_escaped(word)}%" for word in words]


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
