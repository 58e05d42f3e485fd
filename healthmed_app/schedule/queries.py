"""The SQL of a doctor's settings, hours, dates that differ and blocked time. That of slots is in `slot_queries`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from psycopg.rows import class_row

from healthmed_app.core.ids import new_id
from healthmed_app.schedule.rules import CalendarSettings, Interval, Span
from infra.db.pool import Connection


@dataclass(frozen=True, slots=True)
class BlockRow:
    """Time that a doctor took out of the agenda."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """One interval of a date that differs; closed when the times are null."""

    day: date
    starts: time | None
    ends: time | None


async def insert_calendar(conn: Connection, doctor_id: UUID, time_zone: str) -> None:
    """Give a doctor a calendar with the default settings, unless there is one."""
    await conn.execute(
        "INSERT INTO calendars (doctor_id, time_zone) VALUES (%s, %s) ON CONFLICT (doctor_id) DO NOTHING",
        (doctor_id, time_zone),
    )


async def settings(conn: Connection, doctor_id: UUID) -> CalendarSettings | None:
    """Read a doctor's calendar settings."""
    async with conn.cursor(row_factory=class_row(CalendarSettings)) as cursor:
        await cursor.execute(
            """
            SELECT time_zone, slot_minutes, buffer_minutes, notice_minutes, horizon_days, confirms_automatically
            FROM calendars WHERE doctor_id = %s
            """,
            (doctor_id,),
        )
        return await cursor.fetchone()


async def lock_calendar(conn: Connection, doctor_id: UUID) -> bool:
    """Lock the doctor's calendar until the transaction ends, as the sequencer does; false when there is none."""
    cursor = await conn.execute(
        "SELECT 1 FROM calendars WHERE doctor_id = %s FOR NO KEY UPDATE", (doctor_id,)
    )
    return await cursor.fetchone() is not None


async def weekly_hours(conn: Connection, doctor_id: UUID) -> list[Interval]:
    """Read a doctor's weekly hours, in order."""
    async with conn.cursor(row_factory=class_row(Interval)) as cursor:
        await cursor.execute(
            """
            SELECT weekday, starts, ends FROM weekly_hours WHERE doctor_id = %s
            ORDER BY weekday, starts LIMIT 100
            """,
            (doctor_id,),
        )
        return await cursor.fetchall()


async def exceptions(conn: Connection, doctor_id: UUID, first: date) -> list[ExceptionRow]:
    """Read the dates that differ, from the day `first` on, in order."""
    async with conn.cursor(row_factory=class_row(ExceptionRow)) as cursor:
        await cursor.execute(
            """
            SELECT day, starts, ends FROM exceptions WHERE doctor_id = %s AND day >= %s
            ORDER BY day, starts LIMIT 2000
            """,
            (doctor_id, first),
        )
        return await cursor.fetchall()


async def blocks(conn: Connection, doctor_id: UUID, after: datetime) -> list[BlockRow]:
    """Read the blocked time that has not ended at `after`, in order."""
    async with conn.cursor(row_factory=class_row(BlockRow)) as cursor:
        await cursor.execute(
            """
            SELECT id, lower(during) AS starts_at, upper(during) AS ends_at, note FROM blocks
            WHERE doctor_id = %s AND during && tstzrange(%s, NULL) ORDER BY lower(during) LIMIT 1000
            """,
            (doctor_id, after),
        )
        return await cursor.fetchall()


async def insert_block(conn: Connection, doctor_id: UUID, block_id: UUID, span: Span, note: str) -> None:
    """Add blocked time."""
    await conn.execute(
        "INSERT INTO blocks (id, doctor_id, during, note) VALUES (%s, %s, tstzrange(%s, %s), %s)",
        (block_id, doctor_id, span.starts_at, span.ends_at, note),
    )


async def delete_block(conn: Connection, doctor_id: UUID, block_id: UUID) -> bool:
    """Remove blocked time of this doctor; false when it is not there."""
    cursor = await conn.execute(
        "DELETE FROM blocks WHERE id = %s AND doctor_id = %s RETURNING id", (block_id, doctor_id)
    )
    return await cursor.fetchone() is not None


async def update_settings(conn: Connection, doctor_id: UUID, values: CalendarSettings) -> None:
    """Write a doctor's calendar settings."""
    await conn.execute(
        """
        UPDATE calendars SET time_zone = %s, slot_minutes = %s, buffer_minutes = %s, notice_minutes = %s,
               horizon_days = %s, confirms_automatically = %s
        WHERE doctor_id = %s
        """,
        (
            values.time_zone,
            values.slot_minutes,
            values.buffer_minutes,
            values.notice_minutes,
            values.horizon_days,
            values.confirms_automatically,
            doctor_id,
        ),
    )


async def replace_weekly_hours(conn: Connection, doctor_id: UUID, hours: Sequence[Interval]) -> None:
    """Put `hours` in place of the doctor's weekly hours."""
    await conn.execute("DELETE FROM weekly_hours WHERE doctor_id = %s", (doctor_id,))
    await conn.execute(
        """
        INSERT INTO weekly_hours (id, doctor_id, weekday, starts, ends)
        SELECT id, %s, weekday, starts, ends
        FROM unnest(%s::uuid[], %s::int[], %s::time[], %s::time[]) AS given (id, weekday, starts, ends)
        """,
        (
            doctor_id,
            [new_id() for _ in hours],
            [one.weekday for one in hours],
            [one.starts for one in hours],
            [one.ends for one in hours],
        ),
    )


async def replace_exceptions(conn: Connection, doctor_id: UUID, rows: Sequence[ExceptionRow]) -> None:
    """Put `rows` in place of the doctor's dates that differ."""
    await conn.execute("DELETE FROM exceptions WHERE doctor_id = %s", (doctor_id,))
    await conn.execute(
        """
        INSERT INTO exceptions (id, doctor_id, day, starts, ends)
        SELECT id, %s, day, starts, ends
        FROM unnest(%s::uuid[], %s::date[], %s::time[], %s::time[]) AS given (id, day, starts, ends)
        """,
        (
            doctor_id,
            [new_id() for _ in rows],
            [one.day for one in rows],
            [one.starts for one in rows],
            [one.ends for one in rows],
        ),
    )


async def set_materialised(conn: Connection, doctor_id: UUID, until: date) -> None:
    """Remember the last day that has its slots."""
    await conn.execute(
        "UPDATE calendars SET materialised_until = %s WHERE doctor_id = %s AND materialised_until IS DISTINCT FROM %s",
        (until, doctor_id, until),
    )


async def doctors_behind(conn: Connection, after: UUID, now: datetime, limit: int) -> list[UUID]:
    """Return, by id, the next doctors whose slots do not reach just to their horizon: it moved on, or was changed.

    The scan is by the primary key from `after` on: one page of a daily round.
    """
    cursor = await conn.execute(
        """
        SELECT doctor_id FROM calendars
        WHERE doctor_id > %s
          AND materialised_until IS DISTINCT FROM (%s AT TIME ZONE time_zone)::date + horizon_days
        ORDER BY doctor_id LIMIT %s
        """,
        (after, now, limit),
    )
    return [row[0] for row in await cursor.fetchall()]
