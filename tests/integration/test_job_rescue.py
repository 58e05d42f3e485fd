"""A job whose runner died is begun again by another, and given up after as many tries as any other."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from infra.db.job_runner import ATTEMPTS_MAX, JobRunner
from infra.db.jobs import enqueue
from infra.db.pool import Database

DEAD = """
    WITH dead AS (
        INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s)) RETURNING id
    )
    UPDATE procrastinate_jobs SET status = 'doing', attempts = %s, worker_id = dead.id FROM dead
    WHERE procrastinate_jobs.id = (SELECT max(id) FROM procrastinate_jobs)
"""


class Queue:
    """A database's jobs, and one runner of them that counts what it does."""

    def __init__(self, database_url: str, db: Database) -> None:
        self._url, self._db = database_url, db
        self.done: list[str] = []

    async def begun(self, what: str, silent_for: float, *, attempts: int = 0, **options: Any) -> None:
        """Enqueue a job, and let a runner have begun it that was not heard of for so many seconds."""
        async with self._db.transaction() as conn:
            await enqueue(conn, "note", {"what": what}, **options)
            await conn.execute(DEAD, (silent_for, attempts))

    async def rows(self) -> list[tuple[Any, ...]]:
        async with await psycopg.AsyncConnection.connect(self._url) as conn:
            cursor = await conn.execute("SELECT status, attempts FROM procrastinate_jobs ORDER BY id")
            return await cursor.fetchall()

    async def run_until(self, expected: list[tuple[Any, ...]]) -> None:
        """Run jobs until the rows are what is expected, within a bound."""

        async def note(*, what: str) -> None:
            self.done.append(what)

        stopping = asyncio.Event()
        running = asyncio.create_task(
            JobRunner(self._url, {"note": note}, {}, silent_seconds=3).run(stopping)
        )
        async with asyncio.timeout(20):
            while await self.rows() != expected:  # noqa: ASYNC110  # It has a bound.
                await asyncio.sleep(0.02)
        stopping.set()
        await running


async def test_what_a_dead_runner_had_begun_is_done_and_its_lock_is_free_again(
    db: Database, database_url: str
) -> None:
    queue = Queue(database_url, db)
    await queue.begun("first", 60, lock="one at a time")
    async with db.transaction() as conn:
        await enqueue(conn, "note", {"what": "second"}, lock="one at a time")
    await queue.run_until([])
    assert queue.done == ["first", "second"]


async def test_what_a_live_runner_does_is_left_to_it(db: Database, database_url: str) -> None:
    queue = Queue(database_url, db)
    await queue.begun("theirs", -60)
    async with db.transaction() as conn:
        await enqueue(conn, "note", {"what": "mine"})
    await queue.run_until([("doing", 0)])
    assert queue.done == ["mine"]


async def test_a_job_that_kills_its_runners_is_given_up(db: Database, database_url: str) -> None:
    queue = Queue(database_url, db)
    await queue.begun("deadly", 60, attempts=ATTEMPTS_MAX - 1)
    await queue.run_until([("failed", ATTEMPTS_MAX)])
    assert queue.done == []


async def test_what_waits_already_does_the_work_of_what_died(db: Database, database_url: str) -> None:
    queue = Queue(database_url, db)
    for what in ("old", "older"):
        await queue.begun(what, 60, queueing_lock="only one")
    async with db.transaction() as conn:
        later = datetime.now(UTC) + timedelta(hours=1)
        await enqueue(conn, "note", {"what": "new"}, at=later, queueing_lock="only one")
    await queue.run_until([("todo", 0)])
    assert queue.done == []
