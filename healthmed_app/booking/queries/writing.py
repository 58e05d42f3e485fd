"""The statements of write: a batch of decisions in a handful of statements, whatever its size.

Nothing here says ON CONFLICT: a constraint that fires is a bug in the rules, and must be seen.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from psycopg import AsyncCursor
from psycopg.rows import TupleRow

from healthmed_app.booking.calendar import Entry
from infra.db.columns import (
    Column,
    bigints,
    blobs,
    bools,
    dates,
    instants,
    ints,
    pack,
    texts,
    uuids,
    words,
)
from infra.db.pool import Connection


class Inconsistent(Exception):
    """A statement did not touch exactly the rows that it must; the transaction is rolled back."""


class Sealed(NamedTuple):
    """An entry with its private texts as they shall lie in the row."""

    entry: Entry
    reason: bytes | None
    cancel_reason: bytes | None


class OutcomeRow(NamedTuple):
    """The outcome of one request."""

    request_id: UUID
    outcome: str
    refusal: str | None
    appointment_id: UUID | None
    alternatives: str | None
    """As Postgres writes an array; a list of lists of different lengths has no binary form."""
    alternative_request_id: UUID | None
    decided_at: datetime
    decided_seq: int
    stream_id: str


_PARK = "UPDATE appointments SET active = false WHERE id = ANY(%s)"

_COLUMNS = """
    %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::timestamptz[], %s::timestamptz[], %s::text[], %s::bool[],
    %s::timestamptz[], %s::bool[], %s::bool[], %s::int[], %s::text[], %s::timestamptz[], %s::int[], %s::text[],
    %s::text[], %s::date[], %s::bytea[], %s::bytea[]
"""
_NAMES = """
    id, doctor_id, patient_id, slot_id, starts_at, ends_at, status, active, expires_at, extended, online, price_cents,
    currency, created_at, sequence, cancelled_by, for_name, for_birth_date, reason_sealed, cancel_reason_sealed
"""

_INSERT = f"""
    INSERT INTO appointments ({_NAMES.replace("ends_at", "during")}, changed_at)
    SELECT {_NAMES.replace("ends_at", "tstzrange(starts_at, ends_at)")}, created_at
    FROM unnest({_COLUMNS}) AS given ({_NAMES})
"""  # noqa: S608

_UPDATE = f"""
    UPDATE appointments a
    SET doctor_id = g.doctor_id, slot_id = g.slot_id, during = tstzrange(g.starts_at, g.ends_at),
        starts_at = g.starts_at, status = g.status, active = g.active, expires_at = g.expires_at, extended = g.extended,
        online = g.online, price_cents = g.price_cents, currency = g.currency, sequence = g.sequence,
        cancelled_by = g.cancelled_by, for_name = g.for_name, for_birth_date = g.for_birth_date,
        reason_sealed = coalesce(g.reason_sealed, a.reason_sealed),
        cancel_reason_sealed = coalesce(g.cancel_reason_sealed, a.cancel_reason_sealed),
        changed_at = clock_timestamp()
    FROM unnest({_COLUMNS}) AS g ({_NAMES})
    CROSS JOIN LATERAL (SELECT ctid FROM appointments WHERE id = g.id LIMIT 1) existing
    WHERE a.ctid = existing.ctid
"""  # noqa: S608

_DECIDE = """
    UPDATE booking_requests r
    SET outcome = g.outcome, refusal = g.refusal, appointment_id = g.appointment_id,
        alternatives = g.alternatives::uuid[], alternative_request_id = g.alternative_request_id,
        decided_at = g.decided_at, decided_seq = g.decided_seq, stream_id = g.stream_id, payload_sealed = NULL
    FROM unnest(
        %s::uuid[], %s::text[], %s::text[], %s::uuid[], %s::text[], %s::uuid[], %s::timestamptz[], %s::bigint[],
        %s::text[]
    ) AS g (
        id, outcome, refusal, appointment_id, alternatives, alternative_request_id, decided_at, decided_seq, stream_id
    )
    CROSS JOIN LATERAL (
        SELECT ctid FROM booking_requests WHERE id = g.id AND decided_seq IS NULL LIMIT 1
    ) undecided
    WHERE r.ctid = undecided.ctid
