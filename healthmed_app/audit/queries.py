"""All SQL of the audit."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from infra.db.pool import Connection


@dataclass(frozen=True, slots=True)
class Event:
    """One act, as it was recorded."""

    id: UUID
    at: datetime
    actor_id: UUID | None
    action: str
    subject_id: UUID | None
    address: str


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


async def about(conn: Connection, subject_id: UUID, limit: int) -> list[Event]:
    """Return the newest acts that concern `subject_id`."""
    async with conn.cursor(row_factory=class_row(Event)) as cursor:
        await cursor.execute(
            """
            SELECT id, at, actor_id, action, subject_id, address FROM audit_events
            WHERE subject_id = %s ORDER BY at DESC LIMIT %s
            """,
            (subject_id, limit),
        )
        return await cursor.fetchall()
