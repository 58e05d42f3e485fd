"""Submit: a wish becomes a row in the doctor's line, and its asker gets a ticket (design, "The sequencer", 1).

An inserted row is always ticketed: if the append to Redis fails after it, the sweeper appends it. So a full backlog is
looked for *before* the insert. Each append tells how long the line has become, so only the doctors whose lines were long
then need to be asked about; a process may overshoot the bound by one batch. Wishes that arrive while a batch is under way
share the next one, which runs in a task that no caller can cancel.

Steps at which a simulation may stop or kill the process: `submit.insert`, `submit.inserted`, `submit.appended`.
"""

import logging
from collections.abc import Callable, Sequence
from typing import NamedTuple
from uuid import UUID

import psycopg
from redis.exceptions import RedisError

from healthmed_app.booking.commands import SCARCE, AnyCommand, encode, kind_of
from healthmed_app.booking.outcomes import Ticket
from healthmed_app.booking.payload import seal
from healthmed_app.booking.queries import submitting
from healthmed_app.booking.queries.submitting import KnownRequest, NewRequest
from healthmed_app.booking.steps import Step
from healthmed_app.core.crypto import Keyring
from healthmed_app.core.errors import Busy, Invalid, NotFound
from healthmed_app.core.ids import new_id
from healthmed_app.core.texts import N_
from infra.db.pool import Database
from infra.streams.lines import Lines

BATCH_MAX = 500
_OF_ONE_ROW = (psycopg.DataError, psycopg.IntegrityError, psycopg.errors.DeadlockDetected, ValueError)
_log = logging.getLogger(__name__)


class Wish(NamedTuple):
    """What one person wants, and the key by which they would ask for it again."""

    actor_id: UUID
    key: str
    command: AnyCommand
    line: UUID | None = None
    """The doctor whose calendar it is, when that is known; else it is looked up through the asker."""
    awaited: bool = True
    """Whether somebody may wait for the outcome."""


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
        self._crowded: set[UUID] = set()

    async def __call__(self, wishes: Sequence[Wish]) -> list[Ticket | Exception]:
        """Return for each wish its ticket, or why there is none."""
        made = [self._row(wish) for wish in wishes]
        rows = [row for row in made if isinstance(row, NewRequest)]
        turned_away = await self._turned_away(rows) if self._crowded else set[UUID]()
        tickets = await self._insert([row for row in rows if row.id not in turned_away])
        if turned_away:
            # What is in line already is no newcomer (I7).
            tickets |= await self._repeated([row for row in rows if row.id in turned_away], Busy)
        return [tickets[row.id] if isinstance(row, NewRequest) else row for row in made]

    def _row(self, wish: Wish) -> NewRequest | ValueError:
        """Return the wish's row; an error if it holds text that nothing can encode."""
        try:
            return self._sealed(wish)
        except ValueError as error:
            return error

    def _sealed(self, wish: Wish) -> NewRequest:
        request_id, text = new_id(), encode(wish.command)
        if wish.awaited:
            self._expect(request_id)
        return NewRequest(
            request_id,
            wish.actor_id,
            wish.key,
            self._keyring.blind(text),
            kind_of(wish.command),
            seal(self._keyring, request_id, text),
            wish.command.decide_within_seconds,
            wish.line,
            *_named(wish.command),
        )

    async def _turned_away(self, rows: Sequence[NewRequest]) -> set[UUID]:
        """Return the scarce requests whose doctors' backlogs are at the bound; when Redis does not answer, none is."""
        scarce = [row for row in rows if row.kind in SCARCE]
        if not scarce:
            return set()
        async with self._db.read() as conn:
            doctors = await submitting.lines_of(conn, scarce)
        asked = list(self._crowded & set(doctors.values()))
        try:
            lengths = dict(zip(asked, await self._lines.lengths(asked), strict=True)) if asked else {}
        except (RedisError, OSError):
            return set()
        self._crowded -= {doctor_id for doctor_id, length in lengths.items() if not self._is_crowded(length)}
        return {
            row_id for row_id, doctor_id in doctors.items() if lengths.get(doctor_id, 0) >= self._backlog_max
        }

    def _is_crowded(self, length: int) -> bool:
        return length * 2 >= self._backlog_max

    async def _insert(self, rows: Sequence[NewRequest]) -> dict[UUID, Ticket | Exception]:
        """Insert the rows, append what is new, and answer for each."""
        if not rows:
            return {}
        await self._step("submit.insert")
        try:
            async with self._db.session() as conn:
                doctors = await submitting.insert(conn, rows)
        except _OF_ONE_ROW as error:
            # One row that the database cannot take must not cost the others theirs.
            if len(rows) == 1:
                return {rows[0].id: error}
            half = len(rows) // 2
            return await self._insert(rows[:half]) | await self._insert(rows[half:])
        await self._step("submit.inserted")
        inserted = [row.id for row in rows if row.id in doctors]
        places = await self._append([(doctors[request_id], request_id) for request_id in inserted])
        tickets: dict[UUID, Ticket | Exception] = dict(
            zip(inserted, map(Ticket, inserted, places), strict=True)
        )
        if len(inserted) < len(rows):
            # What has no key yet has a target that is not there, or not the asker's.
            tickets |= await self._repeated([row for row in rows if row.id not in doctors], NotFound)
        return tickets

    async def _append(self, entries: Sequence[tuple[UUID, UUID]]) -> Sequence[int | None]:
        """Append the requests to their lines; return their places, unknown ones if it failed: the sweeper appends them."""
        if not entries:
            return []
        try:
            places = await self._lines.append(entries)
        except (RedisError, OSError):
            _log.warning("%d requests were not appended; the sweeper will do it", len(entries), exc_info=True)
            return [None] * len(entries)
        self._crowded.update(
            doctor_id
            for (doctor_id, _), place in zip(entries, places, strict=True)
            if self._is_crowded(place)
        )
        await self._step("submit.appended")
        return places

    async def _repeated(
        self, rows: Sequence[NewRequest], otherwise: type[Busy] | type[NotFound]
    ) -> dict[UUID, Ticket | Exception]:
        """Answer for rows that were not inserted.

        The same wish under the same key gets the first ticket again, another wish is refused (I7), and what has no key
        yet is answered with `otherwise`. After a failure of ours, which changed nothing, the key is free again: whoever
        tries again has no other.
        """
        async with self._db.read() as conn:
            known = await submitting.known(conn, [(row.actor_id, row.key) for row in rows])
        first = {(one.actor_id, one.key): one for one in known}
        again: list[NewRequest] = []
        answers: dict[UUID, Ticket | Exception] = {}
        for row in rows:
            one = first.get((row.actor_id, row.key))
            if one is not None and one.may_be_asked_again:
                again.append(row)
            else:
                answers[row.id] = otherwise() if one is None else _answer(row, one)
        if again:
            async with self._db.session() as conn:
                await submitting.free_keys(conn, [first[row.actor_id, row.key].id for row in again])
            answers |= await self._insert(again)
        return answers


def _answer(row: NewRequest, first: KnownRequest) -> Ticket | Exception:
    if first.payload_hash != row.payload_hash:
        return Invalid(
            N_("This was already asked with other details. Reload the page to see what became of it."),
            code="key_reused",
        )
    return Ticket(first.id)


def _named(command: AnyCommand) -> tuple[UUID | None, UUID | None]:
    """Return the slot whose doctor decides, and the hold or appointment that must be the asker's."""
    slot_id: UUID | None = getattr(command, "slot_id", None)
    entry_id: UUID | None = getattr(command, "hold_id", None) or getattr(command, "appointment_id", None)
    return slot_id, entry_id
