"""One booking from submit to outcome, on real servers."""

import asyncio
from datetime import UTC, datetime, time, timedelta

import pytest
from redis.asyncio import Redis

from healthmed_app.booking import service
from healthmed_app.core.errors import Forbidden, Invalid, NotFound
from healthmed_app.core.ids import new_id
from healthmed_app.schedule.rules import CalendarSettings, Interval
from tests.booking_world import World, the


async def test_a_free_slot_is_booked_and_waits_for_the_doctor(world: World) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    (slot,) = await world.slots(doctor, 1)
    outcome = await world.book(patient, slot)
    assert outcome.kind == "booked"
    async with world.db.read() as conn:
        view = await service.appointment(conn, patient, the(outcome))
        assert [one.id for one in (await service.appointments(conn, patient, "waiting")).items] == [view.id]
        assert [one.id for one in await service.pending(conn, doctor)] == [view.id]
        assert (await service.next_free(conn, [doctor.user_id]))[doctor.user_id] == []
    assert (view.status, view.active) == ("waiting_for_confirmation", True)
    assert service.texts(world.booking.keyring, view).reason == "Chest pain"
    assert [event.kind for event in world.events] == ["booked"]


async def test_a_hold_becomes_the_appointment_in_place(world: World) -> None:
    patient, doctor = await world.patient(), await world.doctor(automatic=True)
    (slot,) = await world.slots(doctor, 1)
    held = await world.hold(patient, slot)
    again = await world.hold(patient, slot)
    assert held.kind == "held"
    assert again.appointment_id == held.appointment_id
    booked = await world.outcome(
        await service.book(world.booking, patient, service.Details(), hold_id=the(held))
    )
    assert (booked.kind, the(booked)) == ("booked", the(held))
    assert (await world.entry(the(held)))[0] == "confirmed"


async def test_many_want_one_slot_and_one_gets_it(world: World) -> None:
    doctor, other = await world.doctor(), await world.doctor()
    (slot,) = await world.slots(doctor, 1)
    await world.slots(other, 5)
    patients = [await world.patient() for _ in range(8)]
    tickets = await asyncio.gather(
        *(service.book(world.booking, one, service.Details(), slot_id=slot) for one in patients)
    )
    outcomes = [await world.outcome(ticket) for ticket in tickets]
    assert sorted(one.kind for one in outcomes) == ["booked"] + ["refused"] * 7
    losers = [one for one in outcomes if one.kind == "refused"]
    assert all(one.refusal == "slot_taken" and one.alternatives for one in losers)
    held = [one.alternatives[0].hold_id for one in losers if one.alternatives[0].hold_id]
    assert len(held) == len(set(held)) == 5


async def test_the_same_key_is_the_same_request(world: World) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    first, second = await world.slots(doctor, 2)
    one = await service.hold(world.booking, patient, first, key="k")
    two = await service.hold(world.booking, patient, first, key="k")
    assert one.request_id == two.request_id
    with pytest.raises(Invalid):
        await service.hold(world.booking, patient, second, key="k")


async def test_others_things_are_not_found(world: World) -> None:
    patient, stranger, doctor = await world.patient(), await world.patient(), await world.doctor()
    (slot,) = await world.slots(doctor, 1)
    booked = await world.book(patient, slot)
    with pytest.raises(NotFound):
        await service.cancel(world.booking, stranger, the(booked), "mine")
    with pytest.raises(NotFound):
        await service.hold(world.booking, patient, new_id())
    with pytest.raises(Forbidden):
        await service.hold(world.booking, doctor, slot)


async def test_the_doctor_confirms_and_the_patient_cancels(world: World) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    (slot,) = await world.slots(doctor, 1)
    booked = await world.book(patient, slot)
    confirmed = await world.outcome(await service.confirm(world.booking, doctor, the(booked)))
    assert confirmed.kind == "confirmed"
    cancelled = await world.outcome(
        await service.cancel(world.booking, patient, the(booked), "I am well again")
    )
    assert cancelled.kind == "cancelled"
    assert (await world.entry(the(booked)))[:2] == ("cancelled", False)
    assert [event.kind for event in world.events] == ["booked", "confirmed", "cancelled"]


