"""Real worker processes that kill themselves with SIGKILL at a named step: `python -m tests.simulation.victim URL REDIS STEP…`.

One process is forked for each step, so that Python starts once. Each runs production's loops of the sequencer and of the
sweeper, and dies the first time that it comes to its step. When all are dead the first process forks one that works on
until somebody ends it, and ends itself.
"""

import asyncio
import os
import signal
import sys

from redis.asyncio import Redis

from healthmed_app.booking import sweep
from healthmed_app.booking.context import Booking
from healthmed_app.booking.sequencer import Sequencer
from infra.db.pool import Database
from tests.simulation.simulation import KEYRING, note_events


async def work_until(step: str | None, database_url: str, redis_url: str) -> None:
    """Run a worker that dies at `step`, or never."""

    async def die(name: str) -> None:
        if name == step:
            os.kill(os.getpid(), signal.SIGKILL)

    db = await Database.open(database_url, pool_size=6, application_name=f"victim {step}")
    async with Redis.from_url(redis_url) as redis:
        booking = Booking.of(db, redis, KEYRING, subscribers=(note_events,), step=die)
        stopping = asyncio.Event()
        await asyncio.gather(
            Sequencer(booking, f"victim-{os.getpid()}").run(stopping), sweep.run(booking, stopping)
        )


def fork(step: str | None, database_url: str, redis_url: str) -> int:
    """Start a worker in a process of its own, and return its id."""
    child = os.fork()
    if child == 0:
        asyncio.run(work_until(step, database_url, redis_url))
        os._exit(1)
    return child


def main(database_url: str, redis_url: str, *steps: str) -> int:
    """Fork a worker for each step, then one that stays, and tell how many did not die by SIGKILL."""
    children = [fork(step, database_url, redis_url) for step in steps]
    statuses = [os.waitpid(child, 0)[1] for child in children]
    fork(None, database_url, redis_url)
    return sum(os.waitstatus_to_exitcode(status) != -signal.SIGKILL for status in statuses)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
