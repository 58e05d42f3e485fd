"""A worker that hangs while it holds locks, in real time: the server's timeouts free its doctors, and others go on.

Where a worker waits for nothing the server sees an idle transaction; inside a pipeline it sees a transaction that is too
long. Production's timeouts are seconds; here they are shorter, and the last test holds production to its own.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from redis.asyncio import Redis

from healthmed_app.booking import service, sweep
from healthmed_app.booking.commands import Book
from healthmed_app.booking.context import Booking
from healthmed_app.booking.sequencer import Sequencer
from infra.db.pool import Database, Timeouts
from tests.simulation.instruments import instrument
from tests.simulation.simulation import KEYRING
from tests.simulation.world import World, make_world

IMPATIENT = Timeouts(
    statement_seconds=5, lock_seconds=1, idle_in_transaction_seconds=1, transaction_seconds=2
)
SECONDS_MAX = 30


async def no_step(_: str) -> None:
    """Go on."""


@asynccontextmanager
async def booking(
    database_url: str, redis_url: str, step: Callable[[str], Awaitable[None]] = no_step
) -> AsyncIterator[Booking]:
    """Open booking as a process would, with short timeouts."""
    db = await Database.open(database_url, pool_size=5, timeouts=IMPATIENT)
    async with Redis.from_url(redis_url) as redis:
        try:
            yield Booking.of(db, redis, KEYRING, step=step)
        finally:
            await db.close()


@asynccontextmanager
async def working(one: Booking, name: str) -> AsyncIterator[None]:
    """Run a worker's loops."""
    stopping = asyncio.Event()
    loops = [
        asyncio.create_task(Sequencer(one, name).run(stopping)),
        asyncio.create_task(sweep.run(one, stopping)),
    ]
    try:
        yield
        assert not any(loop.done() for loop in loops), "a worker's loop ended"
    finally:
        for loop in loops:
            loop.cancel()
        await asyncio.wait(loops)


async def _outcome(one: Booking, request_id: object) -> str:
    """Let the simulated clock run until a request is decided."""
    async with asyncio.timeout(SECONDS_MAX):
        while True:
            async with one.db.session() as conn:
                await conn.execute("UPDATE sim.clock SET ahead = ahead + interval '1 second'")
                cursor = await conn.execute(
                    "SELECT outcome FROM booking_requests WHERE id = %s", (request_id,)
                )
                row = await cursor.fetchone()
            if row is not None and row[0] is not None:
                return row[0]
            await asyncio.sleep(0.02)


@pytest.fixture
def world(database_url: str) -> World:
    instrument(database_url)
    return make_world(database_url)


@pytest.mark.parametrize("point", ["take.locked", "take.loaded", "write.entries", "pass.commit"])
async def test_a_worker_that_hangs_frees_its_doctors(
    point: str, world: World, database_url: str, redis_url: str
) -> None:
    hanging, wake = asyncio.Event(), asyncio.Event()

    async def hang(name: str) -> None:
        if name == point:
            hanging.set()
            await wake.wait()

    async with (
        booking(database_url, redis_url, hang) as one,
        booking(database_url, redis_url) as two,
        working(one, "hangs"),
    ):
        ticket = await service.submit(two, world.patient(1), Book(slot_id=world.slot(0, 1)))
        async with asyncio.timeout(SECONDS_MAX):
            await hanging.wait()
        async with working(two, "works"):
            assert await _outcome(two, ticket.request_id) == "booked"
            wake.set()
            other = await service.submit(two, world.patient(2), Book(slot_id=world.slot(0, 1)))
            assert await _outcome(two, other.request_id) == "refused"


async def test_a_redis_that_hangs_does_not_keep_locks(
    world: World, database_url: str, redis_url: str
) -> None:
    locked, paused = asyncio.Event(), asyncio.Event()

    async def pause(name: str) -> None:
        if name == "take.locked" and not paused.is_set():
            locked.set()
            await paused.wait()

    async with booking(database_url, redis_url, pause) as one, Redis.from_url(redis_url) as beside:
        ticket = await service.submit(one, world.patient(1), Book(slot_id=world.slot(0, 1)))
        async with working(one, "waits"):
            async with asyncio.timeout(SECONDS_MAX):
                await locked.wait()
            await beside.execute_command("CLIENT", "PAUSE", 2000, "ALL")
            paused.set()
            await _no_locks(one)
            assert await _outcome(one, ticket.request_id) == "booked"


async def _no_locks(one: Booking) -> None:
    """Wait until nobody holds a calendar, well before Redis answers again."""
    async with asyncio.timeout(1.5):
        while True:
            async with one.db.transaction() as conn:
                cursor = await conn.execute("SELECT doctor_id FROM calendars FOR NO KEY UPDATE SKIP LOCKED")
                if len(await cursor.fetchall()) == 3:
                    return


def test_production_has_the_timeouts_of_the_design() -> None:
    assert Timeouts() == Timeouts(5, 2, 5, 10)
