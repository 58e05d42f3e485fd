"""The worker's loop: ready lines in, decided requests out (design, "The sequencer").

It takes some ready lines, and attempts to decide what stands in them in one transaction. A line that needs a second
calendar goes on alone, with both locked; one that another worker holds is readied again; one that cannot be decided goes
to `poison`. Errors that pass are waited out.

Steps, besides those of `attempt`: `pass.offered`.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID

from redis.exceptions import RedisError

from healthmed_app.booking import poison
from healthmed_app.booking.alternatives import Offered
from healthmed_app.booking.attempt import attempt
from healthmed_app.booking.context import Booking
from infra.streams.lines import Ready

LINES_MAX = 128
"""Lines in one batch. With many more, all who ask go round as one crowd, and the lanes and submit wait for each other."""
IDLE_SECONDS = 1.0
STANDING_BACK_SECONDS = 0.002
"""How long a lane without work waits for some before it puts offers in line."""
CLAIM_EVERY_SECONDS = 5.0
KEEP_EVERY_SECONDS = 4.0
"""How often a worker that works long gives a sign of life; well under `lines.CLAIM_IDLE_SECONDS`."""
LOCKED_AGAIN_SECONDS = 0.02
"""When a line that another worker holds is readied again."""
PAIRS_MAX = 1_000
"""How often in a row one line may stop for a second calendar before others get their turn."""
BACKOFF_SECONDS = (0.1, 0.2, 0.5, 1.0, 2.0)
_log = logging.getLogger(__name__)


class Sequencer:
    """One worker's share of all lines. Several may run, in one process or in many."""

    def __init__(self, booking: Booking, consumer: str, offered: Offered | None = None) -> None:
        """Take lines under the name `consumer`, which no other process uses; lanes of one process share `offered`."""
        self._booking = booking
        self._consumer = consumer
        self._offered = offered or Offered()
        self._attempt = partial(attempt, booking, self._offered)
        self._claimed_at = 0.0
        self._slow = 0
        """How many batches in a row have run out of time."""
        self._keeping: asyncio.Task[None] | None = None

    async def run(self, stopping: asyncio.Event) -> None:
        """Work until `stopping` is set; errors that pass are waited out."""
        failures = 0
        while not stopping.is_set():
            ready: list[Ready] = []
            try:
                ready = await self.next_ready(IDLE_SECONDS)
                if ready:
                    await self.work(ready)
                failures = 0
            except Exception as error:
                if not poison.is_transient(error):
                    raise
                _log.warning("the sequencer waits for its servers: %s", error)
                await asyncio.sleep(BACKOFF_SECONDS[min(failures, len(BACKOFF_SECONDS) - 1)])
                failures += 1
                await self._hand_back(ready)

    async def next_ready(self, wait_seconds: float) -> list[Ready]:
        """Return lines to work on: those that a dead worker left, now and then, else those that are ready."""
        now = asyncio.get_running_loop().time()
        if now - self._claimed_at >= CLAIM_EVERY_SECONDS:
            self._claimed_at = now
            if abandoned := await self._booking.lines.abandoned(self._consumer):
                return abandoned
        ready: list[Ready] = []
        due = self._offered.overdue()
        if not due:
            ready = await self._read_ready(STANDING_BACK_SECONDS if self._offered.any() else wait_seconds)
            due = [] if ready else self._offered.due()
        if due:
            await self._booking.lines.append(due)
            await self._booking.step("pass.offered")
            ready = await self._read_ready(wait_seconds)
        return ready

    async def _read_ready(self, wait_seconds: float) -> list[Ready]:
        return await self._booking.lines.next_ready(
            self._consumer, count_max=LINES_MAX, wait_seconds=wait_seconds
        )

    async def work(self, ready: Sequence[Ready]) -> int:
        """Decide what stands in the ready lines, and acknowledge them; return how many requests were decided.

        Raises:
            Exception: a transient one; the lines must be readied again.
        """
        self._offered.lanes_at_work += 1
        tokens = [one.token for one in ready]
        timer = asyncio.get_running_loop().call_later(KEEP_EVERY_SECONDS, self._start_keeping, tokens)
        try:
            return await self._work(ready)
        finally:
            timer.cancel()
            if self._keeping is not None:
                self._keeping.cancel()
                self._keeping = None
            self._offered.lanes_at_work -= 1

    def _start_keeping(self, tokens: Sequence[str]) -> None:
        self._keeping = asyncio.create_task(self._keep(tokens))

    async def _keep(self, tokens: Sequence[str]) -> None:
        """Work that takes long is not a dead worker's: taking it over would count against who stands first in line."""
        while True:
            try:
                await self._booking.lines.keep(self._consumer, tokens)
            except (RedisError, OSError) as error:
                _log.warning("lines are worked on without a sign of life: %s", error)
            await asyncio.sleep(KEEP_EVERY_SECONDS)

    async def _work(self, ready: Sequence[Ready]) -> int:
        tokens: dict[UUID, list[str]] = {}
        for one in ready:
            tokens.setdefault(one.line, []).append(one.token)
        crashed = {one.line for one in ready if one.deliveries > 1}
        decided = 0
        sound = [line for line in tokens if line not in crashed]
        if sound:
            decided += await self._work_together(sound, tokens)
        for line in crashed:
            decided += await poison.one_by_one(self._attempt, self._booking, line, tokens[line], crashed=True)
        return decided

    async def _work_together(self, lines: Sequence[UUID], tokens: Mapping[UUID, Sequence[str]]) -> int:
        try:
            passed = await self._attempt(lines, tokens)
        except Exception as error:
            self._slow = self._slow + 1 if poison.is_slow(error) else 0
            if poison.is_transient(error) and self._slow < poison.SLOW_MAX:
                raise
            _log.exception("a batch could not be decided; its requests are decided one by one")
            return sum(
                [
                    await poison.one_by_one(self._attempt, self._booking, line, tokens[line], crashed=False)
                    for line in lines
                ]
            )
        self._slow = 0
        decided = passed.decided
        for line, needed in passed.stopped.items():
            decided += await self._work_in_pairs(line, needed, tokens[line])
        if passed.skipped:
            await self._again(passed.skipped, tokens)
        return decided

    async def _work_in_pairs(self, line: UUID, needed: frozenset[UUID], tokens: Sequence[str]) -> int:
        """Go on with a line that needs other calendars, until it does not; a poisoned request is told apart there too."""
        decided = 0
        try:
            for _ in range(PAIRS_MAX):
                passed = await self._attempt([line], {line: tokens}, also=needed)
                decided += passed.decided
                if line not in passed.stopped:
                    return decided
                # The request at the head may learn of its calendars one after another; those of the one before are let go.
                needed = passed.stopped[line] | (frozenset() if passed.decided else needed)
        except Exception as error:
            if poison.is_transient(error):
                raise
            _log.exception("a line could not be decided; its requests are decided one by one")
            return decided + await poison.one_by_one(
                self._attempt, self._booking, line, tokens, crashed=False
            )
        await self._again({line}, {line: tokens})
        return decided

    async def _again(self, lines: set[UUID], tokens: Mapping[UUID, Sequence[str]]) -> None:
        """Ready lines again a moment later, and only then let go of their tokens."""
        await asyncio.sleep(LOCKED_AGAIN_SECONDS)
        await self._booking.lines.ready(list(lines))
        await self._booking.lines.finish({}, [token for line in lines for token in tokens[line]])

    async def _hand_back(self, ready: Sequence[Ready]) -> None:
        """After an error that passes: ready the lines again. If that fails too, another worker or the sweeper will."""
        if not ready:
            return
        try:
            await self._booking.lines.ready([one.line for one in ready])
            await self._booking.lines.finish({}, [one.token for one in ready])
        except (RedisError, OSError) as error:
            _log.warning("lines were not handed back: %s", error)
