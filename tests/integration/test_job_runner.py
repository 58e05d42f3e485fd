"""The job runner: short jobs do not wait for long ones, however many of those there are."""

import asyncio

from infra.db.job_runner import SLOTS, JobRunner
from infra.db.jobs import BULK, enqueue
from infra.db.pool import Database


async def test_a_short_job_begins_while_long_ones_take_every_slot_of_theirs(
    db: Database, database_url: str
) -> None:
    begun, over, stopping = asyncio.Semaphore(0), asyncio.Event(), asyncio.Event()
    short = asyncio.Event()

    async def take_long() -> None:
        begun.release()
        await over.wait()

    async def be_quick() -> None:
        short.set()

    runner = JobRunner(database_url, {"take_long": take_long, "be_quick": be_quick}, {})
    async with db.transaction() as conn:
        for _ in range(3 * SLOTS[BULK]):
            await enqueue(conn, "take_long", {}, queue=BULK)
    running = asyncio.create_task(runner.run(stopping))
    async with asyncio.timeout(20):
        for _ in range(SLOTS[BULK]):
            await begun.acquire()
        async with db.transaction() as conn:
            await enqueue(conn, "be_quick", {})
        await short.wait()
        assert begun.locked()
        over.set()
        for _ in range(2 * SLOTS[BULK]):
            await begun.acquire()
    stopping.set()
    await running
