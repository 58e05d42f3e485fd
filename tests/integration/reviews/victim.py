"""A process that computes ratings, and that kills itself now and then at one of the points where it hurts most."""

import asyncio
import os
import random
import signal
from functools import partial

from healthmed_app.directory import service as directory
from healthmed_app.reviews import jobs
from infra.db.job_runner import JobRunner
from infra.db.pool import Connection, Database

SILENT_SECONDS = 1.0
ONE_IN = 60
"""How often it dies at each point."""


def work(database_url: str, seed: int, *, dies: bool) -> None:
    """Run the rating jobs of this database until it is killed, by itself or by others."""
    asyncio.run(_work(database_url, random.Random(seed), dies=dies))


async def _work(database_url: str, chance: random.Random, *, dies: bool) -> None:
    def perhaps_die() -> None:
        if dies and chance.randrange(ONE_IN) == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    write = directory.set_ratings

    async def set_ratings(conn: Connection, ratings: dict[object, tuple[int, int]]) -> None:
        await write(conn, ratings)  # type: ignore[arg-type]
        perhaps_die()  # It was written, and not committed.

    directory.set_ratings = set_ratings  # type: ignore[assignment]
    db = await Database.open(database_url, pool_size=3, application_name="a victim")
    rate = partial(jobs.rate, db)

    async def rate_or_die(doctor_id: str) -> None:
        perhaps_die()  # The job is taken, and nothing was done.
        await rate(doctor_id)
        perhaps_die()  # It was committed, and the queue does not know.

    runner = JobRunner(database_url, {jobs.RATE: rate_or_die}, {}, silent_seconds=SILENT_SECONDS)
    await runner.run(asyncio.Event())
