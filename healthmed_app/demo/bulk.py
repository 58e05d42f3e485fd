"""Writing very many rows: by COPY, and with indexes and constraints made afterwards where a table was empty.

Everything happens inside the caller's transaction, so a load that fails leaves the database as it was.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager

from psycopg import sql

from infra.db.pool import Connection

_KINDS = "puxf"
"""Primary keys, uniqueness, exclusion, foreign keys: the order in which they can come back."""


async def unhurried(conn: Connection) -> None:
    """Let this transaction take its time, and give its index builds memory."""
    for name in (
        "statement_timeout",
        "lock_timeout",
        "transaction_timeout",
        "idle_in_transaction_session_timeout",
    ):
        await conn.execute(sql.SQL("SET LOCAL {} = 0").format(sql.Identifier(name)))
    await conn.execute("SET LOCAL maintenance_work_mem = '512MB'")


@asynccontextmanager
async def without_indexes(conn: Connection, tables: Sequence[str]) -> AsyncIterator[None]:
    """Drop the indexes and constraints of those `tables` that are empty, and make them again at the end of the block."""
    empty = [table for table in tables if not await _has_rows(conn, table)]
    constraints = await _constraints(conn, empty)
    indexes = await _indexes(conn, empty)
    for table, name, _kind, _definition in sorted(constraints, key=lambda row: -_KINDS.index(row[2])):
        drop = sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}")
        await conn.execute(drop.format(sql.Identifier(table), sql.Identifier(name)))
    for name, _definition in indexes:
        await conn.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    yield
    added = sorted(constraints, key=lambda row: _KINDS.index(row[2]))
    first = [row for row in added if row[2] != "f"]
    for table, name, _kind, definition in first:
        await _add(conn, table, name, definition)
    for _name, definition in indexes:
        await conn.execute(definition.encode())
    for table, name, _kind, definition in added[len(first) :]:
        await _add(conn, table, name, definition)


async def copy(
    conn: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Append `rows` to `table`."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    async with conn.cursor() as cursor, cursor.copy(statement) as target:
        for row in rows:
            await target.write_row(row)


async def analyze(conn: Connection, tables: Sequence[str]) -> None:
    """Let the planner know what is there now."""
    for table in tables:
        await conn.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))


async def _has_rows(conn: Connection, table: str) -> bool:
    cursor = await conn.execute(sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(table)))
    row = await cursor.fetchone()
    return bool(row and row[0])


async def _constraints(conn: Connection, tables: Sequence[str]) -> list[tuple[str, str, str, str]]:
    """Return `(table, name, kind, definition)` of these tables' constraints, and of the foreign keys that point at them."""
    cursor = await conn.execute(
        """
        SELECT conrelid::regclass::text, conname::text, contype::text, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE contype IN ('p', 'u', 'x', 'f')
          AND (conrelid = ANY(%(tables)s::regclass[]) OR confrelid = ANY(%(tables)s::regclass[]))
        ORDER BY conrelid::regclass::text, conname
        """,
        {"tables": list(tables)},
    )
    return [(row[0], row[1], row[2], row[3]) for row in await cursor.fetchall()]


async def _indexes(conn: Connection, tables: Sequence[str]) -> list[tuple[str, str]]:
    """Return `(name, definition)` of the indexes of these tables that no constraint brings with it."""
    cursor = await conn.execute(
        """
        SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index i
        WHERE indrelid = ANY(%s::regclass[]) AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
        ORDER BY 1
        """,
        (list(tables),),
    )
    return [(row[0], row[1]) for row in await cursor.fetchall()]


async def _add(conn: Connection, table: str, name: str, definition: str) -> None:
    # Definitions come from Postgres itself.
    add = sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} ").format(sql.Identifier(table), sql.Identifier(name))
    await conn.execute(add.as_bytes(conn) + definition.encode())
