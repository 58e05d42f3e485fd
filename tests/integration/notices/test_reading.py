"""A person reads what they were told, newest first, and what they have read no longer rings the bell."""

from datetime import UTC, datetime

import pytest
from redis.asyncio import Redis

from healthmed_app.booking import service
from healthmed_app.core.access import Actor
from healthmed_app.core.ids import new_id
from healthmed_app.notices import jobs, reading
from healthmed_app.notices import service as notices
from healthmed_app.notices.reading import NoticePage, NoticeView
from infra.db.pool import Database
from tests.booking_world import World, the, world_of


@pytest.fixture
def world(db: Database, redis: Redis) -> World:
    return world_of(db, redis, jobs.when_decided)


async def _page(world: World, who: Actor, after: NoticeView | None = None, limit: int = 20) -> NoticePage:
    async with world.db.read() as conn:
        return await reading.newest(
            conn, who, datetime.now(UTC), after=after.id if after else None, limit=limit
        )


async def _said(world: World, who: Actor) -> list[str]:
    return [one.sentence for one in (await _page(world, who)).items]


async def _unread(world: World, who: Actor) -> int:
    async with world.db.read() as conn:
        return await reading.unread(conn, who)


async def test_both_sides_read_what_happened_and_only_the_others_doing_is_unread(world: World) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    first, second = await world.slots(doctor, 2)
    booked = the(await world.book(patient, first))
    assert (await _unread(world, patient), await _unread(world, doctor)) == (0, 1)
    await world.outcome(await service.confirm(world.booking, doctor, booked))
    assert (await _unread(world, patient), await _unread(world, doctor)) == (1, 1)
    await world.outcome(await service.reschedule(world.booking, patient, booked, slot_id=second))
    await world.outcome(await service.cancel(world.booking, doctor, booked, "On holiday"))
    assert (await _unread(world, patient), await _unread(world, doctor)) == (2, 2)
    assert await _said(world, patient) == [
        f"{doctor.name} cancelled your appointment.",
        f"Your appointment with {doctor.name} has a new time.",
        f"{doctor.name} confirmed your appointment.",
        f"{doctor.name} has your request.",
    ]
    assert await _said(world, doctor) == [
        f"{patient.name} moved an appointment.",
        f"{patient.name} asks for a time.",
    ]
    for who, page in ((patient, "appointments"), (doctor, "visit")):
        assert {one.path for one in (await _page(world, who)).items} == {f"{page}/{booked}"}
    shown = repr(await _page(world, patient)) + repr(await _page(world, doctor))
    assert "Chest" not in shown
    assert "holiday" not in shown
    assert "cardiology" not in shown


async def test_a_doctor_who_is_left_for_another_reads_neither_their_name_nor_their_time(world: World) -> None:
    patient, doctor, other = await world.patient(), await world.doctor(), await world.doctor()
    ((mine,), (theirs,)) = await world.slots(doctor, 1), await world.slots(other, 1, hours_ahead=72)
    booked = the(await world.book(patient, mine))
    await world.outcome(await service.reschedule(world.booking, patient, booked, slot_id=theirs))
    newest = (await _page(world, doctor)).items[0]
    assert newest.sentence == f"{patient.name} moved an appointment with you to another doctor."
    assert (newest.detail, newest.path) == ("", "agenda")


async def test_long_lists_are_read_in_parts_and_nobody_reads_anothers(world: World) -> None:
    patient, stranger, doctor = await world.patient(), await world.patient(), await world.doctor()
    for _ in range(5):
        async with world.db.transaction() as conn:
            await notices.tell(conn, patient.user_id, notices.FILE_OPENED, new_id(), person_id=doctor.user_id)
    first = await _page(world, patient, limit=3)
    second = await _page(world, patient, after=first.items[-1], limit=3)
    assert [len(first.items), first.more, len(second.items), second.more] == [3, True, 2, False]
    assert len({one.id for one in first.items + second.items}) == 5
    assert {one.sentence for one in first.items} == {f"{doctor.name} opened a file of yours."}
    assert (await _page(world, stranger, after=first.items[0])).items == []
    async with world.db.transaction() as conn:
        await reading.mark_read(conn, stranger, first.items[0].id)
        await reading.mark_all_read(conn, stranger, first.items[0].id)
    assert await _unread(world, patient) == 5


async def test_what_came_after_the_page_was_drawn_stays_unread(world: World) -> None:
    patient, doctor = await world.patient(), await world.doctor()

    async def happens() -> None:
        async with world.db.transaction() as conn:
            await notices.tell(conn, patient.user_id, notices.FILE_OPENED, new_id(), person_id=doctor.user_id)

    await happens()
    await happens()
    drawn = await _page(world, patient)
    await happens()
    async with world.db.transaction() as conn:
        await reading.mark_read(conn, patient, drawn.items[1].id)
    assert await _unread(world, patient) == 2
    async with world.db.transaction() as conn:
        await reading.mark_all_read(conn, patient, drawn.items[0].id)
    assert await _unread(world, patient) == 1
    assert (await _page(world, patient)).items[0].unread


async def test_the_bell_counts_only_so_far(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "UNREAD_MAX", 3)
    patient = await world.patient()
    await world.run(
        "INSERT INTO notices (id, recipient_id, kind, subject_id) SELECT uuidv7(), %s, 'file_opened', uuidv7() FROM generate_series(1, 9)",
        patient.user_id,
    )
    assert await _unread(world, patient) == 3
