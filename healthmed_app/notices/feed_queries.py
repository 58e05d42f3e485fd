"""All SQL of calendar feeds."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from healthmed_app.notices.queries import VISITS, Visit
from infra.db.pool import Connection


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose feed it is, and what it said when it was last read."""

    user_id: UUID
    language: str
    content_hash: bytes | None
    content_at: datetime


async def made_at(conn: Connection, user_id: UUID) -> datetime | None:
    """Return since when a person's feed has its address."""
    cursor = await conn.execute("SELECT created_at FROM calendar_feeds WHERE user_id = %s", (user_id,))
    row = await cursor.fetchone()
    return row[0] if row else None


async def make(conn: Connection, user_id: UUID, token_hash: bytes) -> None:
    """Give a person's feed this token instead of any other."""
    await conn.execute(
        """
        INSERT INTO calendar_feeds (user_id, token_hash) VALUES (%s, %s)
        ON CONFLICT (user_id) DO UPDATE SET token_hash = excluded.token_hash, created_at = clock_timestamp()
        """,
        (user_id, token_hash),
    )


async def remove(conn: Connection, user_id: UUID) -> None:
    """Remove a person's feed."""
    await conn.execute("DELETE FROM calendar_feeds WHERE user_id = %s", (user_id,))


async def owner(conn: Connection, token_hash: bytes) -> Owner | None:
    """Return whose feed has this token, unless they are suspended or gone."""
    async with conn.cursor(row_factory=class_row(Owner)) as cursor:
        await cursor.execute(
            """
            SELECT f.user_id, u.language, f.content_hash, f.content_at
            FROM calendar_feeds f JOIN users u ON u.id = f.user_id AND u.deleted_at IS NULL AND u.suspended_at IS NULL
            WHERE f.token_hash = %s
            """,
            (token_hash,),
        )
        return await cursor.fetchone()


async def visits(conn: Connection, user_id: UUID, since: datetime, limit: int) -> list[Visit]:
    """Return a person's appointments from `since` on, as patient or doctor, in the order of their start; no cancelled ones."""
    async with conn.cursor(row_factory=class_row(Visit)) as cursor:
        await cursor.execute(
            f"""
            {VISITS} WHERE (a.patient_id = %(user)s OR a.doctor_id = %(user)s) AND a.starts_at >= %(since)s
              AND a.status IN ('waiting_for_confirmation', 'confirmed', 'in_progress', 'concluded', 'no_show')
            ORDER BY a.starts_at, a.id LIMIT %(limit)s
            """,  # Of a constant.
            {"user": user_id, "since": since, "limit": limit},
        )
        return await cursor.fetchall()


async def note_content(conn: Connection, user_id: UUID, content_hash: bytes) -> datetime | None:
    """Note that a person's feed says something else from now on, and return now; None when somebody just noted the same."""
    cursor = await conn.execute(
        """
        UPDATE calendar_feeds SET content_hash = %s, content_at = clock_timestamp()
        WHERE user_id = %s AND content_hash IS DISTINCT FROM %s RETURNING content_at
        """,
        (content_hash, user_id, content_hash),
    )
    row = await cursor.fetchone()
    return row[0] if row else None
