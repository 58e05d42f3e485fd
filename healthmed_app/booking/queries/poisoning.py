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
    key: str
    """By which its end is asked for."""


_UNDECIDED_SINCE = """
    SELECT received_at, id, doctor_id FROM booking_requests
    WHERE outcome IS NULL AND received_at < clock_timestamp() - make_interval(secs => %(older)s)
      AND (key NOT LIKE 'offer:%%' OR received_at < clock_timestamp() - make_interval(secs => %(offers_older)s))
      AND (received_at, id) > (%(after_at)s, %(after_id)s)
    ORDER BY received_at, id
    LIMIT %(limit)s
"""

_DUE = """
    SELECT a.id, a.doctor_id, asked.key
    FROM appointments a
    CROSS JOIN LATERAL (
        SELECT 'expire:' || a.id || ':' || extract(epoch FROM a.expires_at) || ':'
               || floor(extract(epoch FROM clock_timestamp() - a.expires_at) / %(again)s) AS key
    ) asked
    WHERE a.active AND a.status IN ('held', 'waiting_for_confirmation')
      AND a.expires_at < now() - make_interval(secs => %(grace)s)
      AND (SELECT id FROM booking_requests WHERE actor_id = %(clock)s AND key = asked.key LIMIT 1) IS NULL
    ORDER BY a.expires_at
    LIMIT %(limit)s
"""
"""What was asked for already is passed over, so that it cannot keep the others from being seen; after a while its key is a
new one, because the request may have failed."""


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
    conn: Connection,
    older_seconds: float,
    offers_older_seconds: float,
    after: tuple[datetime, UUID],
    limit: int,
) -> list[Undecided]:
    """Return requests that have been undecided for a while, oldest first, beyond `after`; offers stand back for longer."""
    cursor = await conn.execute(
        _UNDECIDED_SINCE,
        {
            "older": older_seconds,
            "offers_older": offers_older_seconds,
            "after_at": after[0],
            "after_id": after[1],
            "limit": limit,
        },
    )
    return [Undecided(*row) for row in await cursor.fetchall()]


async def due(
    conn: Connection, clock: UUID, *, grace_seconds: float, again_seconds: float, limit: int
) -> list[Due]:
    """Return what should have ended `grace_seconds` ago, the longest over first; not what `clock` asked for lately.

    What has not ended although it was asked for is returned once more in each `again_seconds`.
    """
    cursor = await conn.execute(
        _DUE, {"clock": clock, "grace": grace_seconds, "again": again_seconds, "limit": limit}
    )
    return [Due(*row) for row in await cursor.fetchall()]


async def try_lock(conn: Connection, key: int) -> bool:
    """Take a session's advisory lock, if nobody has it."""
    cursor = await conn.execute("SELECT pg_try_advisory_lock(%s)", (key,))
    row = await cursor.fetchone()
    assert row is not None
    return row[0]
