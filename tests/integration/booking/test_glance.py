"""What a doctor sees at a glance: the number of requests and the next visit, which agree with the lists they stand for."""

from datetime import UTC, datetime, timedelta

from healthmed_app.booking import service
from healthmed_app.core.access import Actor
from tests.booking_world import World, the


async def at_a_glance(world: World, doctor: Actor) -> service.Glance:
    async with world.db.read() as conn:
        return await service.glance(conn, doctor, datetime.now(UTC))


async def test_nothing_waits_and_nobody_is_next_in_an_empty_agenda(world: World) -> None:
    assert await at_a_glance(world, await world.doctor()) == service.Glance(0, None, None)


async def test_waiting_requests_are_counted_with_the_nearest_deadline(world: World) -> None:
    doctor, other = await world.doctor(), await world.doctor()
    booked = [the(await world.book(await world.patient(), slot)) for slot in await world.slots(doctor, 3)]
    await world.book(await world.patient(), (await world.slots(other, 1))[0])
    await world.hold(await world.patient(), (await world.slots(doctor, 1, hours_ahead=72))[0])
    seen = await at_a_glance(world, doctor)
    async with world.db.read() as conn:
        listed = await service.pending(conn, doctor)
    assert {one.id for one in listed} == set(booked)
    assert (seen.waiting, seen.first_deadline) == (3, listed[0].expires_at)
    assert seen.next_visit is None
    await world.outcome(await service.decline(world.booking, doctor, booked[0], "Away"))
    assert (await at_a_glance(world, doctor)).waiting == 2


async def test_the_next_visit_is_the_one_that_is_not_over(world: World) -> None:
    doctor = await world.doctor(automatic=True)
    first, second = [
        the(await world.book(await world.patient(), slot)) for slot in await world.slots(doctor, 2)
    ]
    assert (await at_a_glance(world, doctor)).next_visit == first
    begins = "UPDATE appointments SET starts_at = %s, during = tstzrange(%s, %s), status = %s WHERE id = %s"
    begun = datetime.now(UTC) - timedelta(minutes=10)
    await world.run(begins, begun, begun, begun + timedelta(minutes=30), "in_progress", first)
    assert (await at_a_glance(world, doctor)).next_visit == first
    over = datetime.now(UTC) - timedelta(minutes=40)
    await world.run(begins, over, over, over + timedelta(minutes=30), "confirmed", first)
    assert (await at_a_glance(world, doctor)).next_visit == second
