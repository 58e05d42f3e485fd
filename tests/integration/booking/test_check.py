"""`healthmed check`: clean after real work, and it sees what must never be."""

from healthmed_app.booking import check, service
from tests.booking_world import World, the


async def test_real_work_is_clean_and_damage_is_seen(world: World, database_url: str) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    first, second = await world.slots(doctor, 2)
    booked = await world.book(patient, first)
    await world.hold(await world.patient(), first)
    await world.hold(patient, second)
    found = check.check_database(database_url)
    assert [one for one in found if one.violations] == []
    await world.run("UPDATE booking_requests SET decided_seq = 9 WHERE id = %s", booked.request_id)
    await world.run("UPDATE appointments SET slot_id = %s WHERE id = %s", second, the(booked))
    broken = {one.name for one in check.check_database(database_url) if one.violations}
    assert broken >= {"I2.seq", "I2.calendar", "I5.elsewhere"}
    assert '"clean":false' in check.report(check.check_database(database_url), as_json=True)


async def test_what_outlived_its_leave_or_was_never_asked_is_seen(world: World, database_url: str) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    first, second, third = await world.slots(doctor, 3)
    held = the(await world.hold(patient, first))
    await world.outcome(await service.book(world.booking, patient, service.Details(), hold_id=held))
    near = the(await world.book(await world.patient(), third))
    assert [one for one in check.check_database(database_url) if one.violations] == []
    await world.run(
        "UPDATE booking_requests SET received_at = received_at + interval '6 minutes' WHERE key = %s",
        str(held),
    )
    await world.run(
        "INSERT INTO appointments (id, doctor_id, patient_id, slot_id, during, starts_at, status, active, price_cents)"
        " SELECT gen_random_uuid(), doctor_id, %s, id, during, starts_at, 'confirmed', true, 1 FROM slots WHERE id = %s",
        (await world.patient()).user_id,
        second,
    )
    await world.run(
        "UPDATE booking_requests SET decided_at = decided_at + interval '23 hours',"
        " decide_by = decide_by + interval '1 day' WHERE id = %s",
        near,
    )
    broken = {one.name: one.violations for one in check.check_database(database_url) if one.violations}
    assert broken == {"I8.hold": 1, "I1.unasked": 1, "I8.bounds": 1}


async def test_bounds_that_were_changed_since_are_not_known(world: World, database_url: str) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    (slot,) = await world.slots(doctor, 1)
    await world.book(patient, slot)
    await world.run("UPDATE calendars SET notice_minutes = 2880")
    assert [one.name for one in check.check_database(database_url) if one.violations] == ["I8.bounds"]
    await world.run(
        "UPDATE booking_requests SET decided_seq = 0 WHERE kind = 'book';"
        " INSERT INTO booking_requests (id, doctor_id, actor_id, key, payload_hash, kind, decide_by, outcome,"
        " decided_at, decided_seq, stream_id) SELECT gen_random_uuid(), doctor_id, doctor_id, 'k', '', 'edit_hours',"
        " decide_by, 'edited', decided_at, 1, '99999999999999-0' FROM booking_requests"
    )
    assert [one for one in check.check_database(database_url) if one.violations] == []
