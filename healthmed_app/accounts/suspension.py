"""Suspension: an administrator closes an account for a reason, and opens it again. Nothing of it is removed."""

from uuid import UUID

from healthmed_app.accounts import people_queries, queries, session_queries
from healthmed_app.accounts.queries import Person
from healthmed_app.audit import service as audit
from healthmed_app.core import clock
from healthmed_app.core.access import Actor, require
from healthmed_app.core.errors import Conflict, Forbidden, Invalid, NotFound
from healthmed_app.core.texts import N_
from infra.db.pool import Connection

REASON_MAX = 500


async def suspend(conn: Connection, actor: Actor, user_id: UUID, reason: str) -> str:
    """Suspend a person: all their sessions end at once, and they cannot sign in. Return their role.

    Nothing happens to one who is suspended. The caller tells open pages (`account:{user_id}`), and takes a doctor out of
    the directory.

    Raises:
        Forbidden: the actor is no administrator, or means themselves.
        Invalid: the reason is missing or too long.
        NotFound: there is no such account.
        Conflict: this is the last administrator.
    """
    person = await _other(conn, actor, user_id)
    why = _reason(reason)
    if person.role == "admin":
        await _keep_one(conn, actor)
    if await people_queries.suspend(conn, user_id, clock.now(), why):
        await audit.record(conn, actor, "account.suspended", user_id)
    await session_queries.end_sessions(conn, user_id)
    return person.role


async def reinstate(conn: Connection, actor: Actor, user_id: UUID) -> str:
    """Let a suspended person sign in again, and return their role.

    Raises:
        Forbidden: the actor is no administrator, or means themselves.
        NotFound: there is no such account.
    """
    person = await _other(conn, actor, user_id)
    if await people_queries.reinstate(conn, user_id):
        await audit.record(conn, actor, "account.reinstated", user_id)
    return person.role


async def _other(conn: Connection, actor: Actor, user_id: UUID) -> Person:
    require(actor, "admin")
    if user_id == actor.user_id:
        raise Forbidden(N_("You cannot suspend yourself."))
    person = await queries.person(conn, user_id)
    if person is None:
        raise NotFound
    return person


def _reason(reason: str) -> str:
    text = " ".join(reason.split())
    if not text:
        raise Invalid(N_("Say why, so that other administrators know."), field="reason")
    if len(text) > REASON_MAX:
        raise Invalid(N_("Use at most 500 characters."), field="reason")
    return text


async def _keep_one(conn: Connection, actor: Actor) -> None:
    """Refuse what would leave no administrator, also when two of them suspend each other at the same moment."""
    working = await people_queries.lock_administrators(conn)
    if actor.user_id not in working:
        raise Forbidden
    if len(working) < 2:
        raise Conflict(N_("This is the last administrator: make another one first."))
