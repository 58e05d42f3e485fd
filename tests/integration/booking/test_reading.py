"""What patients find in their lists while a request of theirs is in line."""

from healthmed_app.booking import service
from tests.booking_world import World, the


async def test_a_booking_in_line_stands_among_what_waits(world: World) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    (slot,) = await world.slots(doctor, 1)
    hold_id = the(await world.hold(patient, slot))
    async with world.db.read() as conn:
        assert (await service.appointments(conn, patient, "waiting")).items == ()
    await service.book(world.booking, patient, service.Details(), hold_id=hold_id)
    async with world.db.read() as conn:
        (view,) = (await service.appointments(conn, patient, "waiting")).items
    assert (view.id, view.status) == (hold_id, "schedule_in_analysis")


async def test_a_reschedule_that_was_refused_may_be_asked_again(world: World) -> None:
    patient, rival, doctor = await world.patient(), await world.patient(), await world.doctor()
    first, wanted = await world.slots(doctor, 2)
    appointment_id = the(await world.book(patient, first))
    hold_id = the(await world.hold(rival, wanted))

    async def ask(key: str) -> str:
        ticket = await service.reschedule(world.booking, patient, appointment_id, slot_id=wanted, key=key)
        return (await world.outcome(ticket)).kind

    assert await ask("first visit of the page") == "refused"
    await world.outcome(await service.release(world.booking, rival, hold_id))
    assert await ask("first visit of the page") == "refused"
    assert await ask("second visit of the page") == "rescheduled"
