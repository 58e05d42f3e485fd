"""The SQL of the audit's chain: its head, the acts that are in no place yet, and the places in order."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from healthmed_app.audit.chain_rules import LATE, START, Act, Head, Place, Seal
from infra.db.columns import bigints, blobs, uuids
from infra.db.pool import Connection

_ACT: LiteralString = "e.id, e.at, e.actor_id, e.action, e.subject_id, e.address"
_UNSEALED: LiteralString = f"""
    SELECT {_ACT} FROM audit_events e
    WHERE e.at >= %(since)s AND e.at <= clock_timestamp() AND NOT EXISTS (SELECT FROM audit_seals s WHERE s.event_id = e.id)
    ORDER BY e.at, e.id LIMIT %(limit)s
"""  # noqa: S608  # A constant of this module.
PLACES: LiteralString = f"""
    SELECT s.sequence, s.event_id, s.mac, {_ACT} FROM audit_seals s LEFT JOIN audit_events e ON e.id = s.event_id
    WHERE s.sequence > %(after)s ORDER BY s.sequence
"""  # noqa: S608  # As above.
_PLACES_LIMIT: LiteralString = PLACES + " LIMIT %(limit)s"
HEAD: LiteralString = "SELECT sequence, mac, latest_at, seal FROM audit_heads WHERE id = 1"
OLD_UNSEALED: LiteralString = """
    SELECT e.id FROM audit_events e
    WHERE e.at < %(before)s AND NOT EXISTS (SELECT FROM audit_seals s WHERE s.event_id = e.id)
    ORDER BY e.at LIMIT %(limit)s
"""


async def lock_head(conn: Connection) -> Head:
    """Return where the chain ends, and let nobody else add to it until the transaction ends."""
    await conn.execute(
        "INSERT INTO audit_heads (id, sequence, mac, latest_at, seal) VALUES (1, %s, %s, %s, '') ON CONFLICT DO NOTHING",
        (START.sequence, START.mac, START.latest_at),
    )
    cursor = await conn.execute(HEAD + " FOR UPDATE")
    row = await cursor.fetchone()
    assert row is not None
    return Head(*row)


async def head(conn: Connection) -> Head | None:
    """Return where the chain ends; None before the first place."""
    cursor = await conn.execute(HEAD)
    row = await cursor.fetchone()
    return Head(*row) if row else None


async def beyond_head(conn: Connection) -> int | None:
    """Return the first place that is beyond the chain's end, where none may be."""
    cursor = await conn.execute(
        "SELECT min(sequence) FROM audit_seals WHERE sequence > (SELECT sequence FROM audit_heads WHERE id = 1)"
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def unsealed(conn: Connection, latest_at: datetime, limit: int) -> list[Act]:
    """Return acts in no place of the chain, the oldest first; not those far older than the chain's youngest."""
    since = latest_at - LATE if latest_at > START.latest_at else latest_at
    cursor = await conn.execute(_UNSEALED, {"since": since, "limit": limit})
    return [Act(*row) for row in await cursor.fetchall()]


async def count_unsealed(conn: Connection, latest_at: datetime, limit: int) -> tuple[int, datetime | None]:
    """Return how many of those there are, at most `limit`, and the time of the oldest."""
    acts = await unsealed(conn, latest_at, limit)
    return len(acts), acts[0].at if acts else None


async def add(conn: Connection, seals: Sequence[Seal], new_head: Head) -> None:
    """Add places to the chain's end, whose head is locked."""
    await conn.execute(
        "INSERT INTO audit_seals (sequence, event_id, mac) SELECT * FROM unnest(%s::bigint[], %s::uuid[], %s::bytea[])",
        (
            bigints(seal.sequence for seal in seals),
            uuids(seal.event_id for seal in seals),
            blobs(seal.mac for seal in seals),
        ),
    )
    await conn.execute(
        "UPDATE audit_heads SET sequence = %s, mac = %s, latest_at = %s, seal = %s, sealed_at = clock_timestamp() WHERE id = 1",
        (new_head.sequence, new_head.mac, new_head.latest_at, new_head.seal),
    )


async def places(conn: Connection, after: int, limit: int) -> list[Place]:
    """Return the places after number `after`, in order."""
    cursor = await conn.execute(_PLACES_LIMIT, {"after": after, "limit": limit})
    return [place(row) for row in await cursor.fetchall()]


def place(row: Sequence[object]) -> Place:
    """Return a row of `PLACES` as what it is."""
    sequence, event_id, mac, *act = row
    seal = Seal(sequence, event_id, mac)  # type: ignore[arg-type]
    return Place(seal, Act(*act) if act[0] is not None else None)  # type: ignore[arg-type]


async def old_unsealed(conn: Connection, before: datetime, limit: int) -> list[UUID]:
    """Return acts in no place of the chain that are older than `before`, and so were put in behind its back."""
    cursor = await conn.execute(OLD_UNSEALED, {"before": before, "limit": limit})
    return [row[0] for row in await cursor.fetchall()]
