"""The SQL of slots.

`busy` is the one place that looks up at a row of booking (`appointments`): a slot that is held or taken must be known
before slots are rewritten, and the appointment is what guards its time.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from healthmed_app.core.ids import new_id
from healthmed_app.schedule.rules import SlotRow, Span
from infra.db.pool import Connection

SLOTS_MAX = 30_000
"""More than the densest calendar that the limits allow: 180 days of 10-minute slots."""


async def slots(
    conn: Connection, doctor_id: UUID, after: datetime, before: datetime, limit: int = SLOTS_MAX
) -> list[SlotRow]:
    """Read the first active slots that begin from `after` on and before `before`, in order."""
    async with conn.cursor(row_factory=class_row(SlotRow)) as cursor:
        await cursor.execute(
            """
            SELECT id, starts_at, upper(during) AS ends_at, source FROM slots
            WHERE doctor_id = %s AND active AND starts_at >= %s AND starts_at < %s ORDER BY starts_at LIMIT %s
            """,
            (doctor_id, after, before, limit),
        )
        return await cursor.fetchall()


async def slot(conn: Connection, doctor_id: UUID, slot_id: UUID, *, gone: bool) -> SlotRow | None:
    """Read one active slot of a doctor, or with `gone` also one that is not active any more."""
    async with conn.cursor(row_factory=class_row(SlotRow)) as cursor:
        await cursor.execute(
            """
            SELECT id, starts_at, upper(during) AS ends_at, source FROM slots
            WHERE id = %s AND doctor_id = %s AND (active OR %s)
            """,
            (slot_id, doctor_id, gone),
        )
        return await cursor.fetchone()


async def slots_by_hand(conn: Connection, doctor_id: UUID, after: datetime, limit: int) -> list[SlotRow]:
    """Read the active slots that the doctor made, from `after` on, in order."""
    async with conn.cursor(row_factory=class_row(SlotRow)) as cursor:
        await cursor.execute(
            """
            SELECT id, starts_at, upper(during) AS ends_at, source FROM slots
            WHERE doctor_id = %s AND active AND source = 'hand' AND starts_at >= %s ORDER BY starts_at LIMIT %s
            """,
            (doctor_id, after, limit),
        )
        return await cursor.fetchall()


async def busy(conn: Connection, doctor_id: UUID, after: datetime) -> list[Span]:
    """Read the time of the doctor's holds and appointments that begin from `after` on.

    A hold that ran out but was not yet let go counts: its request may still be in line.
    """
    async with conn.cursor(row_factory=class_row(Span)) as cursor:
        await cursor.execute(
            """
            SELECT starts_at, upper(during) AS ends_at FROM appointments
            WHERE doctor_id = %s AND active AND starts_at >= %s ORDER BY starts_at LIMIT %s
            """,
            (doctor_id, after, SLOTS_MAX),
        )
        return await cursor.fetchall()


async def retire_slots(conn: Connection, doctor_id: UUID, ids: Sequence[UUID]) -> int:
    """Make slots inactive; they are kept, because appointments of the past refer to them."""
    cursor = await conn.execute(
        "UPDATE slots SET active = false WHERE id = ANY(%s) AND doctor_id = %s AND active RETURNING id",
        (list(ids), doctor_id),
    )
    # A row count is not known yet when the statements of a transaction are pipelined; rows are waited for.
    return len(await cursor.fetchall())


async def revive_slots(conn: Connection, doctor_id: UUID, spans: Sequence[Span]) -> set[Span]:
    """Make inactive slots of the hours active again where one has the very interval; return those intervals."""
    async with conn.cursor(row_factory=class_row(Span)) as cursor:
        await cursor.execute(
            """
            UPDATE slots SET active = true WHERE id IN (
                SELECT DISTINCT ON (s.starts_at) s.id
                FROM unnest(%s::timestamptz[], %s::timestamptz[]) AS given (starts_at, ends_at)
                JOIN slots s ON s.doctor_id = %s AND NOT s.active AND s.starts_at = given.starts_at
                WHERE s.source = 'hours' AND upper(s.during) = given.ends_at
            )
            RETURNING starts_at, upper(during) AS ends_at
            """,
            ([one.starts_at for one in spans], [one.ends_at for one in spans], doctor_id),
        )
        return set(await cursor.fetchall())


async def insert_slots(conn: Connection, doctor_id: UUID, spans: Sequence[Span]) -> None:
    """Add slots of the hours."""
    await conn.execute(
        """
        INSERT INTO slots (id, doctor_id, during, starts_at)
        SELECT id, %s, tstzrange(starts_at, ends_at), starts_at
        FROM unnest(%s::uuid[], %s::timestamptz[], %s::timestamptz[]) AS given (id, starts_at, ends_at)
        """,
        (
            doctor_id,
            [new_id() for _ in spans],
            [one.starts_at for one in spans],
            [one.ends_at for one in spans],
        ),
    )


async def insert_by_hand(conn: Connection, doctor_id: UUID, slot_id: UUID, span: Span) -> None:
    """Add one slot that the doctor made."""
    await conn.execute(
        """
        INSERT INTO slots (id, doctor_id, during, starts_at, source)
        VALUES (%s, %s, tstzrange(%s, %s), %s, 'hand')
        """,
        (slot_id, doctor_id, span.starts_at, span.ends_at, span.starts_at),
    )
