"""All SQL of the audit."""

from uuid import UUID

from infra.db.pool import Connection


async def add(
    conn: Connection,
    event_id: UUID,
    actor_id: UUID | None,
    action: str,
    subject_id: UUID | None,
    address: str,
) -> None:
    """Add one act."""
    await conn.execute(
        "INSERT INTO audit_events (id, actor_id, action, subject_id, address) VALUES (%s, %s, %s, %s, %s)",
        (event_id, actor_id, action, subject_id, address),
    )
