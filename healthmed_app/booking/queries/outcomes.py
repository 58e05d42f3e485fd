"""What became of requests, and of what their losers were offered: always many in one statement."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from infra.db.columns import uuids
from infra.db.pool import Connection


class OutcomeRow(NamedTuple):
    """A request's outcome as its row keeps it."""

    request_id: UUID
    kind: str | None
    refusal: str | None
    appointment_id: UUID | None
    alternatives: list[UUID] | None
    alternative_request_id: UUID | None


class AlternativeRow(NamedTuple):
    """A slot that was offered, as it is now."""

    slot_id: UUID
    doctor_id: UUID
    doctor_name: str
    doctor_slug: str
    starts_at: datetime
    ends_at: datetime


class OfferedHold(NamedTuple):
    """The hold that was made for a loser, when it was."""

    request_id: UUID
    hold_id: UUID
    slot_id: UUID
    held_until: datetime


_OUTCOMES = """
    SELECT id, outcome, refusal, appointment_id, alternatives, alternative_request_id
    FROM booking_requests WHERE id = ANY(%(ids)s)
"""

_ALTERNATIVES = """
    SELECT s.id, s.doctor_id, u.full_name, d.slug, s.starts_at, upper(s.during)
    FROM slots s JOIN doctors d ON d.id = s.doctor_id JOIN users u ON u.id = d.id
    WHERE s.id = ANY(%(ids)s)
"""

_OFFERED_HOLDS = """
    SELECT r.id, a.id, a.slot_id, a.expires_at
    FROM unnest(%(ids)s::uuid[]) AS asked (id)
    CROSS JOIN LATERAL (
        SELECT id, appointment_id FROM booking_requests WHERE id = asked.id AND outcome = 'held' LIMIT 1
    ) r
    CROSS JOIN LATERAL (
        SELECT a.id, a.slot_id, a.expires_at FROM appointments a
        WHERE a.id = r.appointment_id AND a.active::int = 1 AND a.status = 'held' AND a.expires_at > clock_timestamp()
        LIMIT 1
    ) a
"""
"""By the request's id first, whatever the planner believes of a table that was empty a minute ago."""


async def outcome_rows(conn: Connection, request_ids: Sequence[UUID]) -> list[OutcomeRow]:
    """Return the requests as they stand, decided or not."""
    cursor = await conn.execute(_OUTCOMES, {"ids": uuids(request_ids)}, binary=True)
    return [OutcomeRow(*row) for row in await cursor.fetchall()]


async def alternative_rows(conn: Connection, slot_ids: Sequence[UUID]) -> list[AlternativeRow]:
    """Return the slots with what a person needs to choose among them."""
    cursor = await conn.execute(_ALTERNATIVES, {"ids": uuids(slot_ids)}, binary=True)
    return [AlternativeRow(*row) for row in await cursor.fetchall()]


async def offered_holds(conn: Connection, request_ids: Sequence[UUID]) -> list[OfferedHold]:
    """Return the holds, still live, that these requests made."""
    cursor = await conn.execute(_OFFERED_HOLDS, {"ids": uuids(request_ids)}, binary=True)
    return [OfferedHold(*row) for row in await cursor.fetchall()]
