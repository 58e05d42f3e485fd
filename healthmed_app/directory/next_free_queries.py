"""The SQL of what search knows of each doctor's next free time, which booking tells it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from infra.db.pool import Connection


async def set_next_free(conn: Connection, next_free: Mapping[UUID, datetime | None]) -> None:
    """Write the next free times, in the order of ids so that two of these never wait for each other."""
    ids = sorted(next_free)
    await conn.execute(
        """
        UPDATE doctor_search s
        SET next_free_at = fresh.starts_at,
            last_slot_at = (SELECT max(o.starts_at) FROM slots o WHERE o.doctor_id = s.doctor_id AND o.active),
            recheck_at = coalesce(
                fresh.starts_at - make_interval(mins =>
                    CASE WHEN c.confirms_automatically THEN c.notice_minutes ELSE greatest(c.notice_minutes, 180) END),
                clock_timestamp() + interval '1 hour')
        FROM (SELECT o.doctor_id, f.starts_at
              FROM unnest(%s::uuid[], %s::timestamptz[]) f (id, starts_at) JOIN doctor_search o ON o.doctor_id = f.id
              ORDER BY o.doctor_id FOR NO KEY UPDATE OF o) fresh
             LEFT JOIN calendars c USING (doctor_id)
        WHERE s.doctor_id = fresh.doctor_id
          AND (fresh.starts_at IS NULL OR s.next_free_at IS DISTINCT FROM fresh.starts_at OR s.recheck_at < clock_timestamp())
        """,
        (ids, [next_free[doctor_id] for doctor_id in ids]),
    )


async def lock_next_free(conn: Connection, doctor_ids: Sequence[UUID]) -> dict[UUID, datetime | None]:
    """Return the next free times as they are written, locked in the order of ids."""
    cursor = await conn.execute(
        """
        SELECT doctor_id, next_free_at FROM doctor_search WHERE doctor_id = ANY(%s)
        ORDER BY doctor_id FOR NO KEY UPDATE
        """,
        (list(doctor_ids),),
    )
    return dict(await cursor.fetchall())


async def due(conn: Connection, limit: int) -> list[UUID]:
    """Return doctors whose next free time may have passed, longest ago first."""
    cursor = await conn.execute(
        "SELECT doctor_id FROM doctor_search WHERE recheck_at <= clock_timestamp() ORDER BY recheck_at LIMIT %s",
        (limit,),
    )
    return [row[0] for row in await cursor.fetchall()]
