"""The SQL of background jobs as administrators see them. The tables are procrastinate's; no job's arguments are read."""

from collections.abc import Sequence
from typing import LiteralString

from psycopg.rows import class_row

from healthmed_app.operations.views import FailedJob, JobKind
from infra.db.columns import bigints
from infra.db.pool import Connection

COUNTED_MAX = 50_000
"""Jobs in each status that are counted, each status by an index of its own."""
KINDS_MAX = 100
FORGOTTEN_AT_ONCE = 5_000

_KINDS: LiteralString = """
    WITH seen AS (
        (SELECT id, task_name, status, scheduled_at FROM procrastinate_jobs WHERE status = 'todo'
         ORDER BY priority DESC, id LIMIT %(most)s)
        UNION ALL
        (SELECT id, task_name, status, scheduled_at FROM procrastinate_jobs
         WHERE status = 'doing' AND worker_id IS NOT NULL LIMIT %(most)s)
        UNION ALL
        (SELECT id, task_name, status, scheduled_at FROM procrastinate_jobs WHERE status = 'failed'
         ORDER BY id LIMIT %(most)s)
    ), kinds AS (
        SELECT task_name AS name,
               (count(*) FILTER (WHERE status = 'todo'))::int AS waiting,
               (count(*) FILTER (WHERE status = 'todo' AND scheduled_at > now()))::int AS later,
               (count(*) FILTER (WHERE status = 'doing'))::int AS running,
               (count(*) FILTER (WHERE status = 'failed'))::int AS failed,
               min(id) FILTER (WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())) AS due,
               min(id) FILTER (WHERE status = 'doing') AS begun
        FROM seen GROUP BY task_name
    )
    SELECT k.name, k.waiting, k.later, k.running, k.failed,
           (SELECT extract(epoch FROM now() - max(e.at))::float8 FROM procrastinate_events e
            WHERE e.job_id = k.due AND e.type IN ('deferred', 'scheduled', 'deferred_for_retry', 'retried')) AS due_seconds,
           (SELECT extract(epoch FROM now() - max(e.at))::float8 FROM procrastinate_events e
            WHERE e.job_id = k.begun AND e.type = 'started') AS running_seconds
    FROM kinds k ORDER BY k.failed DESC, k.waiting DESC, k.name LIMIT %(kinds)s
"""
_FAILED: LiteralString = """
    SELECT j.id, j.task_name AS name, j.attempts, coalesce(e.error, '') AS error,
           coalesce((SELECT max(v.at) FROM procrastinate_events v WHERE v.job_id = j.id AND v.type = 'failed'), e.at) AS at
    FROM (SELECT id, task_name, attempts FROM procrastinate_jobs WHERE status = 'failed' ORDER BY id DESC LIMIT %s) j
    LEFT JOIN job_errors e ON e.job_id = j.id ORDER BY j.id DESC
"""
_LOCK_FAILED: LiteralString = """
    SELECT id, queueing_lock FROM procrastinate_jobs
    WHERE status = 'failed' AND (task_name = %(name)s OR id = %(id)s) ORDER BY id LIMIT %(limit)s FOR UPDATE
"""
_WAITING_LOCKS: LiteralString = """
    SELECT queueing_lock FROM procrastinate_jobs WHERE status = 'todo' AND queueing_lock = ANY(%s::text[]) LIMIT %s
"""
_AGAIN: LiteralString = """
    UPDATE procrastinate_jobs SET status = 'todo', attempts = 0, scheduled_at = NULL, worker_id = NULL
    WHERE id = ANY(%s::bigint[]) AND status = 'failed'
"""
_FORGET: LiteralString = """
    DELETE FROM job_errors WHERE job_id IN (
        SELECT e.job_id FROM job_errors e
        WHERE NOT EXISTS (SELECT FROM procrastinate_jobs j WHERE j.id = e.job_id) LIMIT %s)
"""


async def kinds(conn: Connection) -> list[JobKind]:
    """Return the kinds of which any job waits, runs or has failed: those with failures first."""
    async with conn.cursor(row_factory=class_row(JobKind)) as cursor:
        await cursor.execute(_KINDS, {"most": COUNTED_MAX, "kinds": KINDS_MAX})
        return await cursor.fetchall()


async def failed(conn: Connection, limit: int) -> list[FailedJob]:
    """Return the jobs that were given up, the newest first."""
    async with conn.cursor(row_factory=class_row(FailedJob)) as cursor:
        await cursor.execute(_FAILED, (limit,))
        return await cursor.fetchall()


async def lock_failed(
    conn: Connection, limit: int, *, name: str | None = None, job_id: int | None = None
) -> list[tuple[int, str | None]]:
    """Lock the failed jobs of a kind, or one of them; return each as (id, what only one may wait for)."""
    cursor = await conn.execute(_LOCK_FAILED, {"name": name, "id": job_id, "limit": limit})
    return [(row[0], row[1]) for row in await cursor.fetchall()]


async def waiting_locks(conn: Connection, locks: Sequence[str]) -> set[str]:
    """Return those of `locks` for which a job waits."""
    cursor = await conn.execute(_WAITING_LOCKS, (list(locks), len(locks)))
    return {row[0] for row in await cursor.fetchall()}


async def begin_again(conn: Connection, ids: Sequence[int]) -> None:
    """Let failed jobs wait as if they had never been tried."""
    await conn.execute(_AGAIN, (bigints(ids),))


async def remove(conn: Connection, ids: Sequence[int]) -> None:
    """Remove failed jobs."""
    await conn.execute(
        "DELETE FROM procrastinate_jobs WHERE id = ANY(%s::bigint[]) AND status = 'failed'", (bigints(ids),)
    )


async def note_error(conn: Connection, job_id: int, error: str) -> None:
    """Keep why a job failed."""
    await conn.execute(
        """
        INSERT INTO job_errors (job_id, error) VALUES (%s, %s)
        ON CONFLICT (job_id) DO UPDATE SET error = excluded.error, at = clock_timestamp()
        """,
        (job_id, error),
    )


async def forget_errors(conn: Connection) -> None:
    """Remove what is kept of jobs that are gone, a bounded part of it."""
    await conn.execute(_FORGET, (FORGOTTEN_AT_ONCE,))
