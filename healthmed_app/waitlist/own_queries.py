"""The SQL of one's own waits: asking, leaving, and what pages show. Everything is found through the patient."""

from datetime import datetime, timedelta
from uuid import UUID

from psycopg.rows import class_row

from healthmed_app.waitlist.rules import Span
from healthmed_app.waitlist.views import Kept, Over, Wait
from infra.db.pool import Connection

_WAITS = """
    SELECT w.id, w.doctor_id, u.full_name AS doctor_name, d.slug AS doctor_slug, d.specialty, a.id AS appointment_id,
           a.starts_at AS appointment_at, w.earliest_at, w.latest_at, w.asked_at, w.passed,
           (SELECT count(*)::int FROM (
               SELECT FROM waitlist b
               WHERE b.doctor_id = w.doctor_id AND b.ended_at IS NULL AND (b.asked_at, b.id) < (w.asked_at, w.id)
               LIMIT %(line_max)s
           ) before) AS ahead
    FROM waitlist w
    JOIN doctors d ON d.id = w.doctor_id
    JOIN users u ON u.id = w.doctor_id
    LEFT JOIN appointments a ON a.id = w.appointment_id AND a.active
    WHERE w.patient_id = %(patient_id)s AND w.ended_at IS NULL AND w.latest_at > clock_timestamp()
    ORDER BY w.asked_at, w.id LIMIT %(limit)s
"""

_KEPT = """
    SELECT h.id AS hold_id, w.id AS entry_id, o.slot_id, h.doctor_id, u.full_name AS doctor_name, d.slug AS doctor_slug,
           d.specialty, h.starts_at, upper(h.during) AS ends_at, h.expires_at AS kept_until, a.id AS appointment_id,
           a.starts_at AS appointment_at
    FROM waitlist w
    JOIN waitlist_offers o ON o.entry_id = w.id AND o.ended_at IS NULL
    JOIN appointments h ON h.id = o.id AND h.patient_id = w.patient_id AND h.active AND h.status = 'held'
        AND h.expires_at > clock_timestamp()
    JOIN doctors d ON d.id = h.doctor_id
    JOIN users u ON u.id = h.doctor_id
    LEFT JOIN LATERAL (
        SELECT n.id, n.starts_at FROM appointments n
        WHERE n.patient_id = w.patient_id AND n.doctor_id = w.doctor_id AND n.active
          AND n.status IN ('waiting_for_confirmation', 'confirmed') AND n.starts_at > clock_timestamp()
        ORDER BY n.id = w.appointment_id DESC NULLS LAST, n.starts_at LIMIT 1
    ) a ON true
    WHERE w.patient_id = %(patient_id)s AND w.ended_at IS NULL
    ORDER BY h.expires_at LIMIT %(limit)s
"""

_OVER = """
    SELECT w.id, u.full_name AS doctor_name, d.slug AS doctor_slug, w.ended, w.ended_at
    FROM waitlist w
    JOIN doctors d ON d.id = w.doctor_id
    JOIN users u ON u.id = w.doctor_id
    WHERE w.patient_id = %(patient_id)s AND w.ended IN ('passed', 'expired')
      AND w.ended_at > clock_timestamp() - %(lately)s AND d.status = 'verified'
      AND NOT EXISTS (
          SELECT FROM waitlist n
          WHERE n.patient_id = w.patient_id AND n.doctor_id = w.doctor_id AND n.ended_at IS NULL)
    ORDER BY w.asked_at DESC LIMIT %(limit)s
"""

_ASK = """
    INSERT INTO waitlist (id, patient_id, doctor_id, appointment_id, earliest_at, latest_at)
    VALUES (%(id)s, %(patient_id)s, %(doctor_id)s, %(appointment_id)s, %(begins_at)s, %(ends_at)s)
    ON CONFLICT (patient_id, doctor_id) WHERE ended_at IS NULL
    DO UPDATE SET appointment_id = excluded.appointment_id, earliest_at = excluded.earliest_at,
                  latest_at = excluded.latest_at
"""

_LEAVE = """
    WITH left_now AS (
        UPDATE waitlist SET ended_at = clock_timestamp(), ended = 'left'
        WHERE id = %(id)s AND patient_id = %(patient_id)s AND ended_at IS NULL RETURNING id
    ), let_go AS (
        UPDATE waitlist_offers o SET ended_at = clock_timestamp(), ended = 'passed'
        FROM left_now WHERE o.entry_id = left_now.id AND o.ended_at IS NULL RETURNING o.id
    )
    SELECT h.id FROM let_go JOIN appointments h ON h.id = let_go.id AND h.active AND h.status = 'held'
"""


