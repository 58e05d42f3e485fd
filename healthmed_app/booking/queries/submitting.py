"""The statements of submit: whose line a wish belongs to, and the rows of the requests."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from infra.db.pool import Connection


class NewRequest(NamedTuple):
    """A row of `booking_requests` before it is inserted; the database says when it was received."""

    id: UUID
    doctor_id: UUID
    actor_id: UUID
    key: str
    payload_hash: bytes
    kind: str
    payload_sealed: bytes
    appointment_id: UUID | None
    decide_within_seconds: int


class KnownRequest(NamedTuple):
    """A request that was there before, under the same key."""

    actor_id: UUID
    key: str
    id: UUID
    payload_hash: bytes


_LINES = """
    SELECT w.i::int - 1, coalesce(c.doctor_id, s.doctor_id, a.doctor_id)
    FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[])
        WITH ORDINALITY AS w (doctor_id, slot_id, entry_id, actor_id, i)
    LEFT JOIN calendars c ON c.doctor_id = w.doctor_id
    LEFT JOIN slots s ON s.id = w.slot_id
    LEFT JOIN appointments a ON a.id = w.entry_id AND w.actor_id IN (a.patient_id, a.doctor_id)
    WHERE CASE WHEN w.doctor_id IS NOT NULL THEN c.doctor_id IS NOT NULL
               ELSE (w.slot_id IS NULL OR s.id IS NOT NULL) AND (w.entry_id IS NULL OR a.id IS NOT NULL) END
"""

_INSERT = """
    INSERT INTO booking_requests (
        id, doctor_id, actor_id, key, payload_hash, kind, payload_sealed, appointment_id, decide_by
    )
    SELECT id, doctor_id, actor_id, key, payload_hash, kind, payload_sealed, appointment_id,
           clock_timestamp() + make_interval(secs => decide_within_seconds)
    FROM unnest(
        %s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::bytea[], %s::text[], %s::bytea[], %s::uuid[], %s::int[]
    ) AS given (
        id, doctor_id, actor_id, key, payload_hash, kind, payload_sealed, appointment_id, decide_within_seconds
    )
    ON CONFLICT (actor_id, key) DO NOTHING
    RETURNING id
"""

_KNOWN = """
    SELECT r.actor_id, r.key, r.id, r.payload_hash
    FROM unnest(%s::uuid[], %s::text[]) AS asked (actor_id, key)
    JOIN booking_requests r ON r.actor_id = asked.actor_id AND r.key = asked.key
"""


class Target(NamedTuple):
    """What says whose line a wish belongs to: the doctor's own calendar, else a slot, else a hold or appointment."""

    doctor_id: UUID | None
    slot_id: UUID | None
    entry_id: UUID | None
    actor_id: UUID


async def lines_of(conn: Connection, targets: Sequence[Target]) -> dict[int, UUID]:
    """Return the doctor of each target by its place; those that are not there, or not the actor's, are left out."""
    columns = [list(column) for column in zip(*targets, strict=True)]
    cursor = await conn.execute(_LINES, columns, binary=True)
    return dict(await cursor.fetchall())


async def insert(conn: Connection, requests: Sequence[NewRequest]) -> set[UUID]:
    """Insert the requests and return the ids of those that are new; the others' keys were there before."""
    columns = [list(column) for column in zip(*requests, strict=True)]
    cursor = await conn.execute(_INSERT, columns, binary=True)
    return {row[0] for row in await cursor.fetchall()}


async def known(conn: Connection, keys: Sequence[tuple[UUID, str]]) -> list[KnownRequest]:
    """Return the requests that have these (actor, key) pairs."""
    actors, names = zip(*keys, strict=True)
    cursor = await conn.execute(_KNOWN, (list(actors), list(names)), binary=True)
    return [KnownRequest(*row) for row in await cursor.fetchall()]
