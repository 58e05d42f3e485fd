"""The statements of poison handling and of the sweeper: what is undecided, and how often it went wrong."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from infra.db.pool import Connection


class Undecided(NamedTuple):
    """A request without an outcome."""

    received_at: datetime
    id: UUID
    doctor_id: UUID


class Due(NamedTuple):
    """A hold or an unanswered request whose time is over."""

    appointment_id: UUID
    doctor_id: UUID
    expires_at: datetime


_UNDECIDED_SINCE = """
    SELECT received_at, id, doctor_id FROM booking_requests
    WHERE outcome IS NULL AND received_at < clock_timestamp() - make_interval(secs => %(older)s)
      AND (received_at, id) > (%(after_at)s, %(after_id)s)
    ORDER BY received_at, id
    LIMIT %(limit)s
"""

_DUE = """
    SELECT id, doctor_id, expires_at FROM appointments
    WHERE active AND status IN ('held', 'waiting_for_confirmation')
      AND expires_at < clock_timestamp() - make_interval(secs => %(grace)s)
    ORDER BY expires_at
    LIMIT %(limit)s
"""


async def undecided(conn: Connection, request_ids: list[UUID]) -> set[UUID]:
    """Return those of the requests that have no outcome."""
    cursor = await conn.execute(
        "SELECT id FROM booking_requests WHERE id = ANY(%s) AND outcome IS NULL", (request_ids,)
    )
    return {row[0] for row in await cursor.fetchall()}


async def count_attempt(conn: Connection, request_id: UUID) -> int:
    """Count one failed attempt and return how many there are."""
    cursor = await conn.execute(
        "UPDATE booking_requests SET attempts = attempts + 1 WHERE id = %s RETURNING attempts", (request_id,)
    )
    row = await cursor.fetchone()
    assert row is not None
    return row[0]


async def undecided_since(
    conn: Connection, older_seconds: float, after: tuple[datetime, UUID], limit: int
) -> list[Undecided]:
    """Return requests that have been undecided for a while, oldest first, beyond `after`."""
    cursor = await conn.execute(
        _UNDECIDED_SINCE,
        {"older": older_seconds, "after_at": after[0], "after_id": after[1], "limit": limit},
    )
    return [Undecided(*row) for row in await cursor.fetchall()]


async def due(conn: Connection, grace_seconds: float, limit: int) -> list[Due]:
    """Return what should have ended `grace_seconds` ago or earlier, the longest over first."""
    cursor = await conn.execute(_DUE, {"grace": grace_seconds, "limit": limit})
    return [Due(*row) for row in await cursor.fetchall()]


async def try_lock(conn: Connection, key: int) -> bool:
    """Take a session's advisory lock, if nobody has it."""
    cursor = await conn.execute("SELECT pg_try_advisory_lock(%s)", (key,))
    row = await cursor.fetchone()
    assert row is not None
    return row[0]