async def test_a_reschedule_across_doctors_moves_the_appointment(world: World) -> None:
    patient, old, new = await world.patient(), await world.doctor(), await world.doctor()
    (slot,) = await world.slots(old, 1)
    (target,) = await world.slots(new, 1)
    booked = await world.book(patient, slot)
    moved = await world.outcome(await service.reschedule(world.booking, patient, the(booked), slot_id=target))
    assert moved.kind == "rescheduled"
    entry = await world.entry(the(booked))
    assert (entry[0], entry[2], entry[3]) == ("waiting_for_confirmation", new.user_id, target)
    async with world.db.read() as conn:
        assert [one.id for one in (await service.next_free(conn, [old.user_id]))[old.user_id]] == [slot]


async def test_appointments_that_follow_each_other_move_in_one_batch(world: World) -> None:
    patients, doctor = [await world.patient() for _ in range(3)], await world.doctor()
    slots = await world.slots(doctor, 4)
    booked = [await world.book(one, slot) for one, slot in zip(patients, slots, strict=False)]
    tickets = [
        await service.reschedule(world.booking, patients[i], the(booked[i]), slot_id=slots[i + 1])
        for i in (2, 1, 0)
    ]
    assert [(await world.outcome(ticket)).kind for ticket in tickets] == ["rescheduled"] * 3


async def test_a_wiped_redis_loses_nothing(world: World, redis: Redis) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    (slot,) = await world.slots(doctor, 1)
    ticket = await service.hold(world.booking, patient, slot)
    await redis.flushall()
    await world.settle()
    async with world.db.read() as conn:
        assert await service.outcome(conn, patient, ticket.request_id) is None
        assert await service.places(conn, [(patient.user_id, ticket.request_id)]) == [1]
    assert await world.restore() == 1
    assert (await world.outcome(ticket)).kind == "held"


async def test_a_loser_who_is_shown_a_held_alternative_can_book_it(world: World) -> None:
    winner, loser, doctor = await world.patient(), await world.patient(), await world.doctor()
    first, second = await world.slots(doctor, 2)
    await world.hold(winner, first)
    lost = await world.hold(loser, first)
    assert (lost.kind, lost.alternatives[0].slot_id) == ("refused", second)
    booked = await world.outcome(
        await service.book(world.booking, loser, service.Details(), hold_id=lost.alternatives[0].hold_id)
    )
    assert booked.kind == "booked"


async def test_hours_are_edited_in_line(world: World) -> None:
    doctor = await world.doctor()
    settings = CalendarSettings("UTC", 30, 0, 180, 14, confirms_automatically=False)
    hours = tuple(Interval(day, time(9), time(12)) for day in range(1, 8))
    edited = await world.outcome(await service.edit_hours(world.booking, doctor, settings, hours, ()))
    assert edited.kind == "edited"
    async with world.db.read() as conn:
        free = (await service.next_free(conn, [doctor.user_id], 500))[doctor.user_id]
    assert len(free) > 12 * 6
    day = free[-1].starts_at.replace(hour=0, minute=0)
    blocked = await world.outcome(
        await service.block(world.booking, doctor, day, day + timedelta(days=1), "Congress")
    )
    assert blocked.kind == "edited"
    async with world.db.read() as conn:
        assert len((await service.next_free(conn, [doctor.user_id], 500))[doctor.user_id]) == len(free) - 6
    by_hand = datetime.now(UTC).replace(hour=20, minute=0, second=0, microsecond=0) + timedelta(days=2)
    added = await world.outcome(
        await service.add_slot(world.booking, doctor, by_hand, by_hand + timedelta(minutes=45))
    )
    assert added.kind == "edited"
    removed = await world.outcome(await service.remove_slot(world.booking, doctor, added.request_id))
    assert removed.kind == "edited"
