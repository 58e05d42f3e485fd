"""Puts work for the worker into the transaction that causes it: a job exists exactly when the cause was committed."""

from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from infra.db.pool import Connection

QUEUE = "default"


async def enqueue(
    conn: Connection,
    name: str,
    args: dict[str, Any],
    *,
    at: datetime | None = None,
    lock: str | None = None,
    queueing_lock: str | None = None,
) -> None:
    """Enqueue the job `name` with `args` (ids, never private text); `at` says when it may start."""
    await conn.execute(
        """
        SELECT procrastinate_defer_jobs_v1(
            ARRAY[ROW(%s, %s, 0, %s, %s, %s, %s)::procrastinate_job_to_defer_v1])
        """,
        (QUEUE, name, lock, queueing_lock, Jsonb(args), at),
    )
