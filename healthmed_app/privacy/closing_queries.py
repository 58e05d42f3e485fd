"""The SQL of deleting an account: how far it is, what is still to come, and what is erased in which table.

It writes across features on purpose: what goes with an account is listed in one place (`rules.ERASED` and `rules.KEPT` name every
table that knows people, and a test finds one that is forgotten). Calendars are changed by their lines alone.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg.rows import class_row

from infra.db.pool import Connection

AHEAD_MAX = 500


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody whose account is being deleted, and how far that is."""

    user_id: UUID
    role: str
    language: str
    email_sealed: bytes | None
    erased_at: datetime | None


@dataclass(frozen=True, slots=True)
class Ahead:
    """What somebody still has before them, and whether it was asked to be called off already, in vain or in line."""

    id: UUID
    status: str
    ends_at: datetime
    asked: bool


_ERASE: tuple[LiteralString, ...] = (
    """
    UPDATE appointments SET for_name = NULL, for_birth_date = NULL, reason_sealed = NULL,
           cancel_reason_sealed = CASE WHEN cancelled_by = 'patient' THEN NULL ELSE cancel_reason_sealed END
    WHERE patient_id = %(id)s""",
    "DELETE FROM booking_details WHERE hold_id IN (SELECT id FROM appointments WHERE patient_id = %(id)s)",
    "DELETE FROM waitlist_offers WHERE entry_id IN (SELECT id FROM waitlist WHERE patient_id = %(id)s)",
    "DELETE FROM waitlist WHERE patient_id = %(id)s",
    "DELETE FROM notices WHERE recipient_id = %(id)s",
    "DELETE FROM notice_preferences WHERE user_id = %(id)s",
    "UPDATE blocks SET note = '' WHERE doctor_id = %(id)s",
    "UPDATE closures SET erased_at = clock_timestamp() WHERE user_id = %(id)s",
)
_AT_ONCE: tuple[LiteralString, ...] = (
    "DELETE FROM calendar_feeds WHERE user_id = %(id)s",
    "UPDATE data_exports SET key_wrapped = NULL, expires_at = clock_timestamp() WHERE user_id = %(id)s",
)
"""What opens something, and what opens a copy: it is removed soon, and cannot be read from now on."""


def key_of(appointment_id: UUID) -> str:
    """Return the key under which an appointment is called off, once."""
    return f"closing:{appointment_id}"


async def begin(conn: Connection, user_id: UUID, language: str, email_sealed: bytes) -> bool:
    """Write down that an account is being deleted; False when it is already."""
    cursor = await conn.execute(
        "INSERT INTO closures (user_id, language, email_sealed) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        (user_id, language, email_sealed),
    )
    return cursor.rowcount == 1


async def leaver(conn: Connection, user_id: UUID) -> Leaver | None:
    """Return whose account is being deleted, None when that is over."""
    async with conn.cursor(row_factory=class_row(Leaver)) as cursor:
        await cursor.execute(
            """
            SELECT c.user_id, u.role, c.language, c.email_sealed, c.erased_at
            FROM closures c JOIN users u ON u.id = c.user_id WHERE c.user_id = %s AND c.told_at IS NULL
            """,
            (user_id,),
        )
        return await cursor.fetchone()


async def unfinished(conn: Connection, limit: int) -> list[UUID]:
    """Return accounts whose deletion is not over, and for which no job waits or runs."""
    cursor = await conn.execute(
        """
        SELECT c.user_id FROM closures c
        WHERE c.told_at IS NULL AND c.asked_at < clock_timestamp() - interval '10 minutes' AND NOT EXISTS (
            SELECT FROM procrastinate_jobs j
            WHERE j.lock = 'close:' || replace(c.user_id::text, '-', '') AND j.status IN ('todo', 'doing'))
        ORDER BY c.asked_at LIMIT %s
        """,
        (limit,),
    )
    return [row[0] for row in await cursor.fetchall()]


async def ahead(conn: Connection, user_id: UUID) -> list[Ahead]:
    """Return the appointments and holds that somebody has before them, as patient or as doctor, the soonest first."""
    async with conn.cursor(row_factory=class_row(Ahead)) as cursor:
        await cursor.execute(
            """
            SELECT a.id, a.status, upper(a.during) AS ends_at, EXISTS (
                SELECT FROM booking_requests r WHERE r.actor_id = %(id)s AND r.key = 'closing:' || a.id AND r.outcome IS NOT NULL
            ) OR a.status = 'in_progress' AS asked
            FROM (
                SELECT id, status, during, starts_at FROM appointments
                WHERE patient_id = %(id)s AND active AND starts_at > clock_timestamp() - interval '1 day'
                UNION
                SELECT id, status, during, starts_at FROM appointments
                WHERE doctor_id = %(id)s AND active AND starts_at > clock_timestamp() - interval '1 day'
            ) a
            WHERE upper(a.during) > clock_timestamp() AND a.status IN ('held', 'waiting_for_confirmation', 'confirmed', 'in_progress')
            ORDER BY a.starts_at LIMIT %(limit)s
            """,
            {"id": user_id, "limit": AHEAD_MAX},
        )
        return await cursor.fetchall()


async def shut(conn: Connection, user_id: UUID) -> None:
    """Let nothing that somebody was given open anything any more."""
    for statement in _AT_ONCE:
        await conn.execute(statement, {"id": user_id})


async def erase(conn: Connection, user_id: UUID) -> None:
    """Erase what somebody left in the tables of all features."""
    for statement in _ERASE:
        await conn.execute(statement, {"id": user_id})


async def told(conn: Connection, user_id: UUID) -> None:
    """Note that it is over, and forget the address."""
    await conn.execute(
        "UPDATE closures SET told_at = clock_timestamp(), email_sealed = NULL WHERE user_id = %s", (user_id,)
    )
