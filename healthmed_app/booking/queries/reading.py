"""What patients and doctors read of their own: appointments, agenda, requests and outcomes.

Every row is looked up through its reader, so that one who is not its patient or its doctor finds nothing.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, LiteralString
from uuid import UUID

from psycopg.rows import class_row

from healthmed_app.booking.views import AgendaItem, AppointmentView, InLine
from infra.db.columns import uuids
from infra.db.pool import Connection

List = Literal["upcoming", "waiting", "past"]

AGENDA_MAX = 2_000
PENDING_MAX = 500
IN_LINE_MAX = 50

_VIEW: LiteralString = """
    SELECT a.id,
           CASE WHEN line.kind = 'reschedule' THEN 're_schedule_in_analysis'
                WHEN line.kind = 'book' THEN 'schedule_in_analysis'
                ELSE a.status END AS status,
           a.doctor_id, du.full_name AS doctor_name, d.slug AS doctor_slug, d.specialty, d.crm, d.crm_state,
           c.time_zone AS doctor_zone, a.patient_id, pu.full_name AS patient_name, a.for_name, a.for_birth_date,
           a.slot_id, a.starts_at, upper(a.during) AS ends_at, a.online, a.price_cents, a.currency, a.expires_at,
           a.extended, ad.street, ad.number, ad.neighborhood, ad.city, ad.state, a.cancelled_by, a.sequence,
           a.created_at, a.changed_at, a.active, a.reason_sealed, a.cancel_reason_sealed
    FROM appointments a
    JOIN doctors d ON d.id = a.doctor_id
    JOIN users du ON du.id = a.doctor_id
    JOIN users pu ON pu.id = a.patient_id
    JOIN calendars c ON c.doctor_id = a.doctor_id
    LEFT JOIN addresses ad ON ad.user_id = a.doctor_id
    LEFT JOIN LATERAL (
        SELECT r.kind FROM booking_requests r
        WHERE r.actor_id = a.patient_id AND r.appointment_id = a.id AND r.outcome IS NULL
          AND r.kind IN ('book', 'reschedule')
        LIMIT 1
    ) line ON a.active
"""

_LISTS: dict[List, LiteralString] = {
    "upcoming": """
        WHERE a.patient_id = %(user_id)s AND a.active AND a.status IN ('confirmed', 'in_progress')
          AND (a.starts_at, a.id) > (%(after_at)s, %(after_id)s) AND upper(a.during) > clock_timestamp()
        ORDER BY a.starts_at, a.id LIMIT %(limit)s""",
    "waiting": """
        WHERE a.patient_id = %(user_id)s AND a.active
          AND (a.status = 'waiting_for_confirmation' OR (a.status = 'held' AND line.kind = 'book'))
          AND (a.starts_at, a.id) > (%(after_at)s, %(after_id)s) AND a.starts_at > clock_timestamp()
        ORDER BY a.starts_at, a.id LIMIT %(limit)s""",
    "past": """
        WHERE a.patient_id = %(user_id)s AND a.status <> 'held'
          AND (a.starts_at, a.id) < (%(after_at)s, %(after_id)s)
          AND (NOT a.active OR a.status IN ('concluded', 'no_show') OR upper(a.during) <= clock_timestamp())
        ORDER BY a.starts_at DESC, a.id DESC LIMIT %(limit)s""",
}

_AGENDA = """
    SELECT a.status AS kind, a.starts_at, upper(a.during) AS ends_at, a.slot_id, a.id AS appointment_id,
           u.full_name AS patient_name, a.for_name, a.online, a.expires_at, coalesce(s.source = 'hand', false) AS by_hand
    FROM appointments a
    JOIN users u ON u.id = a.patient_id
    LEFT JOIN slots s ON s.id = a.slot_id
    WHERE a.doctor_id = %(doctor_id)s AND a.active AND a.starts_at >= %(from)s AND a.starts_at < %(to)s
      AND (a.status <> 'held' OR a.expires_at > clock_timestamp())
    UNION ALL
    SELECT 'free', s.starts_at, upper(s.during), s.id, NULL, NULL, NULL, d.online, NULL, s.source = 'hand'
    FROM slots s
    JOIN doctors d ON d.id = s.doctor_id
    WHERE s.doctor_id = %(doctor_id)s AND s.active AND s.starts_at >= %(from)s AND s.starts_at < %(to)s
      AND NOT EXISTS (
          SELECT FROM appointments a
          WHERE a.doctor_id = s.doctor_id AND a.active AND a.during && s.during
            AND (a.status <> 'held' OR a.expires_at > clock_timestamp()))
    ORDER BY 2
    LIMIT %(limit)s
"""

_PENDING = (
    _VIEW
    + """
    WHERE a.doctor_id = %(doctor_id)s AND a.active AND a.status = 'waiting_for_confirmation'
      AND a.starts_at > clock_timestamp()
    ORDER BY a.expires_at, a.starts_at LIMIT %(limit)s
"""
)

_OWN: dict[str, LiteralString] = {
    "patient": """
        WHERE a.patient_id = %(user_id)s AND (a.status <> 'held' OR line.kind = 'book')""",
    "doctor": """
        WHERE a.doctor_id = %(user_id)s AND a.status <> 'held'""",
}
_BETWEEN: LiteralString = """
    WHERE a.patient_id = %(patient_id)s AND a.doctor_id = %(doctor_id)s AND a.status <> 'held'
    ORDER BY a.starts_at DESC, a.id DESC LIMIT %(limit)s
