"""All SQL of notices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from psycopg.rows import class_row

from infra.db.pool import Connection


@dataclass(frozen=True, slots=True)
class Unsent:
    """A notice that was not mailed yet, with all that its mail says."""

    id: UUID
    kind: str
    recipient_id: UUID
    email: str
    language: str
    zone: str
    full_name: str
    appointment_id: UUID
    status: str
    sequence: int
    doctor_id: UUID
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


class Asked(NamedTuple):
    """Who made a request, and what it was about."""

    request_id: UUID
    actor_id: UUID
    appointment_id: UUID
    patient_id: UUID


async def asked(conn: Connection, request_ids: Sequence[UUID]) -> dict[UUID, Asked]:
    """Return who made each request, and about which appointment."""
    cursor = await conn.execute(
        """
        SELECT r.id, r.actor_id, a.id, a.patient_id
        FROM booking_requests r JOIN appointments a ON a.id = r.appointment_id
        WHERE r.id = ANY(%s)
        """,
        (list(request_ids),),
    )
    return {row[0]: Asked(*row) for row in await cursor.fetchall()}


async def insert(conn: Connection, rows: Sequence[tuple[UUID, UUID, str, UUID, UUID]]) -> None:
    """Add notices `(id, recipient, kind, request, appointment)`, each once."""
    ids, recipients, kinds, requests, appointments = (list(column) for column in zip(*rows, strict=True))
    await conn.execute(
        """
        INSERT INTO notices (id, recipient_id, kind, request_id, appointment_id)
        SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::uuid[], %s::uuid[])
        ON CONFLICT (request_id, kind, recipient_id) DO NOTHING
        """,
        (ids, recipients, kinds, requests, appointments),
    )


async def unsent(conn: Connection, request_ids: Sequence[UUID]) -> list[UUID]:
    """Return the notices of these requests that were not mailed and whose recipient still has an account."""
    cursor = await conn.execute(
        """
        SELECT n.id FROM notices n JOIN users u ON u.id = n.recipient_id AND u.deleted_at IS NULL
        WHERE n.request_id = ANY(%s) AND n.mailed_at IS NULL
        ORDER BY n.id
        """,
        (list(request_ids),),
    )
    return [row[0] for row in await cursor.fetchall()]


_STILL_TRUE = """(n.reminds_of IS NULL OR EXISTS (
    SELECT FROM appointments a WHERE a.id = n.appointment_id AND a.active AND a.status = 'confirmed'
      AND a.starts_at = n.reminds_of AND a.starts_at > clock_timestamp()
))"""


async def insert_reminders(
    conn: Connection, kind: str, between: tuple[timedelta, timedelta], limit: int
) -> list[UUID]:
    """Add up to `limit` reminders for those confirmed appointments that begin so long from now, and return their ids.

    Each is added once for its start, and not when its patient heard of it later than it is due.
    """
    nearest, farthest = between
    cursor = await conn.execute(
        """
        INSERT INTO notices (id, recipient_id, kind, appointment_id, reminds_of)
        SELECT gen_random_uuid(), a.patient_id, %(kind)s::text, a.id, a.starts_at FROM appointments a
        WHERE a.active AND a.status = 'confirmed' AND a.changed_at < a.starts_at - %(farthest)s
          AND a.starts_at > now() + %(nearest)s AND a.starts_at <= now() + %(farthest)s
          AND NOT EXISTS (
              SELECT FROM notices n WHERE n.appointment_id = a.id AND n.kind = %(kind)s::text AND n.reminds_of = a.starts_at
          )
        ORDER BY a.starts_at LIMIT %(limit)s
        ON CONFLICT DO NOTHING RETURNING id
        """,
        {"kind": kind, "nearest": nearest, "farthest": farthest, "limit": limit},
    )
    return [row[0] for row in await cursor.fetchall()]


async def unsent_reminders(conn: Connection, notice_ids: Sequence[UUID]) -> list[UUID]:
    """Return those that were not mailed, still remind of what will be, and whose recipient still has an account."""
    cursor = await conn.execute(
        f"""
        SELECT n.id FROM notices n JOIN users u ON u.id = n.recipient_id AND u.deleted_at IS NULL
        WHERE n.id = ANY(%s) AND n.mailed_at IS NULL AND {_STILL_TRUE}
        ORDER BY n.id
        """,  # noqa: S608  # Of a constant.
        (list(notice_ids),),
    )
    return [row[0] for row in await cursor.fetchall()]


async def claim(conn: Connection, notice_ids: Sequence[UUID], claim_seconds: int) -> list[Unsent]:
    """Claim notices for mailing and return what their mails say, without those that were mailed or that others are at.

    A claim that is older than `claim_seconds` counts no longer.
    """
    async with conn.cursor(row_factory=class_row(Unsent)) as cursor:
        await cursor.execute(
            f"""
            WITH due AS (
                SELECT id FROM notices n
                WHERE id = ANY(%s) AND mailed_at IS NULL AND {_STILL_TRUE}
                  AND (claimed_at IS NULL OR claimed_at < clock_timestamp() - make_interval(secs => %s))
                ORDER BY id FOR UPDATE SKIP LOCKED
            ), claimed AS (
                UPDATE notices n SET claimed_at = clock_timestamp() FROM due WHERE n.id = due.id
                RETURNING n.id, n.kind, n.recipient_id, n.appointment_id
            )
            SELECT n.id, n.kind, n.recipient_id, r.email, r.language, r.time_zone AS zone, r.full_name,
                   a.id AS appointment_id, a.status, a.sequence, a.doctor_id, du.full_name AS doctor_name,
                   pu.full_name AS patient_name, a.starts_at, upper(a.during) AS ends_at, a.expires_at, a.online,
                   a.changed_at, ad.street, ad.number, ad.neighborhood, ad.city, ad.state, a.cancelled_by
            FROM claimed n
            JOIN users r ON r.id = n.recipient_id AND r.deleted_at IS NULL
            JOIN appointments a ON a.id = n.appointment_id
            JOIN users du ON du.id = a.doctor_id
            JOIN users pu ON pu.id = a.patient_id
            LEFT JOIN addresses ad ON ad.user_id = a.doctor_id
            ORDER BY n.id
            """,  # noqa: S608  # Of a constant.
            (list(notice_ids), claim_seconds),
        )
        return await cursor.fetchall()


async def give_back(conn: Connection, notice_ids: Sequence[UUID]) -> None:
    """Let go of claims: these mails were not handed over."""
    await conn.execute(
        "UPDATE notices SET claimed_at = NULL WHERE id = ANY(%s) AND mailed_at IS NULL", (list(notice_ids),)
    )


async def set_mailed(conn: Connection, notice_ids: Sequence[UUID]) -> None:
    """Note that these mails were handed over."""
    await conn.execute(
        "UPDATE notices SET mailed_at = clock_timestamp() WHERE id = ANY(%s)", (list(notice_ids),)
    )
