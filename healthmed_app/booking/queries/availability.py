"""Which times could be booked now: the reads behind result cards, slot grids and alternatives.

A slot is free when it is active, begins after the doctor's notice and within the horizon, the doctor takes bookings,
and no live hold or appointment of the doctor overlaps it. A hold that ran out no longer counts, whether or not its row
has been tidied away. These reads promise nothing: only the sequencer gives a time away.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from psycopg.rows import class_row

from healthmed_app.booking.views import FreeDay, FreeSlot
from infra.db.pool import Connection

SLOTS_MAX = 2_000
"""More than eight weeks of full days have."""

FREE = """
    s.active
    AND s.starts_at > %(now)s + make_interval(mins =>
        CASE WHEN c.confirms_automatically THEN c.notice_minutes ELSE greatest(c.notice_minutes, 180) END)
    AND s.starts_at < %(now)s + make_interval(days => c.horizon_days + 1)
    AND NOT EXISTS (
        SELECT FROM appointments a
        WHERE a.doctor_id = s.doctor_id AND a.active AND a.during && s.during
          AND (a.status <> 'held' OR a.expires_at > %(now)s)
    )
"""

_NEXT_FREE = f"""
    SELECT s.id, s.doctor_id, s.starts_at, upper(s.during) AS ends_at, d.online
    FROM unnest(%(doctor_ids)s::uuid[], %(earliest)s::timestamptz[]) AS asked (doctor_id, earliest)
    JOIN calendars c ON c.doctor_id = asked.doctor_id
    JOIN doctors d ON d.id = c.doctor_id AND d.status = 'verified'
    CROSS JOIN LATERAL (
        SELECT s.id, s.doctor_id, s.starts_at, s.during
        FROM slots s
        WHERE s.doctor_id = c.doctor_id AND s.starts_at >= asked.earliest AND {FREE}
        ORDER BY s.starts_at
        LIMIT %(limit)s
    ) s
"""  # noqa: S608  # Every part is a constant of this module.

_BETWEEN = f"""
    SELECT s.id, s.doctor_id, s.starts_at, upper(s.during) AS ends_at, d.online
    FROM calendars c
    JOIN doctors d ON d.id = c.doctor_id AND d.status = 'verified'
    JOIN slots s ON s.doctor_id = c.doctor_id
    WHERE c.doctor_id = %(doctor_id)s
      AND s.starts_at >= %(day_from)s::timestamp AT TIME ZONE %(zone)s
      AND s.starts_at < (%(day_to)s::date + 1)::timestamp AT TIME ZONE %(zone)s
      AND {FREE}
    ORDER BY s.starts_at
    LIMIT %(limit)s
"""  # noqa: S608

_DAYS = f"""
    SELECT (s.starts_at AT TIME ZONE %(zone)s)::date AS day, count(*)::int AS slots
    FROM calendars c
    JOIN doctors d ON d.id = c.doctor_id AND d.status = 'verified'
    JOIN slots s ON s.doctor_id = c.doctor_id
    WHERE c.doctor_id = %(doctor_id)s
      AND s.starts_at >= %(after)s::timestamp AT TIME ZONE %(zone)s
      AND {FREE}
    GROUP BY 1
    ORDER BY 1
    LIMIT %(limit)s
"""  # noqa: S608


async def next_free(
    conn: Connection, doctor_ids: Sequence[UUID], limit: int, now: datetime, earliest: datetime | None = None
) -> dict[UUID, list[FreeSlot]]:
    """Return each doctor's first `limit` free slots from `earliest` (now) on; every asked doctor has a list, empty or not."""
    return await next_free_from(conn, dict.fromkeys(doctor_ids, earliest or now), limit, now)


async def next_free_from(
    conn: Connection, earliest: Mapping[UUID, datetime], limit: int, now: datetime
) -> dict[UUID, list[FreeSlot]]:
    """Return what `next_free` does, for each doctor from a time of their own on."""
    async with conn.cursor(row_factory=class_row(FreeSlot)) as cursor:
        await cursor.execute(
            _NEXT_FREE,
            {
                "doctor_ids": list(earliest),
                "earliest": list(earliest.values()),
                "limit": limit,
                "now": now,
            },
        )
        found: dict[UUID, list[FreeSlot]] = defaultdict(list)
        async for slot in cursor:
            found[slot.doctor_id].append(slot)
    return {doctor_id: sorted(found[doctor_id], key=lambda slot: slot.starts_at) for doctor_id in earliest}


async def free_slots(
    conn: Connection, doctor_id: UUID, day_from: date, day_to: date, zone: str, now: datetime
) -> list[FreeSlot]:
    """Return the free slots that begin on the days `day_from` to `day_to` (both included) of `zone`, in order."""
    async with conn.cursor(row_factory=class_row(FreeSlot)) as cursor:
        await cursor.execute(
            _BETWEEN,
            {
                "doctor_id": doctor_id,
                "day_from": day_from,
                "day_to": day_to,
                "zone": zone,
                "now": now,
                "limit": SLOTS_MAX,
            },
        )
        return await cursor.fetchall()


async def free_days(
    conn: Connection, doctor_id: UUID, after: date, days_max: int, zone: str, now: datetime
) -> list[FreeDay]:
    """Return the first `days_max` days of `zone`, from `after` on, that have a free slot."""
    async with conn.cursor(row_factory=class_row(FreeDay)) as cursor:
        await cursor.execute(
            _DAYS, {"doctor_id": doctor_id, "after": after, "zone": zone, "now": now, "limit": days_max}
        )
        return await cursor.fetchall()
