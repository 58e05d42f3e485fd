"""Background jobs as administrators see them: counted by kind, begun again or dropped, and written into the audit."""

import asyncio
from typing import Any

import pytest
from redis.asyncio import Redis

from healthmed_app.core.access import Actor
from healthmed_app.core.errors import Forbidden, NotFound
from healthmed_app.operations import jobs, queue
from healthmed_app.operations import queue_queries as queries
from infra.db.job_runner import JobRunner
from infra.db.jobs import enqueue
from infra.db.pool import Database
from tests.booking_world import World, world_of

JOB = """
    INSERT INTO procrastinate_jobs (queue_name, task_name, status, queueing_lock, attempts, scheduled_at)
    VALUES ('default', %s, %s::procrastinate_job_status, %s, 3, now() + make_interval(hours => %s)) RETURNING id
"""


@pytest.fixture
def world(db: Database, redis: Redis) -> World:
    return world_of(db, redis)


async def job(
    world: World, status: str, name: str = "mail", *, lock: str | None = None, hours: int = 0
) -> int:
    return (await world.run(JOB, name, status, lock, hours))[0][0]


async def kinds(world: World, actor: Actor) -> dict[str, Any]:
    async with world.db.read() as conn:
        return {one.name: one for one in await queue.kinds(conn, actor)}


async def acts(world: World) -> list[tuple[Any, ...]]:
    return await world.run(
        "SELECT action, actor_id, subject_id FROM audit_events WHERE action LIKE 'job.%%' ORDER BY at, id"
    )


async def test_jobs_are_counted_by_kind_with_their_ages(world: World) -> None:
    admin = await world.person("admin")
    assert await kinds(world, admin) == {}
    waiting = await job(world, "todo")
    await job(world, "todo", hours=2)
    await job(world, "failed", "rate")
    await world.run(
        "UPDATE procrastinate_events SET at = now() - interval '90 seconds' WHERE job_id = %s", waiting
    )
    await world.run(
        """
        WITH runner AS (INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id)
        INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id) SELECT 'default', 'mail', 'doing', id FROM runner
        """
    )
    found = await kinds(world, admin)
    mail, rate = found["mail"], found["rate"]
    assert list(found) == ["rate", "mail"]
    assert (mail.waiting, mail.later, mail.running, mail.failed) == (2, 1, 1, 0)
    assert 90 <= mail.due_seconds < 600
    assert (rate.waiting, rate.failed, rate.due_seconds) == (0, 1, None)


async def test_what_failed_tells_its_kind_its_attempts_and_its_errors_class_alone(
    world: World, database_url: str
) -> None:
    admin = await world.person("admin")
    tried, stopping = asyncio.Event(), asyncio.Event()

    async def fail(name: str) -> None:
        raise LookupError(f"no such patient: {name}")

    async def note(job_id: int, error: str) -> None:
        await queue.note_error(world.db, job_id, error)
        tried.set()

    async with world.db.transaction() as conn:
        await enqueue(conn, "fail", {"name": "Ana Souza"})
    running = asyncio.create_task(JobRunner(database_url, {"fail": fail}, {}, on_error=note).run(stopping))
    await asyncio.wait_for(tried.wait(), 20)
    stopping.set()
    await asyncio.wait_for(running, 20)
    await world.run("UPDATE procrastinate_jobs SET status = 'failed'")
    async with world.db.read() as conn:
        (one,) = await queue.failed(conn, admin)
    assert (one.name, one.error) == ("fail", "LookupError")
    assert one.at is not None
    assert "Ana" not in repr(one)
    assert "Ana" not in repr(await world.run("SELECT * FROM job_errors"))