"""

_ADVANCE = """
    UPDATE calendars c SET last_decided_at = g.last_decided_at, last_decided_seq = g.last_decided_seq
    FROM unnest(%s::uuid[], %s::timestamptz[], %s::bigint[]) AS g (doctor_id, last_decided_at, last_decided_seq)
    WHERE c.doctor_id = g.doctor_id
"""

_FORGET_DRAFTS = "DELETE FROM booking_details WHERE hold_id = ANY(%s)"


_ENTRY_KINDS = (
    uuids, uuids, uuids, uuids, instants, instants, words, bools, instants, bools, bools, ints, words, instants, ints,
    words, texts, dates, blobs, blobs,
)  # fmt: skip
_OUTCOME_KINDS = (uuids, words, words, uuids, texts, uuids, instants, bigints, texts)
_CALENDAR_KINDS = (uuids, instants, bigints)


def _entry_columns(entries: Sequence[Sealed]) -> list[Column]:
    return pack(
        _ENTRY_KINDS,
        [
            (
                e.id, e.doctor_id, e.patient_id, e.slot_id, e.starts_at, e.ends_at, e.status, e.active, e.expires_at,
                e.extended, e.online, e.price_cents, e.currency, e.created_at, e.sequence, e.cancelled_by, e.for_name,
                e.for_birth_date, reason, cancel_reason,
            )
            for e, reason, cancel_reason in entries
        ],
    )  # fmt: skip


class Touched(NamedTuple):
    """A statement that was sent, and how many rows it must touch; known when the pipeline has been synchronised."""

    cursor: AsyncCursor[TupleRow]
    expected: int
    what: str


def require(statements: Sequence[Touched]) -> None:
    """Raise `Inconsistent` unless each statement touched exactly the rows that it must."""
    for cursor, expected, what in statements:
        if cursor.rowcount != expected:
            raise Inconsistent(f"{what}: {cursor.rowcount} instead of {expected}")


async def park(conn: Connection, entry_ids: list[UUID]) -> None:
    """Take entries that will move out of the guards, so that no order of moves can clash with itself."""
    if entry_ids:
        await conn.execute(_PARK, (uuids(entry_ids),))


async def update(conn: Connection, entries: Sequence[Sealed]) -> list[Touched]:
    """Write entries that exist."""
    if not entries:
        return []
    cursor = await conn.execute(_UPDATE, _entry_columns(entries), binary=True)
    return [Touched(cursor, len(entries), "appointments updated")]


async def insert(conn: Connection, entries: Sequence[Sealed]) -> list[Touched]:
    """Write entries that are new."""
    if not entries:
        return []
    cursor = await conn.execute(_INSERT, _entry_columns(entries), binary=True)
    return [Touched(cursor, len(entries), "appointments inserted")]


async def decide(conn: Connection, outcomes: Sequence[OutcomeRow]) -> list[Touched]:
    """Write outcomes; each request must be undecided until now (I1)."""
    cursor = await conn.execute(_DECIDE, pack(_OUTCOME_KINDS, outcomes), binary=True)
    return [Touched(cursor, len(outcomes), "requests decided")]


async def advance(conn: Connection, calendars: Sequence[tuple[UUID, datetime, int]]) -> list[Touched]:
    """Remember each calendar's last decision."""
    cursor = await conn.execute(_ADVANCE, pack(_CALENDAR_KINDS, calendars), binary=True)
    return [Touched(cursor, len(calendars), "calendars advanced")]


async def forget_drafts(conn: Connection, hold_ids: list[UUID]) -> None:
    """Remove what was typed for holds that are booked or over."""
    if hold_ids:
        await conn.execute(_FORGET_DRAFTS, (uuids(hold_ids),))
