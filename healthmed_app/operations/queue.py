"""Background jobs as administrators see them: how many wait, and what was given up, which they let run again or drop.

A job is told by its kind, its number and the class of its last error. Its arguments are not read, and the words of an
error are not kept, because either could say more than an administrator may know.
"""

from collections.abc import Sequence
from uuid import UUID

from psycopg.errors import UniqueViolation

from healthmed_app.audit import service as audit
from healthmed_app.core.access import Actor, require
from healthmed_app.core.errors import Conflict, NotFound
from healthmed_app.core.texts import N_
from healthmed_app.operations import queue_queries as queries
from healthmed_app.operations.views import FailedJob, JobKind
from infra.db.pool import Connection, Database

LISTED_MAX = 50
AT_ONCE_MAX = 200
"""Jobs of a kind that begin again by one click; each is an act of the audit."""
NAME_MAX = 128
ID_MAX = 2**63 - 1


async def kinds(conn: Connection, actor: Actor) -> list[JobKind]:
    """Return how many jobs of each kind wait, run or were given up; raise `Forbidden` for all but administrators."""
    require(actor, "admin")
    return await queries.kinds(conn)


async def failed(conn: Connection, actor: Actor) -> list[FailedJob]:
    """Return the newest jobs that were given up, at most `LISTED_MAX`; raise `Forbidden` for all but administrators."""
    require(actor, "admin")
    return await queries.failed(conn, LISTED_MAX)


async def retry(conn: Connection, actor: Actor, job_id: int) -> None:
    """Let a job that was given up begin again, with all its attempts.

    Raises:
        Forbidden: the actor is no administrator.
        NotFound: no such job was given up, or somebody else did this first.
        Conflict: one that does the same has just been enqueued.
    """
    require(actor, "admin")
    await _again(conn, actor, await _one(conn, job_id))


async def retry_all(conn: Connection, actor: Actor, name: str) -> int:
    """Let the jobs of a kind that were given up begin again, at most `AT_ONCE_MAX`, and return how many.

    Raises:
        Forbidden: the actor is no administrator.
        NotFound: none of this kind was given up.
        Conflict: one that does the same has just been enqueued.
    """
    require(actor, "admin")
    found = await queries.lock_failed(conn, AT_ONCE_MAX, name=name[:NAME_MAX])
    if not found:
        raise NotFound(N_("None of these failed any more."))
    await _again(conn, actor, found)
    return len(found)


async def drop(conn: Connection, actor: Actor, job_id: int) -> None:
    """Remove a job that was given up: what it would have done is not done.

    Raises:
        Forbidden: the actor is no administrator.
        NotFound: no such job was given up.
    """
    require(actor, "admin")
    await queries.remove(conn, [one for one, _ in await _one(conn, job_id)])
    await audit.record(conn, actor, "job.dropped", UUID(int=job_id))


async def note_error(db: Database, job_id: int, error: str) -> None:
    """Keep the class of the error with which a job ended; the runner calls it."""
    async with db.transaction() as conn:
        await queries.note_error(conn, job_id, error)


async def _one(conn: Connection, job_id: int) -> list[tuple[int, str | None]]:
    found = await queries.lock_failed(conn, 1, job_id=job_id) if 0 < job_id <= ID_MAX else []
    if not found:
        raise NotFound(N_("This job did not fail, or somebody let it begin again."))
    return found


async def _again(conn: Connection, actor: Actor, found: Sequence[tuple[int, str | None]]) -> None:
    """Of those of which only one may wait, one waits; the others go, since it does their work."""
    taken = await queries.waiting_locks(conn, [lock for _, lock in found if lock is not None])
    again, doubled = list[int](), list[int]()
    for job_id, lock in found:
        (doubled if lock in taken else again).append(job_id)
        taken |= {lock} if lock is not None else set()
    try:
        await queries.begin_again(conn, again)
    except UniqueViolation as error:
        raise Conflict(N_("A job like this was enqueued just now. Look again.")) from error
    await queries.remove(conn, doubled)
    for job_id, _ in found:
        await audit.record(conn, actor, "job.retried", UUID(int=job_id))
