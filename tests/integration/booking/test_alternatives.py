"""Alternatives on real rows: near the time that each loser wanted, and one of their own for each while they last."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

from healthmed_app.booking import alternatives, service
from healthmed_app.booking.alternatives import Loser, Offer
from healthmed_app.booking.outcomes import Outcome
from healthmed_app.core.access import Actor
from healthmed_app.core.ids import new_id
from tests.booking_world import SLOT, World

DAY = 24


async def look(world: World, losers: list[Loser], taken: set[UUID] | None = None) -> list[Offer]:
    async with world.db.read() as conn:
        return await alternatives.find(conn, losers, taken or set(), datetime.now(UTC))


async def start(world: World, slot_id: UUID) -> datetime:
    ((starts_at,),) = await world.run("SELECT starts_at FROM slots WHERE id = %s", slot_id)
    return starts_at


def loser(doctor: Actor, wanted_at: datetime) -> Loser:
    return Loser(new_id(), doctor.user_id, new_id(), wanted_at)


async def want(world: World, patients: list[Actor], slot_id: UUID) -> list[Outcome]:
    outcomes = await asyncio.gather(
        *(service.book(world.booking, patient, service.Details(), slot_id=slot_id) for patient in patients)
    )
    await world.settle()
    return [await world.outcome(ticket) for ticket in outcomes]


async def test_each_is_offered_times_near_their_own(world: World) -> None:
    soon, late, neighbour = await world.doctor(), await world.doctor(), await world.doctor()
    (tomorrow,) = await world.slots(soon, 1)
    (some_day,) = await world.slots(late, 1, hours_ahead=20 * DAY)
    near_tomorrow = await world.slots(neighbour, 5, hours_ahead=DAY + 3)
    near_some_day = await world.slots(neighbour, 5, hours_ahead=20 * DAY + 3)
    losers = [
        loser(soon, await start(world, tomorrow)),
        loser(late, await start(world, some_day)),
        loser(late, await start(world, some_day) + 2 * SLOT),
    ]
    first, *others = await look(world, losers, {tomorrow, some_day})
    assert {slot.slot_id for slot in first.slots} <= {*near_tomorrow, tomorrow}
    for offer in others:
        assert {slot.slot_id for slot in offer.slots} <= {*near_some_day, some_day}


async def test_the_nearest_may_be_earlier(world: World) -> None:
    doctor, neighbour = await world.doctor(), await world.doctor()
    (wanted,) = await world.slots(doctor, 1, hours_ahead=10 * DAY)
    await world.slots(neighbour, 3, hours_ahead=8 * DAY)
    *_, just_before = await world.slots(neighbour, 4, hours_ahead=10 * DAY - 3)
    (offer,) = await look(world, [loser(doctor, await start(world, wanted))], {wanted})
    assert [offer.slots[0].slot_id, offer.hold_first] == [just_before, True]


async def test_what_is_on_its_way_to_others_does_not_hide_what_is_free(world: World) -> None:
    doctor, neighbour = await world.doctor(), await world.doctor()
    (wanted,) = await world.slots(doctor, 1)
    slots = await world.slots(neighbour, 40)
    losers = [loser(doctor, await start(world, wanted)) for _ in range(10)]
    offers = await look(world, losers, {wanted, *slots[:30]})
    assert all(offer.hold_first for offer in offers)
    assert {offer.slots[0].slot_id for offer in offers} == set(slots[30:])


async def test_the_last_ones_are_shared(world: World) -> None:
    doctor, neighbour = await world.doctor(), await world.doctor()
    (wanted,) = await world.slots(doctor, 1)
    slots = await world.slots(neighbour, 4)
    losers = [loser(doctor, await start(world, wanted)) for _ in range(3)]
    offers = await look(world, losers, {wanted, *slots[:2]})
    assert [offer.hold_first for offer in offers] == [True, True, False]
    assert all(len(offer.slots) == alternatives.SHOWN for offer in offers)


async def test_every_loser_of_many_batches_holds_a_time_of_their_own(world: World) -> None:
    doctor, neighbours = await world.doctor(), [await world.doctor() for _ in range(3)]
    (wanted,) = await world.slots(doctor, 1)
    for neighbour in neighbours:
        await world.slots(neighbour, 12)
    outcomes: list[Outcome] = []
    for _ in range(3):
        outcomes += await want(world, [await world.patient() for _ in range(10)], wanted)
    lost = [one for one in outcomes if one.kind == "refused"]
    assert len(lost) == 29
    assert all(one.alternatives[0].hold_id for one in lost)
    assert len({one.alternatives[0].slot_id for one in lost}) == 29


async def test_a_slot_nobody_could_ask_for_has_near_ones(world: World) -> None:
    doctor = await world.doctor()
    slots = await world.slots(doctor, 5)
    async with world.db.read() as conn:
        near = await alternatives.near(conn, slots[2], datetime.now(UTC))
    wanted_at = await start(world, slots[2])
    assert [abs(one.starts_at - wanted_at) for one in near] == [SLOT, SLOT, timedelta(hours=1)]
