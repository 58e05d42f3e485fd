"""The SQL of the access ledger: locking the ends of chains, adding to them, and reading them in order."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from psycopg.rows import class_row

from healthmed_app.records.ledger_rules import START, Head, Point, Row
from infra.db.columns import bigints, blobs, instants, texts, uuids
from infra.db.pool import Connection

COLUMNS = "patient_id, sequence, at, act, actor_id, subject_id, other_id, cause_id, mac"

_LOCK = """
    SELECT patient_id, sequence, mac, clock_timestamp() FROM ledger_heads
    WHERE patient_id = ANY(%s::uuid[]) ORDER BY patient_id FOR UPDATE
"""

_ADD = f"""
    INSERT INTO access_ledger ({COLUMNS})
    SELECT * FROM unnest(%s::uuid[], %s::bigint[], %s::timestamptz[], %s::text[], %s::uuid[], %s::uuid[], %s::uuid[],
                         %s::uuid[], %s::bytea[])
"""  # noqa: S608  # A constant of this module.

_SET_HEADS = """
    UPDATE ledger_heads h SET sequence = n.sequence, mac = n.mac, seal = n.seal
    FROM unnest(%s::uuid[], %s::bigint[], %s::bytea[], %s::bytea[]) AS n (patient_id, sequence, mac, seal)
    WHERE h.patient_id = n.patient_id
"""

_AFTER = f"""
    SELECT {COLUMNS} FROM access_ledger
    WHERE patient_id = %s AND sequence > %s ORDER BY sequence LIMIT %s
"""  # noqa: S608  # A constant of this module.

_HEADS_AFTER = """
    SELECT patient_id, sequence, mac, seal FROM ledger_heads WHERE patient_id > %s ORDER BY patient_id LIMIT %s
"""
_BETWEEN = f"""
    SELECT {COLUMNS} FROM access_ledger
    WHERE (patient_id, sequence) > (%s, %s) AND patient_id <= %s ORDER BY patient_id, sequence LIMIT %s
"""  # noqa: S608  # A constant of this module.

_LINES = """
    SELECT l.sequence, l.at, l.act, l.actor_id, a.full_name AS actor_name, f.name AS file_name, o.full_name AS other_name,
           v.starts_at AS visit_at
    FROM access_ledger l
    LEFT JOIN users a ON a.id = l.actor_id LEFT JOIN users o ON o.id = l.other_id LEFT JOIN files f ON f.id = l.subject_id
    LEFT JOIN LATERAL (
        SELECT ap.starts_at FROM report_versions rv JOIN reports r ON r.id = rv.report_id
        JOIN appointments ap ON ap.id = r.appointment_id WHERE rv.id = l.subject_id
    ) v ON true
    WHERE l.patient_id = %s AND l.sequence < %s ORDER BY l.sequence DESC LIMIT %s
