"""Runs the jobs that `jobs` enqueued, and those of the clock, by procrastinate.

A job that raises is tried again with growing pauses; after the last attempt it stays `failed`, for a person to look at.
One that succeeded is removed. So every job must be idempotent.

A runner that dies is silent from then on; after a while the others begin its jobs again, which would otherwise keep their
locks for ever.

Each queue has slots of its own: however many long jobs there are (`BULK`), the short ones that people wait for begin at
once.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

import psycopg
from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import ConnectorException

from infra.db.job_rescue import rescue
from infra.db.jobs import BULK, QUEUE

Handler = Callable[..., Awaitable[None]]
OnError = Callable[[int, str], Awaitable[None]]
"""Told the number of a job and the name of the class of the error it ended with."""

ATTEMPTS_MAX = 7
RETRY_BASE_SECONDS = 4
"""The pauses are its powers: 4 s, 16 s, about 1, 4, 17 and 68 minutes."""
SLOTS = {QUEUE: 2, BULK: 4}
"""How many jobs of a queue run at a time in one process. Long ones wait for others most of the time, such as a mail server."""
POOL_SIZE = 6
STOP_SECONDS = 5
RECONNECT_SECONDS = 2.0
SILENT_SECONDS = 30.0
"""After so long without a sign of life a runner counts as dead. One that hangs may be taken for dead: jobs are idempotent."""
_log = logging.getLogger(__name__)


class JobRunner:
    """The jobs of one worker process."""

    def __init__(
        self,
        database_url: str,
        handlers: Mapping[str, Handler],
        periodic: Mapping[str, tuple[str, Handler]],
        *,
        silent_seconds: float = SILENT_SECONDS,
        on_error: OnError | None = None,
    ) -> None:
        """Run `handlers` by job name, and `periodic` ones by `(cron, handler)`: once for all workers.

        `silent_seconds` is how long a runner may give no sign of life before the others begin its jobs again. `on_error`
        is told of each job that raises, at each attempt.
        """
        self._on_error = on_error
        self._silent_seconds = silent_seconds
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
            self._app.task(name=name, queue=QUEUE, retry=retry, pass_context=True)(self._telling(handler))
        for name, (cron, handler) in periodic.items():
            timed = self._telling(_at_its_time(handler))
            task = self._app.task(name=name, queue=QUEUE, queueing_lock=name, pass_context=True)(timed)
            self._app.periodic(cron=cron)(task)

    def _telling(self, handler: Handler) -> Callable[..., Awaitable[None]]:
        """Return `handler` as one that tells with which error it ended."""

        async def run(context: JobContext, *args: Any, **kwargs: Any) -> None:
            try:
                await handler(*args, **kwargs)
            except Exception as error:
                if self._on_error is not None and context.job.id is not None:
                    with suppress(Exception):  # What matters more is the error itself.
                        await self._on_error(context.job.id, type(error).__name__)
                raise

        return run

    async def run(self, stopping: asyncio.Event) -> None:
        """Run jobs until `stopping` is set; then let those that run come to their end for a moment.

        A lost database is waited for.
        """
        while not stopping.is_set():
            try:
                async with self._app.open_async():
                    await self._run_until(stopping)
            except (ConnectorException, psycopg.Error, OSError) as error:
                _log.warning("the job runner waits for the database: %s", error)
                with suppress(TimeoutError):
                    await asyncio.wait_for(stopping.wait(), RECONNECT_SECONDS)

    async def _run_until(self, stopping: asyncio.Event) -> None:
        running = [asyncio.create_task(self._serve(queue, slots)) for queue, slots in SLOTS.items()]
        running.append(asyncio.create_task(self._rescue_again_and_again()))
        waiting = asyncio.create_task(stopping.wait())
        await asyncio.wait({*running, waiting}, return_when=asyncio.FIRST_COMPLETED)
        for task in (*running, waiting):
            task.cancel()
        for ended in await asyncio.gather(*running, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended

    async def _serve(self, queue: str, slots: int) -> None:
        await self._app.run_worker_async(
            queues=[queue],
            concurrency=slots,
            install_signal_handlers=False,
            delete_jobs="successful",
            shutdown_graceful_timeout=STOP_SECONDS,
            update_heartbeat_interval=self._silent_seconds / 3,
            stalled_worker_timeout=self._silent_seconds,
        )

    async def _rescue_again_and_again(self) -> None:
        while True:
            await rescue(self._app.connector, self._silent_seconds, ATTEMPTS_MAX)
            await asyncio.sleep(self._silent_seconds / 3)


def _at_its_time(handler: Handler) -> Callable[[int], Awaitable[None]]:
    async def run(timestamp: int) -> None:
        del timestamp  # When it was due, which the handler does not need.
        await handler()

    return run
