"""The SQL of files and of the objects that no file owns."""

from datetime import timedelta
from uuid import UUID

from psycopg.rows import class_row

from healthmed_app.records.views import FileView, SealedFile
from infra.db.pool import Connection

_VIEW = "id, patient_id, name, media_type, size_bytes, pages, width_px, height_px, created_at"

_INSERT = """
    INSERT INTO files (id, patient_id, name, media_type, size_bytes, pages, width_px, height_px, created_at,
                       key_wrapped, key_id)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


async def lock_owner(conn: Connection, patient_id: UUID) -> None:
    """Let nobody else add a file of this patient until the transaction ends."""
    await conn.execute("SELECT FROM users WHERE id = %s FOR NO KEY UPDATE", (patient_id,))


async def usage(conn: Connection, patient_id: UUID, limit: int) -> tuple[int, int]:
    """Return how many files this patient has, counted up to `limit`, and how many bytes they are."""
    cursor = await conn.execute(
        """
        SELECT count(*)::int, coalesce(sum(size_bytes), 0)::bigint
        FROM (SELECT size_bytes FROM files WHERE patient_id = %s LIMIT %s) AS theirs
        """,
        (patient_id, limit),
    )
    row = await cursor.fetchone()
    assert row is not None
    return row[0], row[1]


async def insert(conn: Connection, file: SealedFile) -> None:
    """Write the row of a file whose object is stored."""
    view = file.view
    values = (
        *(view.id, view.patient_id, view.name, view.media_type, view.size_bytes),
        *(view.pages, view.width_px, view.height_px, view.created_at),
        *(file.key_wrapped, file.key_id),
    )
    await conn.execute(_INSERT, values)


async def own(conn: Connection, patient_id: UUID, limit: int) -> list[FileView]:
    """Return this patient's files, newest first."""
    async with conn.cursor(row_factory=class_row(FileView)) as cursor:
        await cursor.execute(
            f"SELECT {_VIEW} FROM files WHERE patient_id = %s ORDER BY id DESC LIMIT %s",  # noqa: S608  # A constant.
            (patient_id, limit),
        )
        return await cursor.fetchall()


async def owned(conn: Connection, patient_id: UUID, file_id: UUID) -> FileView | None:
    """Return this file, if it is this patient's."""
    async with conn.cursor(row_factory=class_row(FileView)) as cursor:
        await cursor.execute(
            f"SELECT {_VIEW} FROM files WHERE id = %s AND patient_id = %s",  # noqa: S608  # A constant.
            (file_id, patient_id),
        )
        return await cursor.fetchone()


async def key(conn: Connection, file_id: UUID) -> tuple[bytes, str] | None:
    """Return the wrapped key of a file, and which master key wrapped it."""
    cursor = await conn.execute("SELECT key_wrapped, key_id FROM files WHERE id = %s", (file_id,))
    row = await cursor.fetchone()
    return (row[0], row[1]) if row else None


async def delete(conn: Connection, patient_id: UUID, file_id: UUID) -> bool:
    """Delete this patient's file; return whether it was there."""
    cursor = await conn.execute("DELETE FROM files WHERE id = %s AND patient_id = %s", (file_id, patient_id))
    return cursor.rowcount == 1


async def let_go(conn: Connection, file_id: UUID, wait: timedelta) -> None:
    """Say that no file owns this object, and that it is to be removed after `wait`."""
    await conn.execute(
        "INSERT INTO loose_objects (file_id, due_at) VALUES (%s, clock_timestamp() + %s)", (file_id, wait)
    )


async def take_up(conn: Connection, file_id: UUID) -> bool:
    """Say that this object has a file now; return False if it is due, since somebody may be removing it."""
    cursor = await conn.execute(
        "DELETE FROM loose_objects WHERE file_id = %s AND due_at > clock_timestamp()", (file_id,)
    )
    return cursor.rowcount == 1


async def due(conn: Connection, limit: int) -> list[UUID]:
    """Return the objects that are to be removed, those first that have waited longest."""
    cursor = await conn.execute(
        "SELECT file_id FROM loose_objects WHERE due_at <= clock_timestamp() ORDER BY due_at LIMIT %s",
        (limit,),
    )
    return [row[0] for row in await cursor.fetchall()]


async def forget(conn: Connection, file_id: UUID) -> None:
    """Forget an object that has been removed."""
    await conn.execute("DELETE FROM loose_objects WHERE file_id = %s", (file_id,))
