"""`healthmed check`: clean after real work, and it sees what must never be."""

from healthmed_app.booking import check
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