async def lock_patient(conn: Connection, patient_id: UUID) -> None:
    """Let a patient ask for one thing at a time, so that the limits hold."""
    await conn.execute("SELECT FROM users WHERE id = %s FOR NO KEY UPDATE", (patient_id,))


async def waiting_for(conn: Connection, patient_id: UUID, limit: int) -> set[UUID]:
    """Return the doctors with whom this patient waits for a time."""
    cursor = await conn.execute(
        "SELECT doctor_id FROM waitlist WHERE patient_id = %s AND ended_at IS NULL LIMIT %s",
        (patient_id, limit),
    )
    return {row[0] for row in await cursor.fetchall()}


async def length(conn: Connection, doctor_id: UUID, limit: int) -> int:
    """Return how many wait for this doctor, up to `limit`."""
    cursor = await conn.execute(
        "SELECT count(*) FROM (SELECT FROM waitlist WHERE doctor_id = %s AND ended_at IS NULL LIMIT %s) line",
        (doctor_id, limit),
    )
    row = await cursor.fetchone()
    assert row is not None
    return row[0]


async def is_findable(conn: Connection, doctor_id: UUID) -> bool:
    """Whether there is such a doctor, and they take bookings."""
    cursor = await conn.execute(
        """
        SELECT FROM doctors d JOIN calendars c ON c.doctor_id = d.id JOIN users u ON u.id = d.id
        WHERE d.id = %s AND d.status = 'verified' AND u.suspended_at IS NULL AND u.deleted_at IS NULL
        """,
        (doctor_id,),
    )
    return await cursor.fetchone() is not None


async def to_move(conn: Connection, patient_id: UUID, doctor_id: UUID) -> tuple[UUID, datetime] | None:
    """Return this patient's next appointment with this doctor that can be moved, and its start."""
    cursor = await conn.execute(
        """
        SELECT id, starts_at FROM appointments
        WHERE patient_id = %s AND doctor_id = %s AND active AND status IN ('waiting_for_confirmation', 'confirmed')
          AND starts_at > clock_timestamp()
        ORDER BY starts_at LIMIT 1
        """,
        (patient_id, doctor_id),
    )
    row = await cursor.fetchone()
    return (row[0], row[1]) if row else None


async def ask(
    conn: Connection,
    entry_id: UUID,
    patient_id: UUID,
    doctor_id: UUID,
    appointment_id: UUID | None,
    wanted: Span,
) -> None:
    """Let the patient wait; one who waits already keeps their place, and wants these times from now on."""
    values = {
        "id": entry_id,
        "patient_id": patient_id,
        "doctor_id": doctor_id,
        "appointment_id": appointment_id,
        "begins_at": wanted.begins_at,
        "ends_at": wanted.ends_at,
    }
    await conn.execute(_ASK, values)


async def leave(conn: Connection, patient_id: UUID, entry_id: UUID) -> list[UUID]:
    """End one's wait, and the offer that it led to; return the hold that is to be let go, if there is one."""
    cursor = await conn.execute(_LEAVE, {"id": entry_id, "patient_id": patient_id})
    return [row[0] for row in await cursor.fetchall()]


async def doctor_of(conn: Connection, patient_id: UUID, entry_id: UUID) -> UUID | None:
    """Return the doctor with whom one waits."""
    cursor = await conn.execute(
        "SELECT doctor_id FROM waitlist WHERE id = %s AND patient_id = %s", (entry_id, patient_id)
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def waits(conn: Connection, patient_id: UUID, limit: int, line_max: int) -> list[Wait]:
    """Return one's waits, the longest first."""
    async with conn.cursor(row_factory=class_row(Wait)) as cursor:
        await cursor.execute(_WAITS, {"patient_id": patient_id, "limit": limit, "line_max": line_max})
        return await cursor.fetchall()


async def kept(conn: Connection, patient_id: UUID, limit: int) -> list[Kept]:
    """Return what is kept for one now, the first to end first."""
    async with conn.cursor(row_factory=class_row(Kept)) as cursor:
        await cursor.execute(_KEPT, {"patient_id": patient_id, "limit": limit})
        return await cursor.fetchall()


async def over(conn: Connection, patient_id: UUID, lately: timedelta, limit: int) -> list[Over]:
    """Return one's waits that have ended by themselves lately, unless one waits again."""
    async with conn.cursor(row_factory=class_row(Over)) as cursor:
        await cursor.execute(_OVER, {"patient_id": patient_id, "lately": lately, "limit": limit})
        return await cursor.fetchall()
