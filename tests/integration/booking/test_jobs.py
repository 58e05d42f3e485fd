"""What follows from decisions: search learns the next free time, by a job that a worker runs."""

import asyncio
from functools import partial

from redis.asyncio import Redis

from healthmed_app.booking import jobs, service
from infra.db.job_runner import JobRunner
from infra.db.jobs import enqueue
from infra.db.pool import Database
from tests.booking_world import World, the, world_of


async def next_free(world: World) -> object:
    return (await world.run("SELECT next_free_at FROM doctor_search"))[0][0]


async def test_a_booking_moves_the_doctors_next_free_time(
    db: Database, redis: Redis, database_url: str
) -> None:
    world = world_of(db, redis, jobs.when_decided)
    patient, doctor = await world.patient(), await world.doctor()
    slots = await world.slots(doctor, 2)
    starts = dict(await world.run("SELECT id, starts_at FROM slots"))
    await jobs.recheck_next_free(db)
    assert await next_free(world) == starts[slots[0]]
    await world.book(patient, slots[0])
    stopping = asyncio.Event()
    runner = JobRunner(database_url, {jobs.REFRESH_NEXT_FREE: partial(jobs.refresh_next_free, db)}, {})
    running = asyncio.create_task(runner.run(stopping))
    async with asyncio.timeout(30):
        while await world.run("SELECT 1 FROM procrastinate_jobs"):  # noqa: ASYNC110  # It has a bound.
            await asyncio.sleep(0.02)
    assert await next_free(world) == starts[slots[1]]
    stopping.set()
    await running


async def test_a_time_that_is_free_again_is_the_next_one_again(db: Database, redis: Redis) -> None:
    world = world_of(db, redis, jobs.when_decided)
    patient, doctor = await world.patient(), await world.doctor()
    slots = await world.slots(doctor, 3)
    starts = dict(await world.run("SELECT id, starts_at FROM slots"))
    booked = []
    for slot, free in ((slots[1], slots[0]), (slots[0], slots[2])):
        booked.append(the(await world.book(patient, slot)))
        await jobs.refresh_next_free(db, [])
        assert await next_free(world) == starts[free]
    await world.outcome(await service.cancel(world.booking, patient, booked[0], "Travelling"))
    await jobs.refresh_next_free(db, [])
    assert await next_free(world) == starts[slots[1]]


async def test_one_job_does_what_waits_behind_it(db: Database, redis: Redis) -> None:
    world = world_of(db, redis, jobs.when_decided)
    doctors = [await world.doctor(), await world.doctor()]
    slots = [slot_id for doctor in doctors for slot_id in await world.slots(doctor, 1)]
    await jobs.refresh_next_free(db, [doctor.user_id.hex for doctor in doctors])
    for slot_id in slots:
        await world.book(await world.patient(), slot_id)
    assert await world.run("SELECT count(*) FROM procrastinate_jobs") == [(2,)]
    await jobs.refresh_next_free(db, [])
    assert await world.run("SELECT count(*) FROM procrastinate_jobs") == [(0,)]
    assert await world.run("SELECT next_free_at FROM doctor_search") == [(None,), (None,)]


async def test_a_job_that_fails_is_tried_again_later(db: Database, database_url: str) -> None:
    tried: list[str] = []

    async def fail(*, what: str) -> None:
        tried.append(what)
        raise OSError(what)

    async with db.transaction() as conn:
        await enqueue(conn, "fail", {"what": "mail"})
    stopping = asyncio.Event()
    running = asyncio.create_task(JobRunner(database_url, {"fail": fail}, {}).run(stopping))
    async with asyncio.timeout(20), db.read() as conn:
        row = None
        while row is None:
            cursor = await conn.execute(
                "SELECT scheduled_at > now() FROM procrastinate_jobs WHERE attempts = 1 AND status = 'todo'"
            )
            row = await cursor.fetchone()
            await asyncio.sleep(0.02)
    assert row == (True,)
    assert tried == ["mail"]
    stopping.set()
    await running
