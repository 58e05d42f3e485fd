"""The SQL that writes notices, and reads the visits that they are about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from psycopg.rows import class_row

from infra.db.columns import bools, pack, uuids, words
from infra.db.pool import Connection


class Happened(NamedTuple):
    """A notice of what a request brought about."""

    id: UUID
    recipient_id: UUID
    kind: str
    subject_id: UUID
    request_id: UUID
    to_asker: bool
    """Whether it is news to the recipient even if the request was theirs."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What notices say of an appointment."""

    id: UUID
    status: str
    sequence: int
    doctor_id: UUID
    patient_id: UUID
    doctor_name: str
    patient_name: str
    starts_at: datetime
    ends_at: datetime
    expires_at: datetime | None
    online: bool
    changed_at: datetime
    street: str | None
    number: str | None
    neighborhood: str | None
    city: str | None
    state: str | None
    cancelled_by: str | None


async def insert_happened(conn: Connection, rows: Sequence[Happened]) -> None:
    """Add notices of decided requests, each once. What somebody asked for themselves is not unread.

    Nothing is fetched, so this can stand in a pipeline.
    """
    await conn.execute(
        """
        INSERT INTO notices (id, recipient_id, kind, subject_id, occurrence, read_at)
        SELECT told.id, told.recipient_id, told.kind, told.subject_id, told.request_id::text,
               CASE WHEN r.actor_id = told.recipient_id THEN clock_timestamp() END
        FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::uuid[], %s::uuid[], %s::boolean[])
             AS told (id, recipient_id, kind, subject_id, request_id, to_asker)
        JOIN booking_requests r ON r.id = told.request_id
        WHERE told.to_asker OR r.actor_id <> told.recipient_id
        ON CONFLICT DO NOTHING
        """,
        pack((uuids, uuids, words, uuids, uuids, bools), rows),
    )


async def insert(
    conn: Connection,
    notice_id: UUID,
    recipient_id: UUID,
    kind: str,
    subject_id: UUID,
    person_id: UUID | None,
    occurrence: str,
) -> bool:
    """Add one notice, and return whether it was not there already."""
    cursor = await conn.execute(
        """
        INSERT INTO notices (id, recipient_id, kind, subject_id, person_id, occurrence)
        VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
        """,
        (notice_id, recipient_id, kind, subject_id, person_id, occurrence),
    )
    return cursor.rowcount == 1


async def insert_reminders(
    conn: Connection, kind: str, between: tuple[timedelta, timedelta], limit: int
) -> list[UUID]:
    """Add up to `limit` reminders for those confirmed appointments that begin so long from now; return their recipients.

    Each is added once for its start, and not when its patient heard of it later than it is due.
    """
    nearest, farthest = between
    cursor = await conn.execute(
        """
        INSERT INTO notices (id, recipient_id, kind, subject_id, occurrence, reminds_of)
        SELECT gen_random_uuid(), due.patient_id, %(kind)s::text, due.id, due.occurrence, due.starts_at FROM (
            SELECT a.id, a.patient_id, a.starts_at, (1000 * extract(epoch FROM a.starts_at))::bigint::text AS occurrence
            FROM appointments a
            WHERE a.active AND a.status = 'confirmed' AND a.changed_at < a.starts_at - %(farthest)s
              AND a.starts_at > now() + %(nearest)s AND a.starts_at <= now() + %(farthest)s
        ) AS due
        WHERE NOT EXISTS (
            SELECT FROM notices n WHERE n.recipient_id = due.patient_id AND n.kind = %(kind)s::text
              AND n.subject_id = due.id AND n.occurrence = due.occurrence
        )
        ORDER BY due.starts_at LIMIT %(limit)s
        ON CONFLICT DO NOTHING RETURNING recipient_id
        """,
        {"kind": kind, "nearest": nearest, "farthest": farthest, "limit": limit},
    )
    return [row[0] for row in await cursor.fetchall()]


VISITS = """
    SELECT a.id, a.status, a.sequence, a.doctor_id, a.patient_id, du.full_name AS doctor_name,
           pu.full_name AS patient_name, a.starts_at, upper(a.during) AS ends_at, a.expires_at, a.online, a.changed_at,
           ad.street, ad.number, ad.neighborhood, ad.city, ad.state, a.cancelled_by
    FROM appointments a
    JOIN users du ON du.id = a.doctor_id
    JOIN users pu ON pu.id = a.patient_id
    LEFT JOIN addresses ad ON ad.user_id = a.doctor_id
"""
"""Reads `Visit`s; a condition follows."""


async def visits(conn: Connection, subject_ids: Sequence[UUID]) -> dict[UUID, Visit]:
    """Return those of these subjects that are appointments, by their id."""
    async with conn.cursor(row_factory=class_row(Visit)) as cursor:
        await cursor.execute(f"{VISITS} WHERE a.id = ANY(%s)", (list(subject_ids),))  # Of a constant.
        return {visit.id: visit for visit in await cursor.fetchall()}