"""


class Line(NamedTuple):
    """An entry as its patient reads it. A file that was deleted, and a person who is gone, have no name any more."""

    sequence: int
    at: datetime
    act: str
    actor_id: UUID
    actor_name: str | None
    file_name: str | None
    other_name: str | None
    visit_at: datetime | None
    """When the visit of a report began."""


async def lock(conn: Connection, patient_ids: Sequence[UUID]) -> dict[UUID, tuple[Point, datetime]]:
    """Lock the ends of these patients' chains until the transaction ends; return each with the moment it was got.

    They are locked in the order of their ids, so that two who lock several do not wait for each other.
    """
    ordered = sorted(set(patient_ids))
    await conn.execute(
        """
        INSERT INTO ledger_heads (patient_id, sequence, mac, seal) SELECT id, %s, %s, '' FROM unnest(%s::uuid[]) AS new (id)
        ORDER BY id ON CONFLICT DO NOTHING
        """,
        (START.sequence, START.mac, uuids(ordered)),
    )
    cursor = await conn.execute(_LOCK, (uuids(ordered),))
    return {row[0]: (Point(row[1], row[2]), row[3]) for row in await cursor.fetchall()}


async def add(conn: Connection, rows: Sequence[Row], heads: Sequence[Head]) -> None:
    """Add entries, and move the heads of their chains, which are locked."""
    patients, places, moments, acts, actors, subjects, others, causes, macs = zip(*rows, strict=True)
    await conn.execute(
        _ADD,
        (
            uuids(patients),
            bigints(places),
            instants(moments),
            texts(acts),
            uuids(actors),
            uuids(subjects),
            uuids(others),
            uuids(causes),
            blobs(macs),
        ),
    )
    ids, sequences, ends, seals = zip(*heads, strict=True)
    await conn.execute(_SET_HEADS, (uuids(ids), bigints(sequences), blobs(ends), blobs(seals)))


async def has_opened(conn: Connection, subject_id: UUID, actor_id: UUID, act: str, span: timedelta) -> bool:
    """Return whether this reader opened this within the last `span`."""
    cursor = await conn.execute(
        """
        SELECT FROM access_ledger WHERE subject_id = %s AND actor_id = %s AND act = %s
           AND at > clock_timestamp() - %s::interval LIMIT 1
        """,
        (subject_id, actor_id, act, span),
    )
    return await cursor.fetchone() is not None


async def in_one_snapshot(conn: Connection) -> None:
    """Let all that this transaction reads be of one moment; said before it reads."""
    await conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


async def lines(conn: Connection, patient_id: UUID, before: int, limit: int) -> list[Line]:
    """Return the entries of a patient's chain before that place, the newest first, with the names of today."""
    async with conn.cursor(row_factory=class_row(Line)) as cursor:
        await cursor.execute(_LINES, (patient_id, before, limit))
        return await cursor.fetchall()


async def head(conn: Connection, patient_id: UUID) -> Head | None:
    """Return where a patient's chain ends; None when nothing ever happened."""
    async with conn.cursor(row_factory=class_row(Head)) as cursor:
        await cursor.execute(
            "SELECT patient_id, sequence, mac, seal FROM ledger_heads WHERE patient_id = %s", (patient_id,)
        )
        return await cursor.fetchone()


async def ends(conn: Connection, after_id: UUID, limit: int) -> list[tuple[UUID, Point]]:
    """Return where the chains of the patients behind `after_id` end, in the order of their ids."""
    cursor = await conn.execute(
        "SELECT patient_id, sequence, mac FROM ledger_heads WHERE patient_id > %s ORDER BY patient_id LIMIT %s",
        (after_id, limit),
    )
    return [(row[0], Point(row[1], row[2])) for row in await cursor.fetchall()]


async def missing(conn: Connection, ends: Sequence[tuple[UUID, Point]]) -> list[tuple[UUID, int]]:
    """Return those (patient, place) of `ends` at which there is no such entry any more."""
    cursor = await conn.execute(
        """
        SELECT n.patient_id, n.sequence FROM unnest(%s::uuid[], %s::bigint[], %s::bytea[]) AS n (patient_id, sequence, mac)
        LEFT JOIN access_ledger l ON l.patient_id = n.patient_id AND l.sequence = n.sequence AND l.mac = n.mac
        WHERE l.patient_id IS NULL LIMIT %s
        """,
        (
            uuids(one for one, _ in ends),
            bigints(point.sequence for _, point in ends),
            blobs(point.mac for _, point in ends),
            len(ends),
        ),
    )
    return await cursor.fetchall()


async def after(conn: Connection, patient_id: UUID, sequence: int, limit: int) -> list[Row]:
    """Return the entries of a patient's chain that follow `sequence`, in order."""
    async with conn.cursor(row_factory=class_row(Row)) as cursor:
        await cursor.execute(_AFTER, (patient_id, sequence, limit))
        return await cursor.fetchall()


async def heads_after(conn: Connection, patient_id: UUID, limit: int) -> list[Head]:
    """Return where the chains of the patients behind `patient_id` end, in the order of their ids."""
    async with conn.cursor(row_factory=class_row(Head)) as cursor:
        await cursor.execute(_HEADS_AFTER, (patient_id, limit))
        return await cursor.fetchall()


async def between(conn: Connection, after: tuple[UUID, int], until: UUID, limit: int) -> list[Row]:
    """Return the entries behind a patient's place, up to those of the patient `until`, in the order of the chains."""
    async with conn.cursor(row_factory=class_row(Row)) as cursor:
        await cursor.execute(_BETWEEN, (*after, until, limit))
        return await cursor.fetchall()
