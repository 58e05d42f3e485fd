"""All SQL of the audit."""

from collections.abc import Mapping
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg.rows import class_row

from healthmed_app.audit.views import EventRow
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


_LISTED_HEAD: LiteralString = """
    SELECT e.id, e.at, e.actor_id, a.full_name AS actor_name, e.action, e.subject_id, s.full_name AS subject_name,
           e.address, c.sequence
    FROM (SELECT * FROM audit_events
"""
_LISTED_TAIL: LiteralString = """
          ORDER BY at DESC, id DESC LIMIT %(limit)s) e
    LEFT JOIN users a ON a.id = e.actor_id LEFT JOIN users s ON s.id = e.subject_id
    LEFT JOIN audit_seals c ON c.event_id = e.id
    ORDER BY e.at DESC, e.id DESC
"""
_WHERE: dict[str, LiteralString] = {
    "actor_id": "actor_id = %(actor_id)s",
    "subject_id": "subject_id = %(subject_id)s",
    "action": "action = %(action)s",
    "since": "at >= %(since)s",
    "until": "at < %(until)s",
}


async def listed(
    conn: Connection, limit: int, before: tuple[datetime, UUID] | None, narrowed: Mapping[str, object]
) -> list[EventRow]:
    """Return acts older than `before`, the newest first; `narrowed` has keys of `_WHERE`."""
    where: list[LiteralString] = [_WHERE[name] for name in narrowed]
    if before is not None:
        where.append("(at, id) < (%(before_at)s, %(before_id)s)")
    conditions: LiteralString = " AND ".join(where) if where else "TRUE"
    values = {**narrowed, "limit": limit}
    if before is not None:
        values |= {"before_at": before[0], "before_id": before[1]}
    async with conn.cursor(row_factory=class_row(EventRow)) as cursor:
        await cursor.execute(f"{_LISTED_HEAD} WHERE {conditions} {_LISTED_TAIL}", values)
        return await cursor.fetchall()


async def place_in_time(conn: Connection, event_id: UUID) -> tuple[datetime, UUID] | None:
    """Return where in that order an act stands."""
    cursor = await conn.execute("SELECT at, id FROM audit_events WHERE id = %s", (event_id,))
    return await cursor.fetchone()
