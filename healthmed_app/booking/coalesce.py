"""Work that arrives while a batch is under way waits for the next batch: one round trip serves many callers.

Under light load a batch has one item and nobody waits; under heavy load batches grow by themselves, so the cost of a
round trip and of a commit is shared. A batch runs in a task of its own, so a caller that is cancelled changes nothing
for the others, nor for what it asked.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from psycopg_pool import PoolTimeout

from healthmed_app.core.errors import Busy

WAITING_MAX = 20_000
Item = TypeVar("Item")
Result = TypeVar("Result")


class Coalescer(Generic[Item, Result]):
    """Calls `run` with batches of items, one batch at a time; it returns a result or an error for each, in order."""

    def __init__(
        self,
        run: Callable[[Sequence[Item]], Awaitable[Sequence[Result | Exception]]],
        *,
        batch_max: int,
        waiting_max: int = WAITING_MAX,
    ) -> None:
        """Bound each batch by `batch_max` items, and those who wait for one by `waiting_max`."""
        self._run = run
        self._batch_max = batch_max
        self._waiting_max = waiting_max
        self._waiting: list[tuple[Item, asyncio.Future[Result]]] = []
        self._drain: asyncio.Task[None] | None = None

    async def __call__(self, item: Item) -> Result:
        """Return the item's result, or raise its error, once its batch is done; raise `Busy` when too many wait."""
        if len(self._waiting) >= self._waiting_max:
            raise Busy
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._drain is None or self._drain.done():
            self._drain = asyncio.create_task(self._drain_all())
        return await future

    async def _drain_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[: self._batch_max], self._waiting[self._batch_max :]
            results: Sequence[Result | Exception]
            try:
                results = await self._run([item for item, _ in batch])
            except Exception as error:  # noqa: BLE001  # Each caller gets it, and decides.
                if isinstance(error, PoolTimeout):
                    # There is no connection to be had: the others would each wait as long for the same.
                    batch, self._waiting = batch + self._waiting, []
                results = [error] * len(batch)
            for (_, future), result in zip(batch, results, strict=True):
                if future.done():
                    continue
                if isinstance(result, Exception):
                    future.set_exception(result)
                else:
                    future.set_result(result)
