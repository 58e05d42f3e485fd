"""Sharing files with doctors: who may, with whom, until when; taking it back; and what the ledger says of it."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

import pytest
from redis.asyncio import Redis

from healthmed_app.booking import service as booking
from healthmed_app.core.access import Actor
from healthmed_app.core.errors import Conflict, Forbidden, Invalid, NotFound
from healthmed_app.core.ids import new_id
from healthmed_app.notices import jobs as notices
from healthmed_app.records import grants, ledger
from infra.db.pool import Database
from tests.booking_world import World, the, world_of
from tests.integration.records.people import KEYRING, file_of, visit_of, written

SOON = timedelta(days=30)


def soon() -> datetime:
    return datetime.now(UTC) + SOON


async def share(
    world: World, patient: Actor, file_id: UUID, doctor: Actor, until: datetime | None = None
) -> UUID:
    async with world.db.transaction() as conn:
        return await grants.share(conn, KEYRING, patient, file_id, doctor.user_id, until or soon())


async def share_for(
    world: World, patient: Actor, visit: UUID, *files: UUID, until: datetime | None = None
) -> None:
    async with world.db.transaction() as conn:
        await grants.share_for(conn, KEYRING, patient, visit, files, until)


async def stop(world: World, patient: Actor, file_id: UUID, doctor: Actor) -> None:
    async with world.db.transaction() as conn:
        await grants.stop(conn, KEYRING, patient, file_id, doctor.user_id)


async def readable(world: World, patient: Actor, doctor: Actor) -> set[UUID]:
    async with world.db.read() as conn:
        return set(await grants.shared_between(conn, patient.user_id, doctor.user_id))


async def rung(world: World) -> list[str]:
    """Return whose pages are told to look again, once for each time."""
    rows = await world.run(
        "SELECT args -> 'user_ids' FROM procrastinate_jobs WHERE task_name = %s ORDER BY id", notices.RING
    )
    return [one for (ids,) in rows for one in ids]


async def test_a_file_is_shared_until_a_date_and_taken_back(world: World) -> None:
    patient, doctor, other = await world.patient(), await world.doctor(), await world.doctor()
    await visit_of(world, patient, doctor)
    file_id = await file_of(world, patient)
    grant = await share(world, patient, file_id, doctor)
    assert await readable(world, patient, doctor) == {file_id}
    assert await readable(world, patient, other) == set()
    async with world.db.read() as conn:
        assert [(one.doctor_id, one.id) for one in await grants.readers(conn, patient, file_id)] == [
            (doctor.user_id, grant)
        ]
    await stop(world, patient, file_id, doctor)
    assert await readable(world, patient, doctor) == set()
    me = patient.user_id
    assert await written(world, patient) == [
        ("file.shared", me, file_id, doctor.user_id),
        ("file.revoked", me, file_id, doctor.user_id),
    ]
    assert await rung(world) == sorted((doctor.user_id.hex, me.hex)) * 2
    assert await ledger.is_whole(world.db, KEYRING, me)


async def test_sharing_again_moves_the_end_and_says_so_once(world: World) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    await visit_of(world, patient, doctor)
    file_id, until, later = await file_of(world, patient), soon(), soon() + SOON
    first = await share(world, patient, file_id, doctor, until)
    assert await share(world, patient, file_id, doctor, until) == first
    assert await share(world, patient, file_id, doctor, later) == first
    assert await world.run("SELECT expires_at FROM file_grants") == [(later,)]
    assert len(await written(world, patient)) == 2


@pytest.mark.parametrize("span", [timedelta(seconds=-1), timedelta(days=731)])
async def test_an_end_that_is_past_or_too_far_is_refused(world: World, span: timedelta) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    visit, file_id = await visit_of(world, patient, doctor), await file_of(world, patient)
    until = datetime.now(UTC) + span
    with pytest.raises(Invalid) as one:
        await share(world, patient, file_id, doctor, until)
    with pytest.raises(Invalid) as for_visit:
        await share_for(world, patient, visit, file_id, until=until)
    assert one.value.fields.keys() == for_visit.value.fields.keys() == {"until"}
    assert await readable(world, patient, doctor) == set()
    assert await written(world, patient) == []


async def test_files_are_shared_with_doctors_one_has_met(world: World) -> None:
    patient, doctor, stranger, gone = (await world.patient(), *[await world.doctor() for _ in range(3)])
    await visit_of(world, patient, doctor, "cancelled")
    await visit_of(world, patient, stranger, "held")
    await visit_of(world, patient, gone)
    await world.run("UPDATE doctors SET status = 'suspended' WHERE id = %s", gone.user_id)
    file_id = await file_of(world, patient)
    await share(world, patient, file_id, doctor)
    for one in (stranger, gone, patient):
        with pytest.raises(Invalid) as refused:
            await share(world, patient, file_id, one)
        assert refused.value.fields.keys() == {"doctor"}
    async with world.db.read() as conn:
        assert [one.id for one in await grants.doctors(conn, patient)] == [doctor.user_id]


async def test_nobody_shares_what_is_not_theirs(world: World) -> None:
    owner, patient, doctor = await world.patient(), await world.patient(), await world.doctor()
    theirs = await visit_of(world, owner, doctor)
    visit = await visit_of(world, patient, doctor)
    file_id, mine = await file_of(world, owner), await file_of(world, patient)
    grant = await share(world, owner, file_id, doctor)
    for refused in (
        partial(share, world, patient, file_id, doctor),
        partial(share, world, patient, new_id(), doctor),
        partial(share_for, world, patient, visit, mine, file_id),
        partial(share_for, world, patient, theirs, mine),
        partial(share_for, world, patient, new_id(), mine),
        partial(stop, world, patient, file_id, doctor),
    ):
        with pytest.raises(NotFound):
            await refused()
    async with world.db.transaction() as conn:
        with pytest.raises(NotFound):
            await grants.revoke(conn, KEYRING, patient, grant)
    for actor in (doctor, await world.person("admin")):
        for refused in (
            partial(share, world, actor, file_id, doctor),
            partial(share_for, world, actor, theirs, file_id),
            partial(stop, world, actor, file_id, doctor),
        ):
            with pytest.raises(Forbidden):
                await refused()
        async with world.db.transaction() as conn:
            with pytest.raises(Forbidden):
                await grants.revoke(conn, KEYRING, actor, grant)
            with pytest.raises(Forbidden):
                await grants.readers(conn, actor, file_id)
            with pytest.raises(Forbidden):
                await grants.doctors(conn, actor)
    assert await readable(world, owner, doctor) == {file_id}
    assert await readable(world, patient, doctor) == set()
    assert await written(world, patient) == []


async def test_one_grant_is_taken_back_and_another_stays(world: World) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    visit, file_id = await visit_of(world, patient, doctor), await file_of(world, patient)
    await share_for(world, patient, visit, file_id)
    grant = await share(world, patient, file_id, doctor)
    async with world.db.transaction() as conn:
        assert await grants.revoke(conn, KEYRING, patient, grant) == doctor.user_id
        with pytest.raises(NotFound):
            await grants.revoke(conn, KEYRING, patient, grant)
    assert await readable(world, patient, doctor) == {file_id}
    await share(world, patient, file_id, doctor)
    await stop(world, patient, file_id, doctor)
    assert await readable(world, patient, doctor) == set()


@pytest.mark.parametrize("status", ["cancelled", "no_show", "held"])
async def test_nothing_is_shared_for_an_appointment_that_is_not_to_be(world: World, status: str) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    file_id = await file_of(world, patient)
    with pytest.raises(Conflict):
        await share_for(world, patient, await visit_of(world, patient, doctor, status), file_id)


async def test_what_was_shared_for_an_appointment_ends_with_it(world: World) -> None:
    patient, doctor, other = await world.patient(), await world.doctor(), await world.doctor()
    visit, file_id = await visit_of(world, patient, doctor), await file_of(world, patient)
    await share_for(world, patient, visit, file_id)
    for status, there in (
        ("waiting_for_confirmation", True),
        ("in_progress", True),
        ("concluded", True),
        ("no_show", False),
        ("cancelled", False),
    ):
        await world.run("UPDATE appointments SET status = %s, active = false WHERE id = %s", status, visit)
        assert (await readable(world, patient, doctor) == {file_id}) == there, status
    await world.run(
        "UPDATE appointments SET status = 'confirmed', doctor_id = %s WHERE id = %s", other.user_id, visit
    )
    assert await readable(world, patient, doctor) == set()
    assert await readable(world, patient, other) == set()


async def test_a_week_after_the_visit_it_is_over(world: World) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    visit, file_id = await visit_of(world, patient, doctor), await file_of(world, patient)
    await share_for(world, patient, visit, file_id)
    move = """
        UPDATE appointments SET status = 'concluded', active = false, starts_at = t - interval '30 minutes',
               during = tstzrange(t - interval '30 minutes', t)
        FROM (SELECT now() - interval '7 days' + %s * interval '1 second' AS t) moved
    """
    await world.run(move, 60)
    assert await readable(world, patient, doctor) == {file_id}
    await world.run(move, -1)
    assert await readable(world, patient, doctor) == set()
    with pytest.raises(Conflict):
        await share_for(world, patient, visit, file_id)


async def test_a_suspended_doctor_reads_nothing(world: World) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    await visit_of(world, patient, doctor)
    file_id = await file_of(world, patient)
    await share(world, patient, file_id, doctor)
    for suspend, lift in (
        ("UPDATE doctors SET status = 'suspended'", "UPDATE doctors SET status = 'verified'"),
        ("UPDATE users SET suspended_at = now()", "UPDATE users SET suspended_at = NULL"),
    ):
        await world.run(f"{suspend} WHERE id = %s", doctor.user_id)
        assert await readable(world, patient, doctor) == set()
        await world.run(f"{lift} WHERE id = %s", doctor.user_id)
        assert await readable(world, patient, doctor) == {file_id}


async def test_too_many_or_no_files_at_once_are_refused(world: World) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    visit = await visit_of(world, patient, doctor)
    for files in ([], [new_id() for _ in range(51)]):
        with pytest.raises(Invalid):
            await share_for(world, patient, visit, *files)


async def test_a_file_that_is_deleted_is_shared_with_nobody(world: World) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    await visit_of(world, patient, doctor)
    file_id = await file_of(world, patient)
    await share(world, patient, file_id, doctor)
    await world.run("DELETE FROM files")
    assert await readable(world, patient, doctor) == set()
    assert await ledger.is_whole(world.db, KEYRING, patient.user_id)


@pytest.fixture
def booking_world(db: Database, redis: Redis) -> World:
    return world_of(db, redis, partial(grants.when_decided, keyring=KEYRING))


async def test_what_was_picked_is_shared_by_the_very_decision(booking_world: World) -> None:
    world = booking_world
    patient, stranger = await world.patient(), await world.patient()
    asks, confirms = await world.doctor(), await world.doctor(automatic=True)
    mine, others = await file_of(world, patient), await file_of(world, stranger)
    for doctor in (asks, confirms):
        (slot,) = await world.slots(doctor, 1)
        held = the(await world.hold(patient, slot))
        assert await readable(world, patient, doctor) == set()
        details = booking.Details(files=(mine, others, new_id()))
        for _ in range(2):
            await world.outcome(await booking.book(world.booking, patient, details, hold_id=held))
        assert await readable(world, patient, doctor) == {mine}
        assert await readable(world, stranger, doctor) == set()
        await world.run("UPDATE appointments SET active = false, status = 'cancelled'")
        assert await readable(world, patient, doctor) == set()
    me = patient.user_id
    assert await written(world, patient) == [
        ("file.shared", me, mine, asks.user_id),
        ("file.shared", me, mine, confirms.user_id),
    ]
    assert await ledger.is_whole(world.db, KEYRING, me)


async def test_what_was_picked_for_a_time_that_another_got_is_not_shared(booking_world: World) -> None:
    world = booking_world
    doctor = await world.doctor()
    (slot,) = await world.slots(doctor, 1)
    patients = [await world.patient() for _ in range(4)]
    files = [await file_of(world, one) for one in patients]
    tickets = await asyncio.gather(
        *(
            booking.book(world.booking, one, booking.Details(files=(file_id,)), slot_id=slot)
            for one, file_id in zip(patients, files, strict=True)
        )
    )
    won = [(await world.outcome(ticket)).succeeded for ticket in tickets]
    assert sum(won) == 1
    shared = [bool(await readable(world, one, doctor)) for one in patients]
    assert shared == won


async def test_many_bookings_with_files_in_one_batch_are_all_shared(booking_world: World) -> None:
    world = booking_world
    doctor = await world.doctor()
    slots = await world.slots(doctor, 6)
    patients = [await world.patient() for _ in slots]
    files = [await file_of(world, one) for one in patients]
    tickets = [
        await booking.book(world.booking, one, booking.Details(files=(file_id,)), slot_id=slot)
        for one, file_id, slot in zip(patients, files, slots, strict=True)
    ]
    assert all([(await world.outcome(ticket)).succeeded for ticket in tickets])
    for one, file_id in zip(patients, files, strict=True):
        assert await readable(world, one, doctor) == {file_id}
        assert await ledger.is_whole(world.db, KEYRING, one.user_id)


async def test_a_file_that_is_picked_twice_is_shared_once_and_costs_nobody_their_turn(
    booking_world: World,
) -> None:
    world = booking_world
    patient, other, doctor = await world.patient(), await world.patient(), await world.doctor()
    file_id = await file_of(world, patient)
    mine, theirs = await world.slots(doctor, 2)
    tickets = [
        await booking.book(world.booking, patient, booking.Details(files=(file_id, file_id)), slot_id=mine),
        await booking.book(world.booking, other, booking.Details(), slot_id=theirs),
    ]
    assert all([(await world.outcome(ticket)).succeeded for ticket in tickets])
    assert await readable(world, patient, doctor) == {file_id}
    assert len(await written(world, patient)) == 1


async def test_years_of_sharing_hide_nobody_who_can_read(world: World) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    await visit_of(world, patient, doctor)
    file_id = await file_of(world, patient)
    await share(world, patient, file_id, doctor)
    # As many as one may have read at once, of newer files, and over since long ago.
    await world.run(
        """
        WITH newer AS (
            INSERT INTO files (id, patient_id, name, media_type, size_bytes, pages, key_wrapped, key_id)
            SELECT ('ffffffff-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, %s, 'x', 'application/pdf', 1, 1, '', ''
            FROM generate_series(1, 2000) n RETURNING id
        )
        INSERT INTO file_grants (id, file_id, doctor_id, expires_at)
        SELECT gen_random_uuid(), id, %s, now() - interval '1 year' FROM newer
        """,
        patient.user_id,
        doctor.user_id,
    )
    async with world.db.read() as conn:
        assert [one.doctor_id for one in await grants.readers(conn, patient, file_id)] == [doctor.user_id]
        assert set(await grants.shared_between(conn, patient.user_id, doctor.user_id)) == {file_id}
