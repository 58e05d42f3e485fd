"""Suspension of an account with all that hangs on it: a doctor who is suspended cannot be found or booked either."""

from uuid import UUID

from healthmed_app.accounts import service as accounts
from healthmed_app.core.access import Actor
from healthmed_app.directory import service
from infra.db.pool import Connection


async def suspend(conn: Connection, actor: Actor, user_id: UUID, reason: str) -> None:
    """Suspend an account, and take a doctor out of the directory; it raises what `accounts.suspend` does."""
    if await accounts.suspend(conn, actor, user_id, reason) == "doctor":
        await service.suspend_doctor(conn, actor, user_id)


async def reinstate(conn: Connection, actor: Actor, user_id: UUID) -> None:
    """Let somebody sign in again; a doctor waits to be verified anew. It raises what `accounts.reinstate` does."""
    if await accounts.reinstate(conn, actor, user_id) == "doctor":
        await service.reconsider_doctor(conn, actor, user_id)


def topics(user_id: UUID) -> list[str]:
    """Return the hints that have open pages look again: those of this person, and those about them as a doctor."""
    return [f"account:{user_id}", f"doctor:{user_id}"]
