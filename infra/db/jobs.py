"""Puts work for the worker into the transaction that causes it: a job exists exactly when the cause was committed.

Who runs the jobs is `job_runner`. Arguments are ids and other plain values, never private text, because the queue is
read by people who run the place.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import orjson

from infra.db.columns import instants, texts, words
from infra.db.pool import Connection

QUEUE = "default"
BULK = "bulk"
"""Of jobs that may take minutes: they have slots of their own, so the others do not wait for them."""

_DEFER = """
    SELECT procrastinate_defer_jobs_v1(array_agg(
        ROW(queue, name, 0, lock, queueing_lock, args::jsonb, at)::procrastinate_job_to_defer_v1 ORDER BY place))
    FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::timestamptz[])
        WITH ORDINALITY AS given (queue, name, lock, queueing_lock, args, at, place)
"""

_ABSORB = """
    DELETE FROM procrastinate_jobs WHERE id IN (
        SELECT id FROM procrastinate_jobs
        WHERE status = 'todo' AND task_name = %(name)s AND attempts = 0 AND (%(lock)s::text IS NULL OR lock = %(lock)s::text)
        ORDER BY priority DESC, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
    )
    RETURNING args
"""


class Job(NamedTuple):
    """One piece of work.

    `at` says when it may start; of jobs with the same `lock` one runs at a time, in order; of jobs with the same
    `queueing_lock` only one may wait. `queue` is `QUEUE`, or `BULK` for what takes long.
    """

    name: str
    args: dict[str, Any]
    at: datetime | None = None
    lock: str | None = None
    queueing_lock: str | None = None
    queue: str = QUEUE


async def enqueue(
    conn: Connection,
    name: str,
    args: dict[str, Any],
    *,
    at: datetime | None = None,
    lock: str | None = None,
    queueing_lock: str | None = None,
    queue: str = QUEUE,
) -> None:
    """Enqueue the job `name` with `args`, as `Job` describes them."""
    await enqueue_all(conn, [Job(name, args, at, lock, queueing_lock, queue)])


async def enqueue_all(conn: Connection, jobs: Sequence[Job]) -> None:
    """Enqueue several jobs in one statement."""
    if jobs:
        await conn.execute(
            _DEFER,
            (
                words(job.queue for job in jobs),
                words(job.name for job in jobs),
                texts(job.lock for job in jobs),
                texts(job.queueing_lock for job in jobs),
                texts(orjson.dumps(job.args).decode() for job in jobs),
                instants(job.at for job in jobs),
            ),
        )


async def absorb(conn: Connection, name: str, limit: int, *, lock: str | None = None) -> list[dict[str, Any]]:
    """Take over up to `limit` jobs `name` that nobody has begun, due or not, and return their arguments.

    With `lock` only those that have it. A job that runs may so do what others of its kind would do one by one. They are gone when the transaction commits.
    """
    cursor = await conn.execute(_ABSORB, {"name": name, "limit": limit, "lock": lock})
    return [row[0] for row in await cursor.fetchall()]
