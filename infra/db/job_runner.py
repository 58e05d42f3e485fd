"""Runs the jobs that `jobs` enqueued, and those of the clock, by procrastinate.

A job that raises is tried again with growing pauses; after the last attempt it stays `failed`, for a person to look at.
One that succeeded is removed. So every job must be idempotent.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

import psycopg
from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import ConnectorException

from infra.db.jobs import QUEUE

Handler = Callable[..., Awaitable[None]]

ATTEMPTS_MAX = 7
RETRY_BASE_SECONDS = 4
"""The pauses are its powers: 4 s, 16 s, about 1, 4, 17 and 68 minutes."""
POOL_SIZE = 4
STOP_SECONDS = 5
RECONNECT_SECONDS = 2.0
_log = logging.getLogger(__name__)


class JobRunner:
    """The jobs of one worker process."""

    def __init__(
        self, database_url: str, handlers: Mapping[str, Handler], periodic: Mapping[str, tuple[str, Handler]]
    ) -> None:
        """Run `handlers` by job name, and `periodic` ones by `(cron, handler)`: once for all workers."""
        connector = PsycopgConnector(
            conninfo=database_url,
            min_size=1,
            max_size=POOL_SIZE,
            kwargs={
                "application_name": "healthmed jobs",
                "keepalives_idle": 10,
                "options": "-c timezone=UTC",
            },
        )
        self._app = App(connector=connector)
        retry = RetryStrategy(max_attempts=ATTEMPTS_MAX, exponential_wait=RETRY_BASE_SECONDS)
        for name, handler in handlers.items():
            self._app.task(name=name, queue=QUEUE, retry=retry)(handler)
        for name, (cron, handler) in periodic.items():
            task = self._app.task(name=name, queue=QUEUE, queueing_lock=name)(_at_its_time(handler))
            self._app.periodic(cron=cron)(task)

    async def run(self, stopping: asyncio.Event, *, concurrency: int = 2) -> None:
        """Run jobs until `stopping` is set; then let those that run come to their end for a moment.

        A lost database is waited for.
        """
        while not stopping.is_set():
            try:
                async with self._app.open_async():
                    await self._run_until(stopping, concurrency)
            except (ConnectorException, psycopg.Error, OSError) as error:
                _log.warning("the job runner waits for the database: %s", error)
                with suppress(TimeoutError):
                    await asyncio.wait_for(stopping.wait(), RECONNECT_SECONDS)

    async def _run_until(self, stopping: asyncio.Event, concurrency: int) -> None:
        running = asyncio.create_task(
            self._app.run_worker_async(
                concurrency=concurrency,
                install_signal_handlers=False,
                delete_jobs="successful",
                shutdown_graceful_timeout=STOP_SECONDS,
            )
        )
        waiting = asyncio.create_task(stopping.wait())
        await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if not running.done():
            running.cancel()
        with suppress(asyncio.CancelledError):
            await running


def _at_its_time(handler: Handler) -> Callable[[int], Awaitable[None]]:
    async def run(timestamp: int) -> None:
        del timestamp  # When it was due, which the handler does not need.
        await handler()

    return run
