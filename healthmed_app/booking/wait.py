"""Wait: a request's outcome as soon as it is there, told by a hint, found by a poll when the hint was lost.

Waiters that one hint wakes, or one poll, read their outcomes in one statement. An outcome is always read from Postgres,
so it is the same for a page that waited, a page that was reloaded, and a program that asks again.
"""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from uuid import UUID

import psycopg

from healthmed_app.booking.outcomes import Alternative, Outcome
from healthmed_app.booking.queries import outcomes as reads
from infra.db.pool import Connection, Database
from infra.streams.hints import Hints

KIND = "request"
"""Of the topics on which outcomes are announced, by the request's id in hexadecimal."""
POLL_SECONDS = 2.0
"""A hint may be lost; this bounds how late a waiter learns it (design, "Live pages")."""
READS_MAX = 500
EXPECTED_MAX = 50_000
"""So many outcomes are kept for those who have not come for them yet."""
_log = logging.getLogger(__name__)


def topic(request_id: UUID) -> str:
    """Return the topic on which a request's outcome is announced."""
    return f"{KIND}:{request_id.hex}"


class Waiter:
    """The waiters of one process."""

    def __init__(self, db: Database, hints: Hints) -> None:
        """Read through `db`; hear of outcomes through `hints`."""
        self._db = db
        self._waiting: dict[str, list[asyncio.Future[Outcome | None]]] = {}
        """Of each request those who wait for it now."""
        self._expected: dict[str, Outcome | None] = {}
        """Requests for which nobody waits yet, with their outcomes once they came."""
        self._due: dict[str, None] = {}
        self._reader: asyncio.Task[None] | None = None
        self._poller: asyncio.Task[None] | None = None
        hints.listen(KIND, self._read_soon)

    def expect(self, request_id: UUID) -> None:
        """Listen for the outcome of a request that is about to be made, so that no hint can come before its waiter."""
        self._expected[request_id.hex] = None
        if len(self._expected) > EXPECTED_MAX:
            # The oldest was made by somebody who never waited.
            del self._expected[next(iter(self._expected))]

    async def wait(self, request_id: UUID, timeout_seconds: float) -> Outcome | None:
        """Return the outcome, or None when it is not there within `timeout_seconds`."""
        key, loop = request_id.hex, asyncio.get_running_loop()
        expected = key in self._expected
        if (known := self._expected.pop(key, None)) is not None:
            return known
        if key not in self._waiting:
            self._waiting[key] = []
            if not expected:
                self._read_soon((key,))
        if self._poller is None or self._poller.done():
            self._poller = asyncio.create_task(self._poll())
        future: asyncio.Future[Outcome | None] = loop.create_future()
        self._waiting[key].append(future)
        timer = loop.call_later(timeout_seconds, _give_up, future)
        try:
            return await future
        finally:
            timer.cancel()
            others = self._waiting.get(key)
            if others is not None and future in others:
                others.remove(future)
                if not others:
                    del self._waiting[key]

    def _announce(self, outcome: Outcome) -> None:
        key = outcome.request_id.hex
        for future in self._waiting.get(key, ()):
            if not future.done():
                future.set_result(outcome)
        if key in self._expected:
            self._expected[key] = outcome

    def _read_soon(self, keys: Iterable[str]) -> None:
        self._due.update((key, None) for key in keys if key in self._waiting or key in self._expected)
        if self._due and (self._reader is None or self._reader.done()):
            self._reader = asyncio.create_task(self._read_due())

    async def _read_due(self) -> None:
        while self._due:
            batch = list(self._due)[:READS_MAX]
            for key in batch:
                del self._due[key]
            try:
                async with self._db.read() as conn:
                    found = await outcomes(conn, [UUID(hex=key) for key in batch])
            except psycopg.Error:
                # The next poll asks again; nothing is lost, since nothing is only here.
                _log.warning("outcomes could not be read", exc_info=True)
                return
            for outcome in found.values():
                self._announce(outcome)

    async def _poll(self) -> None:
        while True:
            await asyncio.sleep(POLL_SECONDS)
            if not self._waiting:
                return
            self._read_soon(list(self._waiting))


def _give_up(future: asyncio.Future[Outcome | None]) -> None:
    if not future.done():
        future.set_result(None)


async def outcomes(conn: Connection, request_ids: Sequence[UUID]) -> dict[UUID, Outcome]:
    """Return the outcomes of those requests that are decided, with their alternatives as they are now."""
    rows = [row for row in await reads.outcome_rows(conn, request_ids) if row.kind is not None]
    slots = {slot_id for row in rows for slot_id in row.alternatives or ()}
    offers = [row.alternative_request_id for row in rows if row.alternative_request_id]
    known = {one.slot_id: one for one in await reads.alternative_rows(conn, list(slots))} if slots else {}
    holds = {one.request_id: one for one in await reads.offered_holds(conn, offers)} if offers else {}
    return {row.request_id: _outcome(row, known, holds) for row in rows}


def _outcome(
    row: reads.OutcomeRow,
    known: dict[UUID, reads.AlternativeRow],
    holds: dict[UUID, reads.OfferedHold],
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
