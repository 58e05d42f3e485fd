"""What happens to accounts from outside: another administrator is made, somebody is suspended, let in again, or closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from healthmed_app.accounts import passwords, queries, rules, session_queries
from healthmed_app.accounts.queries import NewPerson
from healthmed_app.accounts.sign_in import find_person
from healthmed_app.audit import service as audit
from healthmed_app.core import clock
from healthmed_app.core.access import Actor, require
from healthmed_app.core.crypto import Keyring
from healthmed_app.core.errors import Conflict, Forbidden, NotFound
from healthmed_app.core.ids import new_id
from healthmed_app.core.texts import N_
from infra.db.pool import Connection


async def has_account(conn: Connection, emails: Iterable[str]) -> bool:
    """Whether any of a few e-mail addresses has an account."""
    return any([await queries.person_by_email(conn, email) for email in emails])


async def create_admin(conn: Connection, email: str, full_name: str, password: str) -> UUID:
    """Make an administrator's account, with its address confirmed; for the command line, where nobody is signed in.

    Raises:
        Invalid: a rule refuses the address, the name or the password.
        Conflict: the address has an account.
    """
    address = rules.email(email)
    name = rules.full_name(full_name)
    kept = await passwords.hashed(passwords.check(password, address, name))
    user_id = new_id()
    new = NewPerson(
        id=user_id,
        role="admin",
        email=address,
        full_name=name,
        document_blind=None,
        document_sealed=None,
        phone=None,
        birth_date=None,
        password_hash=kept,
        language="en",
        time_zone="America/Sao_Paulo",
    )
    if not await queries.add_person(conn, new):
        raise Conflict(N_("An account has this e-mail address already."), field="email")
    await queries.confirm_email(conn, user_id, address, clock.now())
    await audit.record(conn, None, "admin.created", user_id)
    return user_id


@dataclass(frozen=True, slots=True)
class Found:
    """An account as administrators see it: who it is, and whether they may sign in."""

    id: UUID
    full_name: str
    email: str
    role: str
    suspended: bool


async def find_account(conn: Connection, keyring: Keyring, actor: Actor, identifier: str) -> Found:
    """Return the account of an e-mail address, a CPF or a CRM with its state; raise `NotFound` when there is none."""
    require(actor, "admin")
    person = await find_person(conn, keyring, identifier)
    if person is None:
        raise NotFound(N_("No account has this e-mail, CPF or CRM."), field="identifier")
    return Found(person.id, person.full_name, person.email, person.role, person.suspended_at is not None)


async def close_unconfirmed(conn: Connection, now: datetime, limit: int) -> list[UUID]:
    """Close at most `limit` accounts that were never confirmed in time, for good; return whose they were."""
    closed = await queries.close_unconfirmed(conn, now, limit)
    for user_id in closed:
        await audit.record(conn, None, "account.closed", user_id)
    return closed


async def suspend(conn: Connection, actor: Actor, user_id: UUID) -> Found:
    """Suspend a person: all their sessions end at once, and they cannot sign in. Nothing happens to one who is.

    Raises:
        Forbidden: the actor is no administrator, or means themselves.
        NotFound: there is no such account.
    """
    found = await _set_suspended(conn, actor, user_id, suspended=True)
    await session_queries.end_sessions(conn, user_id)
    return found


async def reinstate(conn: Connection, actor: Actor, user_id: UUID) -> Found:
    """Let a suspended person sign in again; it raises what `suspend` does."""
    return await _set_suspended(conn, actor, user_id, suspended=False)


async def _set_suspended(conn: Connection, actor: Actor, user_id: UUID, *, suspended: bool) -> Found:
    require(actor, "admin")
    if user_id == actor.user_id:
        raise Forbidden(N_("You cannot suspend yourself."))
    person = await queries.person(conn, user_id)
    if person is None:
        raise NotFound
    if await queries.suspend(conn, user_id, clock.now() if suspended else None):
        action = "account.suspended" if suspended else "account.reinstated"
        await audit.record(conn, actor, action, user_id)
    return Found(person.id, person.full_name, person.email, person.role, suspended)
