"""All SQL of notices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
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


async def unsent(conn: Connection, request_ids: Sequence[UUID], limit: int) -> list[UUID]:
    """Return the notices of these requests that were not mailed."""
    cursor = await conn.execute(
        "SELECT id FROM notices WHERE request_id = ANY(%s) AND mailed_at IS NULL ORDER BY id LIMIT %s",
        (list(request_ids), limit),
    )
    return [row[0] for row in await cursor.fetchall()]


async def claim(conn: Connection, notice_id: UUID, claim_seconds: int) -> Unsent | None:
    """Claim a notice for mailing and return what its mail says; None when it was mailed, or another worker is at it."""
    async with conn.cursor(row_factory=class_row(Unsent)) as cursor:
        await cursor.execute(
            """
            WITH claimed AS (
                UPDATE notices SET claimed_at = clock_timestamp()
                WHERE id = %s AND mailed_at IS NULL
                  AND (claimed_at IS NULL OR claimed_at < clock_timestamp() - make_interval(secs => %s))
                RETURNING id, kind, recipient_id, appointment_id
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
            """,
            (notice_id, claim_seconds),
        )
        return await cursor.fetchone()


async def give_back(conn: Connection, notice_id: UUID) -> None:
    """Let go of a claim: the mail was not handed over."""
    await conn.execute("UPDATE notices SET claimed_at = NULL WHERE id = %s", (notice_id,))


async def set_mailed(conn: Connection, notice_id: UUID) -> None:
    """Note that the mail was handed over."""
    await conn.execute("UPDATE notices SET mailed_at = clock_timestamp() WHERE id = %s", (notice_id,))
