"""While a time is chosen: what is free, what is one's own, what is in the way, and what was typed so far."""

from uuid import UUID

import pytest

from healthmed_app.booking import choosing, jobs, service
from healthmed_app.booking.details import Draft
from healthmed_app.core.access import Actor
from healthmed_app.core.crypto import Keyring, Tampered
from healthmed_app.core.errors import Forbidden, NotFound
from healthmed_app.core.ids import new_id
from tests.booking_world import World, the

KEYRING = Keyring.of(bytes(32))
TYPED = Draft(whom="other", name="Bia", birth_date="31/1", reason="Cough ça & <b>")


async def is_free(world: World, slot_id: UUID) -> bool:
    async with world.db.read() as conn:
        return (await choosing.chosen(conn, slot_id)).free


async def keep(world: World, patient: Actor, hold_id: UUID, draft: Draft = TYPED) -> None:
    async with world.db.transaction() as conn:
        await choosing.keep_draft(conn, KEYRING, patient, hold_id, draft)


async def kept(world: World, patient: Actor, hold_id: UUID) -> Draft:
    async with world.db.read() as conn:
        return await choosing.draft(conn, KEYRING, patient, hold_id)


async def test_a_slot_is_free_until_it_is_held_and_again_when_the_hold_ran_out(world: World) -> None:
    doctor, patient = await world.doctor(), await world.patient()
    (slot,) = await world.slots(doctor, 1)
    assert await is_free(world, slot)
    held = await world.hold(patient, slot)
    assert not await is_free(world, slot)
    await world.run("UPDATE appointments SET expires_at = clock_timestamp() WHERE id = %s", the(held))
    assert await is_free(world, slot)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE doctors SET status = 'suspended'",
        "UPDATE slots SET active = false",
        "UPDATE calendars SET notice_minutes = 60 * 48",
        "UPDATE calendars SET horizon_days = 0",
    ],
)
async def test_what_the_sequencer_would_refuse_is_not_called_free(world: World, change: str) -> None:
    doctor = await world.doctor()
    (slot,) = await world.slots(doctor, 1, hours_ahead=25)
    await world.run(change)
    assert not await is_free(world, slot)
    outcome = await world.hold(await world.patient(), slot)
    assert outcome.kind == "refused"


async def test_a_slot_that_never_was_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        await is_free(world, new_id())


async def test_one_finds_ones_own_hold_of_a_slot_and_nobody_elses(world: World) -> None:
    doctor, patient, other = await world.doctor(), await world.patient(), await world.patient()
    (slot,) = await world.slots(doctor, 1)
    held = await world.hold(patient, slot)
    async with world.db.read() as conn:
        assert await choosing.my_hold(conn, patient, slot) == the(held)
        assert await choosing.my_hold(conn, other, slot) is None
        assert (await choosing.doctor_of(conn, patient, the(held)))[0] == doctor.user_id
        with pytest.raises(NotFound):
            await choosing.doctor_of(conn, other, the(held))


async def test_ones_own_appointment_is_in_the_way_of_a_slot_at_the_same_time(world: World) -> None:
    one, another, patient = await world.doctor(), await world.doctor(), await world.patient()
    (first,), (second, later) = await world.slots(one, 1), await world.slots(another, 2)
    booked = await world.book(patient, first)
    async with world.db.read() as conn:
        assert await choosing.in_the_way(conn, patient, second) == the(booked)
        assert await choosing.in_the_way(conn, patient, later) is None
        assert await choosing.in_the_way(conn, await world.patient(), second) is None
    assert (await world.hold(patient, second)).refusal == "own_overlap"


async def test_what_is_typed_is_kept_sealed_for_its_owner_alone(world: World) -> None:
    doctor, patient, other = await world.doctor(), await world.patient(), await world.patient()
    (slot,) = await world.slots(doctor, 1)
    hold_id = the(await world.hold(patient, slot))
    await keep(world, patient, hold_id)
    assert await kept(world, patient, hold_id) == TYPED
    assert await kept(world, other, hold_id) == Draft()
    with pytest.raises(NotFound):
        await keep(world, other, hold_id)
    with pytest.raises(Forbidden):
        await keep(world, doctor, hold_id)
    ((sealed,),) = await world.run("SELECT draft_sealed FROM booking_details")
    assert b"Bia" not in sealed
    with pytest.raises(Tampered):
        KEYRING.open(sealed, b"booking_details.draft:" + new_id().bytes)


async def test_what_was_typed_outlives_its_hold_and_moves_to_the_next_one(world: World) -> None:
    doctor, patient = await world.doctor(), await world.patient()
    first, second, third = await world.slots(doctor, 3)
    old = the(await world.hold(patient, first))
    await keep(world, patient, old)
    await world.outcome(await service.release(world.booking, patient, old))
    new = the(await world.hold(patient, second))
    async with world.db.transaction() as conn:
        await choosing.carry_draft(conn, KEYRING, patient, old, new)
    assert await kept(world, patient, new) == TYPED

    newest = the(await world.hold(patient, third))
    await keep(world, patient, newest, Draft(reason="Newer"))
    async with world.db.transaction() as conn:
        await choosing.carry_draft(conn, KEYRING, patient, new, newest)
    assert await kept(world, patient, newest) == Draft(reason="Newer")


async def test_what_was_typed_goes_when_it_is_booked_or_a_day_old(world: World) -> None:
    doctor, patient = await world.doctor(), await world.patient()
    first, second = await world.slots(doctor, 2)
    booked, left = the(await world.hold(patient, first)), the(await world.hold(patient, second))
    for hold_id in (booked, left):
        await keep(world, patient, hold_id)
    await world.outcome(await service.book(world.booking, patient, service.Details(), hold_id=booked))
    assert await kept(world, patient, booked) == Draft()
    await jobs.forget_old_drafts(world.db)
    assert await kept(world, patient, left) == TYPED
    await world.run("UPDATE booking_details SET saved_at = saved_at - interval '25 hours'")
    await jobs.forget_old_drafts(world.db)
    assert await kept(world, patient, left) == Draft()


async def test_a_request_is_found_again_by_its_key(world: World) -> None:
    doctor, patient, other = await world.doctor(), await world.patient(), await world.patient()
    (slot,) = await world.slots(doctor, 1)
    hold_id = the(await world.hold(patient, slot))
    ticket = await service.book(world.booking, patient, service.Details(), hold_id=hold_id)
    async with world.db.read() as conn:
        assert await choosing.request_of_key(conn, patient, str(hold_id)) == (ticket.request_id, False)
        assert await choosing.request_of_key(conn, other, str(hold_id)) is None
    await world.settle()
    async with world.db.read() as conn:
        assert await choosing.request_of_key(conn, patient, str(hold_id)) == (ticket.request_id, True)
