"""Submit: a wish becomes a row in the doctor's line, and its asker gets a ticket (design, "The sequencer", 1).

An inserted row is always ticketed: if the append to Redis fails after it, the sweeper appends it. So a full backlog is
looked for *before* the insert. Wishes that arrive while a batch is under way share the next one; its statements run
in a task that no caller can cancel.

Steps at which a simulation may stop or kill the process: `submit.insert`, `submit.inserted`, `submit.appended`.
"""

import logging
from collections.abc import Callable, Sequence
from typing import NamedTuple
from uuid import UUID

import psycopg
from redis.exceptions import RedisError

from healthmed_app.booking.commands import AnyCommand, encode, kind_of
from healthmed_app.booking.outcomes import Ticket
from healthmed_app.booking.payload import seal
from healthmed_app.booking.queries import submitting
from healthmed_app.booking.queries.submitting import NewRequest, Target
from healthmed_app.booking.steps import Step
from healthmed_app.core.crypto import Keyring
from healthmed_app.core.errors import Busy, Invalid, NotFound
from healthmed_app.core.ids import new_id
from healthmed_app.core.texts import N_
from infra.db.pool import Database
from infra.streams.lines import Lines

BATCH_MAX = 500
_log = logging.getLogger(__name__)


class Wish(NamedTuple):
    """What one person wants, and the key by which they would ask for it again."""

    actor_id: UUID
    key: str
    command: AnyCommand
    line: UUID | None = None
    """The doctor whose calendar it is, when that is known; else it is looked up through the asker."""


class Submitter:
    """Takes batches of wishes, which `coalesce.Coalescer` makes."""

    def __init__(
        self,
        db: Database,
        lines: Lines,
        keyring: Keyring,
        expect: Callable[[UUID], None],
        *,
        backlog_max: int,
        step: Step,
    ) -> None:
        """Refuse scarce wishes for doctors who have `backlog_max` in line; call `expect` before a request can be decided."""
        self._db = db
        self._lines = lines
        self._keyring = keyring
        self._expect = expect
        self._backlog_max = backlog_max
        self._step = step

    async def __call__(self, wishes: Sequence[Wish]) -> list[Ticket | Exception]:
        """Return for each wish its ticket, or why there is none."""
        doctors = await self._doctors(wishes)
        full = await self._full(
            {doctors[i] for i, wish in enumerate(wishes) if i in doctors and wish.command.scarce}
        )
        results: list[Ticket | Exception] = [NotFound() for _ in wishes]
        rows: dict[int, NewRequest] = {}
        for i, doctor_id in doctors.items():
            if doctor_id in full and wishes[i].command.scarce:
                results[i] = Busy()
            else:
                rows[i] = self._row(wishes[i], doctor_id)
        if rows:
            for i, ticket in zip(rows, await self._insert(list(rows.values())), strict=True):
                results[i] = ticket
        return results

    async def _doctors(self, wishes: Sequence[Wish]) -> dict[int, UUID]:
        """Return whose line each wish belongs to, by its place; those whose target is not the asker's are left out."""
        targets = [Target(wish.line, *_named(wish.command), wish.actor_id) for wish in wishes]
        async with self._db.read() as conn:
            return await submitting.lines_of(conn, targets)

    async def _full(self, doctors: set[UUID]) -> set[UUID]:
        """Return the doctors whose backlog is at its bound; when Redis does not answer, none is known to be."""
        ordered = list(doctors)
        if not ordered:
            return set()
        try:
            lengths = await self._lines.lengths(ordered)
        except (RedisError, OSError):
            return set()
        return {
            doctor_id
            for doctor_id, length in zip(ordered, lengths, strict=True)
            if length >= self._backlog_max
        }

    def _row(self, wish: Wish, doctor_id: UUID) -> NewRequest:
        request_id, text = new_id(), encode(wish.command)
        self._expect(request_id)
        return NewRequest(
            request_id,
            doctor_id,
            wish.actor_id,
            wish.key,
            self._keyring.blind(text),
            kind_of(wish.command),
            seal(self._keyring, request_id, text),
            _named(wish.command)[1],
            wish.command.decide_within_seconds,
        )

    async def _insert(self, rows: Sequence[NewRequest]) -> list[Ticket | Exception]:
        await self._step("submit.insert")
        try:
            async with self._db.session() as conn:
                fresh = await submitting.insert(conn, rows)
        except psycopg.DataError as error:
            # One row that the database cannot take must not cost the others theirs.
            if len(rows) == 1:
                return [error]
            return [(await self._insert([row]))[0] for row in rows]
        await self._step("submit.inserted")
        inserted = [row for row in rows if row.id in fresh]
        places = await self._append(inserted)
        tickets: dict[UUID, Ticket | Exception] = {
            row.id: Ticket(row.id, place) for row, place in zip(inserted, places, strict=True)
        }
        if len(inserted) < len(rows):
            tickets |= await self._repeated([row for row in rows if row.id not in fresh])
        return [tickets[row.id] for row in rows]

    async def _append(self, rows: Sequence[NewRequest]) -> Sequence[int | None]:
        """Append the requests to their lines; return their places, unknown ones if it failed: the sweeper appends them."""
        if not rows:
            return []
        try:
            places = await self._lines.append([(row.doctor_id, row.id) for row in rows])
        except (RedisError, OSError):
            _log.warning("%d requests were not appended; the sweeper will do it", len(rows), exc_info=True)
            return [None] * len(rows)
        await self._step("submit.appended")
        return places

    async def _repeated(self, rows: Sequence[NewRequest]) -> dict[UUID, Ticket | Exception]:
        """Give the first ticket again for the same wish, and refuse another wish under the same key (I7)."""
        async with self._db.read() as conn:
            known = await submitting.known(conn, [(row.actor_id, row.key) for row in rows])
        first = {(one.actor_id, one.key): one for one in known}
        return {
            row.id: Ticket(first[row.actor_id, row.key].id)
            if first[row.actor_id, row.key].payload_hash == row.payload_hash
            else Invalid(
                N_("This was already asked with other details. Reload the page to see what became of it."),
                code="key_reused",
            )
            for row in rows
        }


def _named(command: AnyCommand) -> tuple[UUID | None, UUID | None]:
    """Return the slot whose doctor decides, and the hold or appointment that must be the asker's."""
    slot_id: UUID | None = getattr(command, "slot_id", None)
    entry_id: UUID | None = getattr(command, "hold_id", None) or getattr(command, "appointment_id", None)
    return slot_id, entry_id
