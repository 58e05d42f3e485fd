"""An owner leaves: their account opens nothing any more, and what it says of them goes."""

from typing import cast
from uuid import UUID

from healthmed_app.accounts import queries, two_factor_queries
from healthmed_app.core import clock
from healthmed_app.core.access import Actor, Role
from infra.db.pool import Connection


async def leave(conn: Connection, user_id: UUID) -> None:
    """Let nobody sign in to an account again, and erase all of it but the name; its e-mail and CPF are free at once."""
    await queries.close(conn, [user_id], clock.now())


async def rename(conn: Connection, user_id: UUID, name: str) -> None:
    """Replace the name of an account that was left."""
    await queries.rename_closed(conn, user_id, name)


async def stand_in(conn: Connection, user_id: UUID) -> Actor | None:
    """Return somebody as the one who acts, for a job that does what they asked for; None when they left."""
    person = await queries.person(conn, user_id)
    if person is None:
        return None
    return Actor(
        user_id=person.id,
        role=cast("Role", person.role),
        session_id=person.id,
        name=person.full_name,
        language=person.language,
        zone=person.time_zone,
        email_confirmed=person.email_confirmed_at is not None,
        two_factor=await two_factor_queries.is_on(conn, person.id),
    )
