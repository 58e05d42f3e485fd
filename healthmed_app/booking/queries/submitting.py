"""The statements of submit: whose line a wish belongs to, and the rows of the requests."""

from collections.abc import Sequence
from typing import LiteralString, NamedTuple
from uuid import UUID

from infra.db.columns import blobs, ints, pack, texts, uuids, words
from infra.db.pool import Connection


class NewRequest(NamedTuple):
    """A request before it is inserted, and what says whose line it belongs to.

    That is the doctor's own calendar if `doctor_id` is given, else the slot, else the hold or appointment, which must
    be the actor's. The database says when it was received.
    """

    id: UUID
    actor_id: UUID
    key: str
    payload_hash: bytes
    kind: str
    payload_sealed: bytes
    decide_within_seconds: int
    doctor_id: UUID | None
    slot_id: UUID | None
    entry_id: UUID | None


class KnownRequest(NamedTuple):
    """A request that was there before, under the same key."""

    actor_id: UUID
    key: str
    id: UUID
    payload_hash: bytes
    may_be_asked_again: bool
    """It failed, or came to its turn too late: nothing was changed, and nobody decided against it."""


_KINDS = (uuids, uuids, texts, blobs, words, blobs, ints, uuids, uuids, uuids)

_GIVEN: LiteralString = """
    FROM unnest(
        %s::uuid[], %s::uuid[], %s::text[], %s::bytea[], %s::text[], %s::bytea[], %s::int[], %s::uuid[], %s::uuid[],
        %s::uuid[]
    ) AS g (
        id, actor_id, key, payload_hash, kind, payload_sealed, decide_within_seconds, doctor_id, slot_id, entry_id
    )
    LEFT JOIN calendars c ON c.doctor_id = g.doctor_id
    LEFT JOIN slots s ON s.id = g.slot_id
    LEFT JOIN LATERAL (
        SELECT id, doctor_id FROM appointments
        WHERE id = g.entry_id AND g.actor_id IN (patient_id, doctor_id) LIMIT 1
    ) a ON true
    WHERE CASE WHEN g.doctor_id IS NOT NULL THEN c.doctor_id IS NOT NULL
               ELSE (g.slot_id IS NULL OR s.id IS NOT NULL) AND (g.entry_id IS NULL OR a.id IS NOT NULL) END
"""
_LINE: LiteralString = "coalesce(c.doctor_id, s.doctor_id, a.doctor_id)"

_INSERT = f"""
    INSERT INTO booking_requests (
        id, doctor_id, actor_id, key, payload_hash, kind, payload_sealed, appointment_id, decide_by
    )
    SELECT g.id, {_LINE}, g.actor_id, g.key, g.payload_hash, g.kind, g.payload_sealed, g.entry_id,
           clock_timestamp() + make_interval(secs => g.decide_within_seconds)
    {_GIVEN}
    ON CONFLICT (actor_id, key) DO NOTHING
    RETURNING id, doctor_id
"""  # Every part is a constant of this module.

_LINES = f"SELECT g.id, {_LINE} {_GIVEN}"

_KNOWN = """
    SELECT r.* FROM unnest(%s::uuid[], %s::text[]) AS asked (actor_id, key)
    CROSS JOIN LATERAL (
        SELECT actor_id, key, id, payload_hash, coalesce(outcome = 'failed' OR refusal = 'stale', false)
        FROM booking_requests WHERE actor_id = asked.actor_id AND key = asked.key LIMIT 1
    ) r
"""


_FREE = "UPDATE booking_requests SET key = key || ':' || id WHERE id = ANY(%s) AND (outcome = 'failed' OR refusal = 'stale')"


async def insert(conn: Connection, requests: Sequence[NewRequest]) -> dict[UUID, UUID]:
    """Insert the requests and return the doctors of those that are new.

    The others' keys were there before, or their targets are not there or not the actor's.
    """
    cursor = await conn.execute(_INSERT, pack(_KINDS, requests), binary=True)
    return dict(await cursor.fetchall())


async def lines_of(conn: Connection, requests: Sequence[NewRequest]) -> dict[UUID, UUID]:
    """Return the doctors in whose lines these requests would be."""
    cursor = await conn.execute(_LINES, pack(_KINDS, requests), binary=True)
    return dict(await cursor.fetchall())


async def known(conn: Connection, keys: Sequence[tuple[UUID, str]]) -> list[KnownRequest]:
    """Return the requests that have these (actor, key) pairs."""
    cursor = await conn.execute(_KNOWN, pack((uuids, texts), keys), binary=True)
    return [KnownRequest(*row) for row in await cursor.fetchall()]


async def free_keys(conn: Connection, request_ids: Sequence[UUID]) -> None:
    """Let the keys of requests that may be asked again be used again."""
    await conn.execute(_FREE, (uuids(request_ids),), binary=True)
