"""The draft of a hold's details, kept as it is typed so that a reload loses nothing."""

from datetime import datetime
from uuid import UUID

from infra.db.pool import Connection

_SAVE = """
    INSERT INTO booking_details (hold_id, draft_sealed)
    SELECT a.id, %(draft)s FROM appointments a
    WHERE a.id = %(hold_id)s AND a.patient_id = %(user_id)s AND a.status = 'held'
    ON CONFLICT (hold_id) DO UPDATE SET draft_sealed = excluded.draft_sealed, saved_at = clock_timestamp()
"""

_LOAD = """
    SELECT b.draft_sealed FROM booking_details b JOIN appointments a ON a.id = b.hold_id
    WHERE b.hold_id = %(hold_id)s AND a.patient_id = %(user_id)s
"""


_FORGET_OLD = """
    DELETE FROM booking_details WHERE hold_id = ANY(ARRAY(
        SELECT hold_id FROM booking_details WHERE saved_at < %(before)s ORDER BY saved_at LIMIT %(limit)s))
"""


async def forget_old(conn: Connection, before: datetime, limit: int) -> int:
    """Remove at most `limit` drafts that were last typed `before`; return how many."""
    cursor = await conn.execute(_FORGET_OLD, {"before": before, "limit": limit})
    return cursor.rowcount


async def save(conn: Connection, user_id: UUID, hold_id: UUID, draft_sealed: bytes) -> bool:
    """Keep the draft of one's hold; False when it is no hold of this person."""
    cursor = await conn.execute(_SAVE, {"hold_id": hold_id, "user_id": user_id, "draft": draft_sealed})
    return cursor.rowcount == 1


async def load(conn: Connection, user_id: UUID, hold_id: UUID) -> bytes | None:
    """Return the sealed draft, if there is one."""
    cursor = await conn.execute(_LOAD, {"hold_id": hold_id, "user_id": user_id})
    row = await cursor.fetchone()
    return row[0] if row else None
