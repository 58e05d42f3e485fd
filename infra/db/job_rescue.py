"""Gives the jobs of runners that died to those that live.

A runner that is killed leaves its jobs `doing`, and each keeps its lock, so no other job of that lock would ever run. A
runner that lives tells the database so all the time; one that has been silent for too long counts as dead. A job that a
dead runner had begun counts as tried, so that one which kills whoever runs it comes to an end too.
"""

import logging

from procrastinate import BaseConnector
from procrastinate.exceptions import UniqueViolation

RESCUED_AT_ONCE = 100

_ORPHANS = """
    SELECT job.id, job.worker_id FROM procrastinate_jobs job
    LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
    WHERE job.status = 'doing'
      AND (worker.id IS NULL OR worker.last_heartbeat < now() - make_interval(secs => %(silent_seconds)s))
    ORDER BY job.id LIMIT %(limit)s
"""

_AGAIN = """
    UPDATE procrastinate_jobs
    SET status = (CASE WHEN attempts + 1 < %(attempts_max)s THEN 'todo' ELSE 'failed' END)::procrastinate_job_status,
        attempts = attempts + 1, scheduled_at = NULL, worker_id = NULL
    WHERE id = %(id)s AND status = 'doing' AND worker_id IS NOT DISTINCT FROM %(worker_id)s
"""

_DROP = """
    DELETE FROM procrastinate_jobs
    WHERE id = %(id)s AND status = 'doing' AND worker_id IS NOT DISTINCT FROM %(worker_id)s
"""
_log = logging.getLogger(__name__)


async def rescue(connector: BaseConnector, silent_seconds: float, attempts_max: int) -> int:
    """Let the jobs of runners that were silent for `silent_seconds` begin again; return how many there were.

    One that was tried `attempts_max` times is `failed`. One whose like waits already is dropped, as that will do its work.
    """
    orphans = await connector.execute_query_all_async(
        _ORPHANS, silent_seconds=silent_seconds, limit=RESCUED_AT_ONCE
    )
    for orphan in orphans:
        whose = {"id": orphan["id"], "worker_id": orphan["worker_id"]}
        try:
            await connector.execute_query_async(_AGAIN, **whose, attempts_max=attempts_max)
        except UniqueViolation:
            await connector.execute_query_async(_DROP, **whose)
    if orphans:
        _log.warning("%d jobs of runners that died begin again", len(orphans))
    return len(orphans)