async def test_one_begins_again_with_all_its_attempts_and_the_audit_says_so(world: World) -> None:
    admin, failed = await world.person("admin"), await job(world, "failed")
    async with world.db.transaction() as conn:
        await queue.retry(conn, admin, failed)
    assert await world.run("SELECT status::text, attempts, scheduled_at FROM procrastinate_jobs") == [
        ("todo", 0, None)
    ]
    ((action, actor_id, subject),) = await acts(world)
    assert (action, actor_id, subject.int) == ("job.retried", admin.user_id, failed)
    with pytest.raises(NotFound):
        async with world.db.transaction() as conn:
            await queue.retry(conn, admin, failed)
    assert len(await acts(world)) == 1


async def test_all_of_a_kind_begin_again_but_only_one_of_those_that_would_do_the_same(world: World) -> None:
    admin = await world.person("admin")
    plain, other = [await job(world, "failed") for _ in range(3)], await job(world, "failed", "rate")
    first, _second = [await job(world, "failed", lock="doctor") for _ in range(2)]
    await job(world, "failed", lock="waits")
    waits = await job(world, "todo", lock="waits")
    async with world.db.transaction() as conn:
        assert await queue.retry_all(conn, admin, "mail") == 6
    rows = await world.run("SELECT id, status::text FROM procrastinate_jobs ORDER BY id")
    assert rows == sorted([*((one, "todo") for one in (*plain, first, waits)), (other, "failed")])
    assert len(await acts(world)) == 6
    with pytest.raises(NotFound):
        async with world.db.transaction() as conn:
            await queue.retry_all(conn, admin, "mail")


async def test_one_is_dropped_and_what_runs_or_waits_is_not(world: World) -> None:
    admin, failed, waiting = await world.person("admin"), await job(world, "failed"), await job(world, "todo")
    await queue.note_error(world.db, failed, "OSError")
    async with world.db.transaction() as conn:
        await queue.drop(conn, admin, failed)
    for ident in (failed, waiting, 0, -1, 2**63):
        for verb in (queue.drop, queue.retry):
            with pytest.raises(NotFound):
                async with world.db.transaction() as conn:
                    await verb(conn, admin, ident)
    assert await world.run("SELECT id FROM procrastinate_jobs") == [(waiting,)]
    assert [row[0] for row in await acts(world)] == ["job.dropped"]
    await jobs.count_totals(world.db)
    assert await world.run("SELECT count(*) FROM job_errors") == [(0,)]


async def test_nobody_else_sees_or_touches_jobs(world: World) -> None:
    failed = await job(world, "failed")
    for actor in (await world.patient(), await world.doctor()):
        for call in (
            queue.kinds,
            queue.failed,
            lambda conn, who: queue.retry(conn, who, failed),
            lambda conn, who: queue.retry_all(conn, who, "mail"),
            lambda conn, who: queue.drop(conn, who, failed),
        ):
            with pytest.raises(Forbidden):
                async with world.db.transaction() as conn:
                    await call(conn, actor)
    assert await world.run("SELECT status::text FROM procrastinate_jobs") == [("failed",)]


async def test_many_jobs_are_read_by_index(world: World) -> None:
    await world.run(
        """
        INSERT INTO procrastinate_jobs (queue_name, task_name, status)
        SELECT 'default', 'mail', CASE WHEN n %% 50 = 0 THEN 'failed' ELSE 'succeeded' END::procrastinate_job_status
        FROM generate_series(1, 20000) n
        """
    )
    await world.run(
        "INSERT INTO procrastinate_events (job_id, type) SELECT id, 'failed' FROM procrastinate_jobs"
    )
    await world.run("ANALYZE procrastinate_jobs")
    await world.run("ANALYZE procrastinate_events")
    for statement, values in (
        (queries._KINDS, {"most": 100, "kinds": 10}),
        (queries._FAILED, (10,)),
        (queries._LOCK_FAILED, {"name": "mail", "id": None, "limit": 10}),
    ):
        async with world.db.session() as conn:
            cursor = await conn.execute(f"EXPLAIN {statement}", values)  # type: ignore[arg-type]
            plan = "\n".join(row[0] for row in await cursor.fetchall())
        assert "Seq Scan on procrastinate_jobs" not in plan, plan
        assert "Seq Scan on procrastinate_events" not in plan, plan
