"""Who opens a signed report stands in its patient's ledger; a list, a draft and a copy of one's data open none."""

import asyncio

import psycopg
import pytest

from healthmed_app.core.access import Actor
from healthmed_app.core.errors import Forbidden, NotFound
from healthmed_app.records import ledger, report_reading
from tests.booking_world import World
from tests.integration.records.people import written
from tests.report_world import KEYRING, SECRET, Visit, visit


async def signed_visit(world: World, patient: Actor | None = None) -> Visit:
    one = await visit(world, patient=patient)
    await one.type(SECRET)
    await one.sign()
    return one


async def opened(one: Visit, actor: Actor, number: int | None = None, *, on_page: bool = False) -> None:
    async with one.world.db.transaction() as conn:
        await report_reading.signed(conn, KEYRING, actor, one.id, number, on_page=on_page)


async def versions(world: World) -> list[object]:
    return [row[0] for row in await world.run("SELECT id FROM report_versions ORDER BY number")]


async def test_each_reading_is_written_down_with_who_wrote_it(world: World) -> None:
    one = await signed_visit(world)
    assert await written(world, one.patient) == []
    await opened(one, one.patient)
    await opened(one, one.doctor)
    await opened(one, one.doctor)
    (version,) = await versions(world)
    me, doctor = one.patient.user_id, one.doctor.user_id
    assert await written(world, one.patient) == [
        ("report.opened", who, version, doctor) for who in (me, doctor, doctor)
    ]
    assert await ledger.is_whole(world.db, KEYRING, me)
    async with world.db.read() as conn:
        lines = await ledger.lines(conn, one.patient, 10)
    assert next((line.actor_name, line.other_name) for line in lines) == (one.doctor.name, one.doctor.name)
    assert all(line.visit_at for line in lines)


async def test_a_page_that_reads_again_opens_once_for_each_reader_and_version(world: World) -> None:
    one = await signed_visit(world)
    for _again in range(3):
        await opened(one, one.patient, on_page=True)
    await opened(one, one.doctor, on_page=True)
    assert len(await written(world, one.patient)) == 2
    await one.amend()
    await one.type("A dose was wrong.", "why")
    await one.sign()
    await opened(one, one.patient, on_page=True)
    await opened(one, one.patient, 1, on_page=True)
    assert [line[2] for line in await written(world, one.patient)][-1] == (await versions(world))[1]
    await world.run("UPDATE access_ledger SET at = at - interval '11 minutes'")
    await opened(one, one.patient, on_page=True)
    assert len(await written(world, one.patient)) == 4


async def test_to_amend_is_to_open_what_was_signed(world: World) -> None:
    one = await signed_visit(world)
    await one.amend()
    assert [line[:2] for line in await written(world, one.patient)] == [("report.opened", one.doctor.user_id)]
    await one.amend()
    await one.type("Run", seen=1)
    await one.written()
    assert len(await written(world, one.patient)) == 1


async def test_what_is_refused_and_what_fails_leaves_no_line_and_shows_nothing(world: World) -> None:
    one, other = await signed_visit(world), await signed_visit(world)
    for stranger in (other.doctor, other.patient):
        with pytest.raises(NotFound):
            await opened(one, stranger)
    with pytest.raises(Forbidden):
        await opened(one, await world.person("admin"))
    with pytest.raises(NotFound):
        await opened(one, one.patient, 2)
    async with world.db.read() as conn:
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            await report_reading.signed(conn, KEYRING, one.patient, one.id)
    assert await written(world, one.patient) == []


async def test_readers_at_once_stand_in_one_line(world: World) -> None:
    one = await signed_visit(world)
    await asyncio.gather(*(opened(one, who) for who in (one.patient, one.doctor) * 4))
    assert len(await written(world, one.patient)) == 8
    assert await ledger.is_whole(world.db, KEYRING, one.patient.user_id)


async def test_the_authors_reading_rings_at_the_patients_page(world: World) -> None:
    one = await signed_visit(world)
    before = await world.run("SELECT count(*) FROM procrastinate_jobs")
    await opened(one, one.patient)
    assert await world.run("SELECT count(*) FROM procrastinate_jobs") == before
    await opened(one, one.doctor)
    assert await world.run("SELECT count(*) FROM procrastinate_jobs") != before


async def test_the_own_list_has_what_is_signed_and_opens_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await signed_visit(world)
    patient = first.patient
    second, third = await signed_visit(world, patient), await signed_visit(world, patient)
    draft = await visit(world, patient=patient)
    await draft.type(SECRET)
    await signed_visit(world)
    monkeypatch.setattr(report_reading, "A_PAGE", 2)
    async with world.db.read() as conn:
        page, after = await report_reading.own(conn, patient)
        rest, end = await report_reading.own(conn, patient, after)
        strange, _ = await report_reading.own(conn, patient, draft.id)
        with pytest.raises(Forbidden):
            await report_reading.own(conn, first.doctor)
    assert [one.appointment_id for one in page] == [third.id, second.id]
    assert [(one.appointment_id, one.doctor, one.number) for one in rest] == [
        (first.id, first.doctor.name, 1)
    ]
    assert (end, strange) == (None, [])
    assert await written(world, patient) == []


async def test_the_copy_of_ones_data_opens_nothing_and_is_the_patients_alone(world: World) -> None:
    one = await signed_visit(world)
    async with world.db.read() as conn:
        found = await report_reading.signed_for_copy(conn, KEYRING, one.patient, one.id)
        with pytest.raises(Forbidden):
            await report_reading.signed_for_copy(conn, KEYRING, one.doctor, one.id)
    assert found.document.parts[0].text == SECRET
    assert await written(world, one.patient) == []
