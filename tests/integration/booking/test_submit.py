"""Submit: one key is one request whatever the line is like, and nobody pays for what another one asked."""

import asyncio
from collections.abc import Sequence

import pytest
from psycopg_pool import PoolTimeout

from healthmed_app.booking import service
from healthmed_app.booking.coalesce import Coalescer
from healthmed_app.booking.commands import AnyCommand, Book, Cancel, Hold
from healthmed_app.booking.context import Booking
from healthmed_app.booking.outcomes import Ticket
from healthmed_app.booking.submit import Wish
from healthmed_app.core.errors import Busy
from tests.booking_world import World, the


async def test_who_is_in_line_is_not_turned_away(world: World) -> None:
    small = Booking.of(world.db, world.booking.lines.redis, world.booking.keyring, backlog_max=1)
    patient, doctor = await world.patient(), await world.doctor()
    slots = await world.slots(doctor, 2)
    ticket = await service.hold(small, patient, slots[0], key="k")
    with pytest.raises(Busy):
        await service.hold(small, await world.patient(), slots[1], key="k")
    assert (await service.hold(small, patient, slots[0], key="k")).request_id == ticket.request_id


@pytest.mark.parametrize(
    "bad", ["a surrogate", "a surrogate in the key", "a zero byte in the key", "nothing"]
)
async def test_one_bad_wish_costs_nobody_else_theirs(world: World, bad: str) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    slots = await world.slots(doctor, 6)
    appointment = the(await world.book(patient, slots[0]))
    key = {"a surrogate in the key": "a\ud800", "a zero byte in the key": "a\0"}.get(bad, "a")
    command: AnyCommand = Cancel(appointment, "Ill \ud800" if bad == "a surrogate" else "Ill")
    wish = Wish(patient.user_id, key, Book() if bad == "nothing" else command)
    people = [await world.patient() for _ in slots[1:]]
    good = [Wish(one.user_id, "k", Hold(slot_id=slot)) for one, slot in zip(people, slots[1:], strict=True)]
    # The first one's batch is under way when the others come, so these share the next.
    asked = [*good[:3], wish, *good[3:]]
    answers = await asyncio.gather(*(world.booking.submits(one) for one in asked), return_exceptions=True)
    assert [isinstance(one, Ticket) for one in answers] == [True, True, True, False, True, True]
    await world.settle()
    assert len(await world.run("SELECT id FROM booking_requests WHERE outcome = 'held'")) == len(good)


async def test_no_more_wait_than_may() -> None:
    go = asyncio.Event()

    async def run(items: Sequence[int]) -> list[int]:
        await go.wait()
        return list(items)

    calls: Coalescer[int, int] = Coalescer(run, batch_max=1, waiting_max=2)
    first = asyncio.create_task(calls(0))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    others = [asyncio.create_task(calls(n)) for n in (1, 2)]
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await calls(3)
    go.set()
    assert await asyncio.gather(first, *others) == [0, 1, 2]


async def test_without_a_connection_all_who_wait_hear_it_at_once() -> None:
    runs = 0

    async def run(_: Sequence[int]) -> list[int]:
        nonlocal runs
        runs += 1
        await asyncio.sleep(0.05)
        raise PoolTimeout

    calls: Coalescer[int, int] = Coalescer(run, batch_max=1)
    answers = await asyncio.gather(*(calls(n) for n in range(5)), return_exceptions=True)
    assert [type(one) for one in answers] == [PoolTimeout] * 5
    assert runs == 1


async def test_a_booking_that_failed_may_be_asked_again(world: World) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    (slot,) = await world.slots(doctor, 1)
    hold = the(await world.hold(patient, slot))
    first = await service.book(world.booking, patient, service.Details(), hold_id=hold)
    await world.run("UPDATE booking_requests SET attempts = 3 WHERE id = %s", first.request_id)
    assert (await world.outcome(first)).kind == "failed"
    details = service.Details(reason="Cough")
    second = await service.book(world.booking, patient, details, hold_id=hold)
    assert (await world.outcome(second)).kind == "booked"
    third = await service.book(world.booking, patient, details, hold_id=hold)
    assert third.request_id == second.request_id != first.request_id
