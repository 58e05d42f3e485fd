"""All SQL of accounts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from infra.db.pool import Connection


@dataclass(frozen=True, slots=True)
class SessionOwner:
    """A session and the person it belongs to."""

    session_id: UUID
    seen_at: datetime
    expires_at: datetime
    user_id: UUID
    role: str
    full_name: str
    language: str
    time_zone: str
    email_confirmed: bool


async def session_owner(conn: Connection, secret_hash: bytes) -> SessionOwner | None:
    """Find a session by its secret's hash; none for a person who was suspended or deleted."""
    async with conn.cursor(row_factory=class_row(SessionOwner)) as cursor:
        await cursor.execute(
            """
            SELECT s.id AS session_id, s.seen_at, s.expires_at, u.id AS user_id, u.role, u.full_name, u.language,
                   u.time_zone, u.email_confirmed_at IS NOT NULL AS email_confirmed
            FROM sessions s JOIN users u ON u.id = s.user_id
            WHERE s.secret_hash = %s AND u.suspended_at IS NULL AND u.deleted_at IS NULL
            """,
            (secret_hash,),
        )
        return await cursor.fetchone()


async def touch_session(conn: Connection, session_id: UUID, now: datetime) -> None:
    """Remember that a session was used."""
    await conn.execute("UPDATE sessions SET seen_at = %s WHERE id = %s", (now, session_id))
