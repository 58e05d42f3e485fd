"""What goes wrong on the way is made good: poison, dead workers, held locks, lost appends, time that runs out."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest

from healthmed_app.booking import sequencer, service, sweep, wait
from healthmed_app.booking.context import Booking
from healthmed_app.booking.sequencer import Sequencer
from healthmed_app.core.errors import Busy
from infra.streams import lines
from tests.booking_world import World, the


async def test_a_poisoned_request_fails_after_three_attempts_and_the_line_moves_on(world: World) -> None:
    doctor = await world.doctor()
    slots = await world.slots(doctor, 3)
    patients = [await world.patient() for _ in slots]
    tickets = [
        await service.hold(world.booking, patient, slot)
        for patient, slot in zip(patients, slots, strict=True)
    ]
    await world.run(
        "UPDATE booking_requests SET payload_sealed = '\\x00' WHERE id = %s", tickets[1].request_id
    )
    outcomes = [await world.outcome(ticket) for ticket in tickets]
    assert [one.kind for one in outcomes] == ["held", "failed", "held"]
    assert outcomes[1].reason.startswith("Something went wrong")
    assert await world.run("SELECT attempts FROM booking_requests ORDER BY received_at, id") == [
        (0,),
        (3,),
        (0,),
    ]


async def test_what_a_dead_worker_had_is_taken_over_and_counts_against_the_head(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "CLAIM_IDLE_SECONDS", 0)
    patient, doctor = await world.patient(), await world.doctor()
    (slot,) = await world.slots(doctor, 1)
    ticket = await service.hold(world.booking, patient, slot)
    dead = Sequencer(world.booking, "dead")
    dead._claimed_at = float("inf")
    while not await dead.next_ready(0.001):
        pass
    survivor = Sequencer(world.booking, "survivor")
    taken = await survivor.next_ready(0.001)
    assert [one.deliveries for one in taken] == [2]
    await survivor.work(taken)
    assert (await world.outcome(ticket)).kind == "held"
    assert await world.run("SELECT attempts FROM booking_requests") == [(1,)]


async def test_a_line_that_somebody_else_holds_is_decided_when_they_let_go(world: World) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    (slot,) = await world.slots(doctor, 1)
    ticket = await service.hold(world.booking, patient, slot)
    async with world.db.transaction() as conn:
        await conn.execute("SELECT FROM calendars WHERE doctor_id = %s FOR UPDATE", (doctor.user_id,))
        ready: list[Any] = []
        while not ready:
            ready = await world.sequencer.next_ready(0.001)
        assert await world.sequencer.work(ready) == 0
    assert (await world.outcome(ticket)).kind == "held"


async def test_two_lanes_and_two_lines_that_cross(world: World) -> None:
    left, right = await world.doctor(), await world.doctor()
    (one,), (two,) = await world.slots(left, 1), await world.slots(right, 1)
    patients = [await world.patient(), await world.patient()]
    booked = [await world.book(patients[0], one), await world.book(patients[1], two)]
    spare = [await world.slots(left, 1, hours_ahead=48), await world.slots(right, 1, hours_ahead=48)]
    tickets = [
        await service.reschedule(world.booking, patients[0], the(booked[0]), slot_id=spare[1][0]),
        await service.reschedule(world.booking, patients[1], the(booked[1]), slot_id=spare[0][0]),
    ]
    stopping = asyncio.Event()
    lanes = [asyncio.create_task(Sequencer(world.booking, f"lane {n}").run(stopping)) for n in range(2)]
    outcomes = [await service.wait(world.booking, ticket.request_id, 10) for ticket in tickets]
    stopping.set()
    await asyncio.gather(*lanes)
    assert [outcome.kind for outcome in outcomes if outcome] == ["rescheduled", "rescheduled"]


async def test_an_append_that_is_doubled_or_in_the_wrong_line_changes_nothing(world: World) -> None:
    patient, doctor, other = await world.patient(), await world.doctor(), await world.doctor()
    (slot,) = await world.slots(doctor, 1)
    ticket = await service.hold(world.booking, patient, slot)
    await world.booking.lines.append(
        [(doctor.user_id, ticket.request_id), (other.user_id, ticket.request_id)]
    )
    await world.settle()
    await world.booking.lines.append([(doctor.user_id, ticket.request_id), (doctor.user_id, slot)])
    assert (await world.outcome(ticket)).kind == "held"
    assert await world.run("SELECT last_decided_seq FROM calendars WHERE doctor_id = %s", doctor.user_id) == [
        (1,)
    ]
    assert await world.booking.lines.lengths([doctor.user_id, other.user_id]) == [0, 0]


async def test_holds_and_unanswered_requests_end_when_their_time_is_over(world: World) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    first, second = await world.slots(doctor, 2)
    held, booked = await world.hold(patient, first), await world.book(await world.patient(), second)
    assert await sweep.expire(world.booking, grace_seconds=0) == 0
    await world.run("UPDATE appointments SET expires_at = now() - interval '1 second'")
    assert await sweep.expire(world.booking, grace_seconds=0) == 2
    await world.settle()
    assert (await world.entry(the(held)))[:2] == ("held", False)
    assert (await world.entry(the(booked)))[:2] == ("cancelled", False)
    assert [event.kind for event in world.events] == ["held", "booked", "released", "unanswered"]
    assert await sweep.expire(world.booking, grace_seconds=0) == 0


async def test_a_full_backlog_turns_away_what_competes_and_nothing_else(world: World) -> None:
    small = Booking.of(world.db, world.booking.lines.redis, world.booking.keyring, backlog_max=2)
    patient, doctor = await world.patient(), await world.doctor()
    slots = await world.slots(doctor, 3)
    booked = await world.book(patient, slots[0])
    for slot in slots[1:]:
        await service.hold(small, patient, slot)
    with pytest.raises(Busy):
        await service.hold(small, await world.patient(), slots[0])
    async with world.db.read() as conn:
        assert [one.slot_id for one in await service.near(conn, slots[0])] == slots[1:]
    cancelled = await service.cancel(small, patient, the(booked), "Ill")
    assert (await world.outcome(cancelled)).kind == "cancelled"
    assert (await service.hold(small, await world.patient(), slots[0])).place == 1


async def test_the_outcome_reaches_who_waits(world: World) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    (slot,) = await world.slots(doctor, 1)
    await world.booking.hints.start()
    ticket = await service.hold(world.booking, patient, slot)
    waiting = asyncio.create_task(service.wait(world.booking, ticket.request_id, 10))
    assert await service.wait(world.booking, ticket.request_id, 0.001) is None
    await world.settle()
    first = await waiting
    later = await service.wait(world.booking, ticket.request_id, 10)
    await world.booking.hints.stop()
    assert first is not None
    assert first.kind == "held"
    assert later == first


async def test_who_waits_is_never_forgotten(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wait, "EXPECTED_MAX", 2, raising=False)
    monkeypatch.setattr(wait, "WAITING_MAX", 2, raising=False)
    monkeypatch.setattr(wait, "POLL_SECONDS", 60)
    doctor = await world.doctor()
    slots = await world.slots(doctor, 5)
    await world.booking.hints.start()
    first = await service.hold(world.booking, await world.patient(), slots[0])
    waiting = asyncio.create_task(service.wait(world.booking, first.request_id, 5))
    await asyncio.sleep(0.05)
    for slot in slots[1:]:
        await service.hold(world.booking, await world.patient(), slot)
    await world.settle()
    outcome = await waiting
    await world.booking.hints.stop()
    assert outcome is not None
    assert outcome.kind == "held"


async def test_a_worker_that_is_slow_is_not_taken_for_dead(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "CLAIM_IDLE_SECONDS", 0.6)
    monkeypatch.setattr(sequencer, "KEEP_EVERY_SECONDS", 0.1, raising=False)
    go = asyncio.Event()

    async def step(name: str) -> None:
        if name == "pass.committed":
            await go.wait()

    doctor = await world.doctor()
    slots = await world.slots(doctor, 2)
    slow = Sequencer(
        Booking.of(world.db, world.booking.lines.redis, world.booking.keyring, step=step), "slow"
    )
    slow._claimed_at = float("inf")
    await service.hold(world.booking, await world.patient(), slots[0])
    ready: list[Any] = []
    while not ready:
        ready = await slow.next_ready(0.001)
    working = asyncio.create_task(slow.work(ready))
    await asyncio.sleep(1)
    innocent = await service.hold(world.booking, await world.patient(), slots[1])
    other = Sequencer(world.booking, "other")
    taken = await other.next_ready(0.001)
    assert [one.deliveries for one in taken] in ([], [1])
    await other.work(taken)
    go.set()
    await working
    assert (await world.outcome(innocent)).kind == "held"
    assert await world.run("SELECT DISTINCT attempts FROM booking_requests") == [(0,)]


async def test_a_long_line_is_looked_through_once_a_round(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep, "PAGE", 2)
    doctor = await world.doctor()
    slots = await world.slots(doctor, 5)
    for slot in slots:
        await service.hold(world.booking, await world.patient(), slot)
    await world.booking.lines.redis.flushall()
    calls: list[int] = []
    restore = world.booking.lines.restore

    async def count(line: UUID, requests: Sequence[UUID]) -> int:
        calls.append(len(requests))
        return await restore(line, requests)

    monkeypatch.setattr(world.booking.lines, "restore", count)
    assert await world.restore() == 5
    assert calls == [5]
