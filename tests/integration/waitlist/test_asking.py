"""Who may wait for what, for how long, and what ends it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from healthmed_app.booking import service as booking
from healthmed_app.core.errors import Conflict, Forbidden, Invalid, NotFound
from healthmed_app.core.ids import new_id
from healthmed_app.waitlist import jobs, rules, service
from healthmed_app.waitlist.check import check_waitlist
from tests.integration.waitlist.conftest import Line


async def test_only_patients_with_a_confirmed_address_wait(line: Line) -> None:
    doctor, patient = await line.world.doctor(), await line.world.patient()
    with pytest.raises(Forbidden):
        await line.wait(doctor, doctor)
    with pytest.raises(Forbidden) as refused:
        await line.wait(replace(patient, email_confirmed=False), doctor)
    assert refused.value.code == "email_not_confirmed"
    with pytest.raises(NotFound):
        await line.wait(patient, patient)


async def test_who_could_choose_a_time_does_not_wait_for_one(line: Line) -> None:
    doctor, patient = await line.world.doctor(), await line.world.patient()
    await line.world.slots(doctor, 1, hours_ahead=24 * 9)
    with pytest.raises(Conflict) as refused:
        await line.wait(patient, doctor)
    assert refused.value.code == "free_now"
    soon = (datetime.now(UTC) + timedelta(days=3)).date()
    await line.wait(patient, doctor, latest=soon)
    assert len((await line.mine(patient)).waits) == 1


async def test_a_time_at_which_one_is_elsewhere_is_none_to_choose(line: Line) -> None:
    world = line.world
    doctor, other, patient = await world.doctor(), await world.doctor(), await world.patient()
    (here,) = await world.slots(doctor, 1)
    (there,) = await world.slots(other, 1)
    await world.run("UPDATE slots SET during = s.during, starts_at = s.starts_at FROM slots s WHERE slots.id = %s AND s.id = %s",
                    there, here)  # fmt: skip
    await line.booked(patient, there)
    await line.wait(patient, doctor)
    await line.settle()
    assert await line.kept(patient) == []


async def test_the_appointment_must_be_ones_own_and_with_this_doctor(line: Line) -> None:
    world = line.world
    doctor, other, a, b = (
        await world.doctor(),
        await world.doctor(),
        await world.patient(),
        await world.patient(),
    )
    (slot,) = await world.slots(doctor, 1)
    mine = await line.booked(a, slot)
    with pytest.raises(NotFound):
        await line.wait(b, doctor, appointment_id=mine)
    with pytest.raises(NotFound):
        await line.wait(a, other, appointment_id=mine)
    with pytest.raises(NotFound):
        await line.wait(a, doctor, appointment_id=new_id())
    far = (datetime.now(UTC) + timedelta(days=30)).date()
    with pytest.raises(Invalid) as refused:
        await line.wait(a, doctor, appointment_id=mine, earliest=far)
    assert list(refused.value.fields) == ["earliest"]
    await line.wait(a, doctor)
    assert [wait.appointment_id for wait in (await line.mine(a)).waits] == [mine]


async def test_asked_again_one_keeps_the_place_and_wants_other_days(line: Line) -> None:
    world = line.world
    doctor, a, b = await world.doctor(), await world.patient(), await world.patient()
    await line.wait(a, doctor)
    await line.wait(b, doctor)
    await line.wait(a, doctor, latest=(datetime.now(UTC) + timedelta(days=5)).date())
    (first,) = (await line.mine(a)).waits
    assert first.ahead == 0
    assert first.latest_at < datetime.now(UTC) + timedelta(days=6)
    assert (await line.mine(b)).waits[0].ahead == 1


async def test_one_waits_for_ten_doctors_at_most(line: Line) -> None:
    world = line.world
    patient, doctors = await world.patient(), [await world.doctor() for _ in range(rules.ENTRIES_MAX + 1)]
    for doctor in doctors[:-1]:
        await line.wait(patient, doctor)
    with pytest.raises(Conflict) as refused:
        await line.wait(patient, doctors[-1])
    assert refused.value.code == "too_many_waits"
    await line.wait(patient, doctors[0])
    await line.leave(patient)
    await line.wait(patient, doctors[-1])


async def test_a_line_holds_so_many(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "LINE_MAX", 1)
    doctor = await line.world.doctor()
    await line.wait(await line.world.patient(), doctor)
    with pytest.raises(Conflict) as refused:
        await line.wait(await line.world.patient(), doctor)
    assert refused.value.code == "line_full"


async def test_nobody_ends_the_wait_of_another(line: Line) -> None:
    world = line.world
    doctor, a, b = await world.doctor(), await world.patient(), await world.patient()
    await line.wait(a, doctor)
    (wait,) = (await line.mine(a)).waits
    async with world.db.transaction() as conn:
        with pytest.raises(NotFound):
            await service.leave(conn, b, wait.id)
        with pytest.raises(Forbidden):
            await service.leave(conn, doctor, wait.id)
    assert len((await line.mine(a)).waits) == 1
    await line.leave(a)
    async with world.db.transaction() as conn:
        assert await service.leave(conn, a, wait.id) == []


async def test_what_the_doctor_calls_off_is_waited_for_on_and_what_the_patient_does_is_not(
    line: Line,
) -> None:
    world = line.world
    doctor, a, b = await world.doctor(), await world.patient(), await world.patient()
    first, second = await world.slots(doctor, 2)
    mine, theirs = await line.booked(a, first), await line.booked(b, second)
    await line.wait(a, doctor, appointment_id=mine)
    await line.wait(b, doctor, appointment_id=theirs)
    await line.cancel(b, theirs)
    assert (await line.mine(b)).waits == ()
    await line.world.outcome(await booking.decline(world.booking, doctor, mine, "I am away"))
    await line.settle()
    (wait,) = (await line.mine(a)).waits
    assert wait.appointment_id is None


async def test_a_wait_ends_with_its_last_day_and_is_shown_for_a_while(line: Line) -> None:
    world = line.world
    doctor, patient = await world.doctor(), await world.patient()
    await line.wait(patient, doctor)
    await world.run(
        """
        UPDATE waitlist SET earliest_at = now() - interval '2 days', latest_at = now() - interval '1 second',
               looked_at = now() - interval '1 hour'
        """
    )
    assert (await line.mine(patient)).waits == ()
    await line.look_around()
    assert [over.ended for over in (await line.mine(patient)).over] == ["expired"]
    await line.wait(patient, doctor)
    assert (await line.mine(patient)).over == ()


async def test_the_check_sees_what_was_lost_untold_and_made_twice(line: Line, database_url: str) -> None:
    world = line.world
    doctor, a, b = await world.doctor(), await world.patient(), await world.patient()
    await line.wait(a, doctor)
    await line.wait(b, doctor)
    await world.slots(doctor, 1)
    await jobs.look_around(world.db)
    await world.run("UPDATE waitlist SET looked_at = clock_timestamp() - interval '1 hour'")
    await line.look_around()
    assert [one.name for one in check_waitlist(database_url) if one.violations] == []
    await world.run(
        "UPDATE waitlist_offers SET told_at = NULL, entry_id = (SELECT id FROM waitlist WHERE patient_id = %s)",
        b.user_id,
    )
    await world.run(
        "UPDATE booking_requests SET decided_at = now() - interval '1 hour' WHERE outcome = 'held'"
    )
    await world.run("UPDATE waitlist SET passed = 9")
    broken = {one.name for one in check_waitlist(database_url) if one.violations}
    assert broken == {"waitlist.unasked", "waitlist.untold", "waitlist.over"}
    await world.run("UPDATE appointments SET active = false")
    assert "waitlist.lost" in {one.name for one in check_waitlist(database_url) if one.violations}
