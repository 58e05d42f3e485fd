"""Wait: a request's outcome as soon as it is there, told by a hint, found by a poll when the hint was lost.

Waiters that wake together read their outcomes in one statement. An outcome is always read from Postgres, so it is the
same for a page that waited, a page that was reloaded, and a program that asks again.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from uuid import UUID

from healthmed_app.booking.coalesce import Coalescer
from healthmed_app.booking.outcomes import Alternative, Outcome
from healthmed_app.booking.queries import reading
from infra.db.pool import Connection, Database
from infra.streams.hints import Hints

POLL_SECONDS = 2.0
"""A hint may be lost; this bounds how late a waiter learns it (design, "Live pages")."""
READS_MAX = 500
EXPECTED_MAX = 50_000


def topic(request_id: UUID) -> str:
    """Return the topic on which a request's outcome is announced."""
    return f"request:{request_id}"


class Waiter:
    """The waiters of one process."""

    def __init__(self, db: Database, hints: Hints) -> None:
        """Read through `db`; hear of outcomes through `hints`."""
        self._db = db
        self._hints = hints
        self._read = Coalescer(self._read_all, batch_max=READS_MAX)
        self._expected: OrderedDict[UUID, _Expected] = OrderedDict()

    def expect(self, request_id: UUID) -> None:
        """Listen for the outcome of a request that is about to be made, so that no hint can come before its waiter."""
        self._expected[request_id] = _Expected(self._hints, request_id)
        if len(self._expected) > EXPECTED_MAX:
            self._expected.popitem(last=False)[1].forget()

    async def wait(self, request_id: UUID, timeout_seconds: float) -> Outcome | None:
        """Return the outcome, or None when it is not there within `timeout_seconds`."""
        expected = self._expected.pop(request_id, None)
        first_hand = expected is not None
        expected = expected or _Expected(self._hints, request_id)
        deadline = asyncio.get_running_loop().time() + timeout_seconds
        try:
            if not first_hand and (outcome := await self._read(request_id)):
                return outcome
            while True:
                left = deadline - asyncio.get_running_loop().time()
                with suppress(TimeoutError):
                    async with asyncio.timeout(max(0.0, min(left, POLL_SECONDS))):
                        await expected.heard.wait()
                expected.heard.clear()
                if outcome := await self._read(request_id):
                    return outcome
                if left <= POLL_SECONDS and asyncio.get_running_loop().time() >= deadline:
                    return None
        finally:
            expected.forget()

    async def _read_all(self, request_ids: Sequence[UUID]) -> list[Outcome | Exception | None]:
        async with self._db.read() as conn:
            found = await outcomes(conn, request_ids)
        return [found.get(request_id) for request_id in request_ids]


class _Expected:
    """One listener for one request's outcome."""

    def __init__(self, hints: Hints, request_id: UUID) -> None:
        self.heard = asyncio.Event()
        self.forget = hints.subscribe(topic(request_id), lambda _topic: self.heard.set())


async def outcomes(conn: Connection, request_ids: Sequence[UUID]) -> dict[UUID, Outcome]:
    """Return the outcomes of those requests that are decided, with their alternatives as they are now."""
    rows = [row for row in await reading.outcome_rows(conn, request_ids) if row.kind is not None]
    slots = {slot_id for row in rows for slot_id in row.alternatives or ()}
    offers = [row.alternative_request_id for row in rows if row.alternative_request_id]
    known = {one.slot_id: one for one in await reading.alternative_rows(conn, list(slots))} if slots else {}
    holds = {one.request_id: one for one in await reading.offered_holds(conn, offers)} if offers else {}
    return {row.request_id: _outcome(row, known, holds) for row in rows}


def _outcome(
    row: reading.OutcomeRow,
    known: dict[UUID, reading.AlternativeRow],
    holds: dict[UUID, reading.OfferedHold],
) -> Outcome:
    held = holds.get(row.alternative_request_id) if row.alternative_request_id else None
    alternatives = tuple(
        Alternative(
            *known[slot_id],
            hold_id=held.hold_id if held is not None and held.slot_id == slot_id else None,
            held_until=held.held_until if held is not None and held.slot_id == slot_id else None,
        )
        for slot_id in row.alternatives or ()
        if slot_id in known
    )
    return Outcome(
        row.request_id,
        row.kind,  # pyright: ignore[reportArgumentType]  # The column holds what `Kind` lists.
        row.refusal,
        row.appointment_id,
        alternatives,
        row.alternative_request_id,
    )
