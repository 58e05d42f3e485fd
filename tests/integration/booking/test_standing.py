"""A doctor who is suspended gets no booking that is committed later (I8): the suspension and a decision never cross."""

import asyncio
from typing import Any

from redis.asyncio import Redis

from healthmed_app.booking import service
from healthmed_app.booking.context import Booking
from healthmed_app.booking.queries import taking
from healthmed_app.booking.sequencer import Sequencer
from healthmed_app.directory import service as directory
from tests.booking_world import World


async def test_a_suspension_waits_for_the_decision_that_is_under_way(world: World, redis: Redis) -> None:
    patient, doctor, admin = await world.patient(), await world.doctor(), await world.person("admin")
    (slot,) = await world.slots(doctor, 1)
    order: list[str] = []

    async def suspend() -> None:
        async with world.db.transaction() as conn:
            await directory.suspend_doctor(conn, admin, doctor.user_id)
            order.append("suspended")

    suspending: list[asyncio.Task[None]] = []

    async def step(name: str) -> None:
        if name == "take.locked":
            suspending.append(asyncio.create_task(suspend()))
            await asyncio.sleep(0.3)
        if name == "pass.committed":
            order.append("booked")

    booking = Booking.of(world.db, redis, world.booking.keyring, step=step)
    sequencer = Sequencer(booking, "slow")
    await service.book(world.booking, patient, service.Details(), slot_id=slot)
    ready: list[Any] = []
    while not ready:
        ready = await sequencer.next_ready(0.01)
    await sequencer.work(ready)
    await asyncio.gather(*suspending)
    assert order == ["booked", "suspended"]


async def test_a_decision_that_waited_for_a_suspension_sees_it(world: World) -> None:
    doctor, admin = await world.doctor(), await world.person("admin")

    async def lock() -> bool:
        async with world.db.transaction() as conn:
            locked = await taking.lock_calendars(conn, [doctor.user_id], wait=True)
            return locked[doctor.user_id].doctor.takes_bookings

    async with world.db.transaction() as conn:
        await directory.suspend_doctor(conn, admin, doctor.user_id)
        deciding = asyncio.create_task(lock())
        await asyncio.sleep(0.3)
    assert await deciding is False
