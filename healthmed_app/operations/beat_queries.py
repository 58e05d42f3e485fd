"""The SQL of processes that say that they live."""

from datetime import datetime

from psycopg.rows import class_row

from healthmed_app.operations.views import Beat
from infra.db.pool import Connection

LISTED_MAX = 200
FORGOTTEN_AT_ONCE = 1_000

_SAY = """
    INSERT INTO process_beats (id, kind, started_at, seen_at, swept_at)
    VALUES (%(id)s, %(kind)s, %(started_at)s, clock_timestamp(), %(swept_at)s)
    ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at, swept_at = excluded.swept_at
"""
_FORGET = """
    DELETE FROM process_beats WHERE id IN (SELECT id FROM process_beats WHERE seen_at < %s ORDER BY seen_at LIMIT %s)
"""


async def say(conn: Connection, beat: Beat) -> None:
    """Note that this process lives."""
    values = {"id": beat.id, "kind": beat.kind, "started_at": beat.started_at, "swept_at": beat.swept_at}
    await conn.execute(_SAY, values)


async def end(conn: Connection, beat: Beat) -> None:
    """Note that this process has come to its end."""
    await conn.execute("DELETE FROM process_beats WHERE id = %s", (beat.id,))


async def forget(conn: Connection, before: datetime) -> None:
    """Forget the processes that were not seen since then, a bounded part of them."""
    await conn.execute(_FORGET, (before, FORGOTTEN_AT_ONCE))


async def listed(conn: Connection) -> list[Beat]:
    """Return the processes that were seen last."""
    async with conn.cursor(row_factory=class_row(Beat)) as cursor:
        await cursor.execute(
            "SELECT id, kind, started_at, seen_at, swept_at FROM process_beats ORDER BY seen_at DESC LIMIT %s",
            (LISTED_MAX,),
        )
        return await cursor.fetchall()


async def schema(conn: Connection) -> str:
    """Return the last migration that ran."""
    cursor = await conn.execute("SELECT version_num FROM alembic_version LIMIT 1")
    row = await cursor.fetchone()
    return row[0] if row else ""
