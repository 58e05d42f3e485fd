"""Writes down who did what, in the transaction that does it: an act that is rolled back leaves no trace."""

from uuid import UUID

from healthmed_app.audit import queries
from healthmed_app.core.access import Actor
from healthmed_app.core.ids import new_id
from infra.db.pool import Connection


async def record(
    conn: Connection,
    actor: Actor | UUID | None,
    action: str,
    subject: UUID | None = None,
    *,
    address: str = "",
) -> None:
    """Record that `actor` did `action` (such as `doctor.verified`) to `subject`; `address` is that of a computer."""
    actor_id = actor.user_id if isinstance(actor, Actor) else actor
    await queries.add(conn, new_id(), actor_id, action, subject, address)
