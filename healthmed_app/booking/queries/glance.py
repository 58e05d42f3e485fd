"""What a doctor sees at a glance beside the agenda: how much waits, and who is next. Counted and found by index, not read."""

from datetime import datetime
from uuid import UUID

from infra.db.pool import Connection

_WAITING = """
    SELECT count(*)::int, min(expires_at) FROM appointments
    WHERE doctor_id = %(doctor_id)s AND starts_at > clock_timestamp() AND active AND status = 'waiting_for_confirmation'
    LIMIT 1
"""

_NEXT = """
    SELECT id FROM appointments
    WHERE doctor_id = %(doctor_id)s AND starts_at >= %(from)s AND starts_at < %(to)s AND active
      AND status IN ('confirmed', 'in_progress') AND upper(during) > %(now)s
    ORDER BY starts_at LIMIT 1
"""


async def waiting(conn: Connection, doctor_id: UUID) -> tuple[int, datetime | None]:
    """Return how many requests wait for this doctor, and the nearest deadline."""
    cursor = await conn.execute(_WAITING, {"doctor_id": doctor_id})
    row = await cursor.fetchone()
    assert row is not None
    return row[0], row[1]


async def next_visit(
    conn: Connection, doctor_id: UUID, now: datetime, begins_at: datetime, ends_at: datetime
) -> UUID | None:
    """Return the first visit that begins in `[begins_at, ends_at)` and is not over."""
    values = {"doctor_id": doctor_id, "now": now, "from": begins_at, "to": ends_at}
    cursor = await conn.execute(_NEXT, values)
    row = await cursor.fetchone()
    return row[0] if row else None
