"""Free times that could be kept for somebody who is not there, with the moment at which that stops making sense."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from healthmed_app.booking.queries.availability import FREE
from infra.db.pool import Connection


class FreeTime(NamedTuple):
    """A free slot, and until when patients can book it."""

    slot_id: UUID
    starts_at: datetime
    ends_at: datetime
    closes_at: datetime


_FREE_TIMES = f"""
    SELECT s.id, s.starts_at, upper(s.during),
           s.starts_at - make_interval(mins =>
               CASE WHEN c.confirms_automatically THEN c.notice_minutes ELSE greatest(c.notice_minutes, 180) END)
    FROM calendars c
    JOIN doctors d ON d.id = c.doctor_id AND d.status = 'verified'
    JOIN slots s ON s.doctor_id = c.doctor_id
    WHERE c.doctor_id = %(doctor_id)s AND s.starts_at >= %(begins_at)s AND s.starts_at < %(ends_at)s AND {FREE}
    ORDER BY s.starts_at LIMIT %(limit)s
"""  # noqa: S608  # Every part is a constant.


async def free_times(
    conn: Connection, doctor_id: UUID, begins_at: datetime, ends_at: datetime, now: datetime, limit: int
) -> list[FreeTime]:
    """Return the doctor's first free times that begin in `[begins_at, ends_at)`."""
    cursor = await conn.execute(
        _FREE_TIMES,
        {"doctor_id": doctor_id, "begins_at": begins_at, "ends_at": ends_at, "now": now, "limit": limit},
    )
    return [FreeTime(*row) for row in await cursor.fetchall()]
