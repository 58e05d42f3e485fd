"""Poison: a request that cannot be decided must not stop its line (design, "The sequencer", 6).

When a batch fails for a reason that will not pass, its lines are decided one request per transaction, in order. An
attempt that fails is counted in a transaction of its own; after three the request's outcome is `failed` and the line moves
on. A worker that dies counts too: the line that it left is decided one by one, and the request at its head, which must
have been in its hands, gets one attempt. Errors that pass by themselves never count, but for a statement that runs out of time when it concerns one
request alone: one that is too slow every time would stop its line for ever.

Steps: `poison.counted`.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

import psycopg
from psycopg import errors
from redis.exceptions import RedisError

from healthmed_app.booking.attempt import Passed
from healthmed_app.booking.context import Booking
from healthmed_app.booking.queries import poisoning
from healthmed_app.booking.take import ATTEMPTS_MAX, BATCH_MAX
from infra.streams.lines import Entry

ONE_BY_ONE_MAX = 1_000
"""How many passes a suspect line gets before others get their turn."""
SLOW_MAX = 3
"""How many batches in a row may run out of time before their requests are decided one by one."""
SLOW_SECONDS = 5.0
_log = logging.getLogger(__name__)

_TRANSIENT = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    errors.InFailedSqlTransaction,
    errors.ReadOnlySqlTransaction,
    errors.IdleInTransactionSessionTimeout,
    errors.TransactionTimeout,
    RedisError,
    OSError,
)


class Attempt(Protocol):
    """An attempt to decide lines, as `attempt.attempt` makes it."""

    async def __call__(
        self,
        lines: Sequence[UUID],
        tokens: Mapping[UUID, Sequence[str]],
        *,
        also: frozenset[UUID] = ...,
        per_line_max: int = ...,
        trace: list[UUID] | None = ...,
    ) -> Passed:
        """Decide what stands in `lines`."""
        ...


def is_transient(error: BaseException) -> bool:
    """Whether an error will pass by itself: deadlocks, timeouts, lost connections, full disks, a silent Redis."""
    return isinstance(error, _TRANSIENT)


def is_slow(error: BaseException) -> bool:
    """Whether a statement ran out of time: that passes, unless one request is too slow every time."""
    return isinstance(error, errors.QueryCanceled)


async def one_by_one(
    attempt: Attempt, booking: Booking, line: UUID, tokens: Sequence[str], *, crashed: bool
) -> int:
    """Decide a line one request at a time, counting what goes wrong; return how many were decided.

    Args:
        attempt: `attempt.attempt`, bound to its process.
        booking: the process's booking.
        line: the doctor.
        tokens: what to acknowledge when the line is done.
        crashed: whether an earlier worker died with this line in its hands.

    Raises:
        Exception: a transient one.
    """
    if crashed and (head := await _head(booking, line)):
        await _count(booking, head, "a worker died with it")
    decided, needed = 0, frozenset[UUID]()
    for _ in range(ONE_BY_ONE_MAX):
        trace: list[UUID] = []
        try:
            passed = await attempt([line], {}, also=needed, per_line_max=1, trace=trace)
        except Exception as error:
            slow = is_slow(error)
            if not trace or (is_transient(error) and not slow):
                raise
            await _count(booking, trace[0], repr(error))
            if slow:
                # A server that is slow with everything gets time to recover, before an innocent has used up its attempts.
                await asyncio.sleep(SLOW_SECONDS)
            continue
        decided += passed.decided
        needed = passed.stopped.get(line, frozenset()) | (frozenset() if passed.decided else needed)
        if passed.skipped or (await booking.lines.lengths([line]))[0] == 0:
            break
    # More may be left, or somebody else may hold it: the line is readied as long as it has entries.
    await booking.lines.ready([line])
    await booking.lines.finish({}, tokens)
    return decided


async def _head(booking: Booking, line: UUID) -> UUID | None:
    """Return the first undecided request of a line."""
    read = await booking.lines.read([line], per_line_max=BATCH_MAX, total_max=BATCH_MAX)
    entries: list[Entry] = read[line]
    async with booking.db.read() as conn:
        undecided = await poisoning.undecided(conn, [entry.id for entry in entries])
    return next((entry.id for entry in entries if entry.id in undecided), None)


async def _count(booking: Booking, request_id: UUID, why: str) -> None:
    async with booking.db.transaction() as conn:
        attempts = await poisoning.count_attempt(conn, request_id)
    await booking.step("poison.counted")
    if attempts >= ATTEMPTS_MAX:
        _log.critical("request %s fails: it went wrong %d times, at last by %s", request_id, attempts, why)
    else:
        _log.error("request %s went wrong %d times, now by %s", request_id, attempts, why)