"""
"""By the patient's own appointments, which are few."""
_LATEST_FIRST: LiteralString = """
          AND (a.starts_at, a.id) < (%(after_at)s, %(after_id)s)
        ORDER BY a.starts_at DESC, a.id DESC LIMIT %(limit)s"""

_ONE = (
    _VIEW
    + """
    WHERE a.id = %(id)s AND (a.patient_id = %(user_id)s OR a.doctor_id = %(user_id)s)
"""
)

_IN_LINE = """
    SELECT id AS request_id, kind, doctor_id, appointment_id, received_at
    FROM booking_requests
    WHERE actor_id = %(user_id)s AND outcome IS NULL
    ORDER BY received_at DESC LIMIT %(limit)s
"""

_PLACES = """
    WITH asked AS MATERIALIZED (
        SELECT r.* FROM unnest(%(actors)s::uuid[], %(ids)s::uuid[]) AS given (actor_id, id)
        CROSS JOIN LATERAL (
            SELECT id, doctor_id FROM booking_requests
            WHERE id = given.id AND actor_id = given.actor_id AND decided_seq IS NULL LIMIT 1
        ) r
    )
    SELECT asked.id, coalesce(line.place, %(limit)s)
    FROM asked LEFT JOIN (
        SELECT first.id, count(*) OVER (PARTITION BY doctor_id ORDER BY first.received_at)::int AS place
        FROM (SELECT DISTINCT doctor_id FROM asked) doctors
        CROSS JOIN LATERAL (
            SELECT id, received_at FROM booking_requests
            WHERE doctor_id = doctors.doctor_id AND outcome IS NULL ORDER BY received_at LIMIT %(limit)s
        ) first
    ) line ON line.id = asked.id
"""
"""Each doctor's line is read once, however many ask."""


async def one(conn: Connection, user_id: UUID, appointment_id: UUID) -> AppointmentView | None:
    """Return an appointment or hold of this patient or this doctor."""
    async with conn.cursor(row_factory=class_row(AppointmentView)) as cursor:
        await cursor.execute(_ONE, {"id": appointment_id, "user_id": user_id})
        return await cursor.fetchone()


async def of_patient(
    conn: Connection, user_id: UUID, which: List, after: tuple[datetime, UUID], limit: int
) -> list[AppointmentView]:
    """Return the patient's appointments beyond `after`, in the list's order."""
    query = _VIEW + _LISTS[which]
    async with conn.cursor(row_factory=class_row(AppointmentView)) as cursor:
        await cursor.execute(
            query, {"user_id": user_id, "after_at": after[0], "after_id": after[1], "limit": limit}
        )
        return await cursor.fetchall()


async def own(
    conn: Connection, user_id: UUID, role: str, after: tuple[datetime, UUID], limit: int
) -> list[AppointmentView]:
    """Return the appointments of a patient or a doctor, of whatever status, the latest start first; no mere holds."""
    query = _VIEW + _OWN[role] + _LATEST_FIRST
    async with conn.cursor(row_factory=class_row(AppointmentView)) as cursor:
        await cursor.execute(
            query, {"user_id": user_id, "after_at": after[0], "after_id": after[1], "limit": limit}
        )
        return await cursor.fetchall()


async def between(conn: Connection, doctor_id: UUID, patient_id: UUID, limit: int) -> list[AppointmentView]:
    """Return the appointments of this doctor with this patient, the latest start first; no mere holds."""
    query = _VIEW + _BETWEEN
    async with conn.cursor(row_factory=class_row(AppointmentView)) as cursor:
        await cursor.execute(query, {"doctor_id": doctor_id, "patient_id": patient_id, "limit": limit})
        return await cursor.fetchall()


async def pending(conn: Connection, doctor_id: UUID) -> list[AppointmentView]:
    """Return what waits for this doctor's answer, the nearest deadline first."""
    async with conn.cursor(row_factory=class_row(AppointmentView)) as cursor:
        await cursor.execute(_PENDING, {"doctor_id": doctor_id, "limit": PENDING_MAX})
        return await cursor.fetchall()


async def agenda(
    conn: Connection, doctor_id: UUID, begins_at: datetime, ends_at: datetime
) -> list[AgendaItem]:
    """Return all that begins in `[begins_at, ends_at)` in this doctor's agenda, in order of time."""
    async with conn.cursor(row_factory=class_row(AgendaItem)) as cursor:
        await cursor.execute(
            _AGENDA, {"doctor_id": doctor_id, "from": begins_at, "to": ends_at, "limit": AGENDA_MAX}
        )
        return await cursor.fetchall()


async def in_line(conn: Connection, user_id: UUID) -> list[InLine]:
    """Return this person's undecided requests, the newest first."""
    async with conn.cursor(row_factory=class_row(InLine)) as cursor:
        await cursor.execute(_IN_LINE, {"user_id": user_id, "limit": IN_LINE_MAX})
        return await cursor.fetchall()


async def places(conn: Connection, asked: Sequence[tuple[UUID, UUID]], limit: int) -> dict[UUID, int]:
    """Return the place in line of each of `asked` (person, their request) that is undecided, at most `limit`."""
    actors, ids = zip(*asked, strict=True)
    values = {"actors": uuids(actors), "ids": uuids(ids), "limit": limit}
    cursor = await conn.execute(_PLACES, values, binary=True)
    return dict(await cursor.fetchall())


async def owned(conn: Connection, user_id: UUID, request_id: UUID) -> bool:
    """Whether the request is this person's."""
    cursor = await conn.execute(
        "SELECT FROM booking_requests WHERE id = %s AND actor_id = %s", (request_id, user_id)
    )
    return await cursor.fetchone() is not None
