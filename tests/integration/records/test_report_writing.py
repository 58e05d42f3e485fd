"""A report is written by its doctor alone, field by field, sealed in its row, and survives whatever dies."""

import asyncio

import pytest

from healthmed_app.core.crypto import Keyring, Tampered
from healthmed_app.core.errors import Conflict, Forbidden, NotFound
from healthmed_app.records import report_draft as drafts
from healthmed_app.records import report_seals as seals
from healthmed_app.records import report_service as reports
from healthmed_app.records.report_draft import Draft, TypedElsewhere
from tests.booking_world import World
from tests.report_world import KEYRING, SECRET, visit


async def test_what_was_typed_is_there_for_another_process(world: World) -> None:
    one = await visit(world)
    assert (await one.written()).draft == Draft(template="cardiology")
    await one.type(SECRET)
    await one.type("Afraid", "section.history")
    found = await one.written()
    assert found.draft is not None
    assert (found.draft.text("section.plan"), found.draft.text("section.history")) == (SECRET, "Afraid")
    assert (found.revision, found.versions) == (2, 0)


async def test_the_row_holds_no_word_of_it_and_opens_nowhere_else(world: World) -> None:
    one, other = await visit(world), await visit(world)
    await one.type(SECRET)
    await other.type("Nothing")
    ((report_id, sealed),) = await world.run(
        "SELECT id, draft_sealed FROM reports WHERE appointment_id = %s", one.id
    )
    assert b"heights" not in sealed
    assert SECRET in seals.open_draft(KEYRING, report_id, sealed)
    await world.run("UPDATE reports SET draft_sealed = %s WHERE appointment_id = %s", sealed, other.id)
    with pytest.raises(Tampered):
        await other.written()
    with pytest.raises(Tampered):
        seals.open_draft(Keyring.of(bytes([1]) * 32), report_id, sealed)


async def test_another_tab_overwrites_nothing_unseen(world: World) -> None:
    one = await visit(world)
    await one.type("Rest", tab="a")
    with pytest.raises(TypedElsewhere) as clash:
        await one.type("Walk", tab="b")
    assert clash.value.saved.text == "Rest"
    await one.type("Walk", seen=clash.value.saved.version, tab="b")
    found = await one.written()
    assert found.draft is not None
    assert found.draft.text("section.plan") == "Walk"


async def test_many_fields_at_once_are_all_kept(world: World) -> None:
    one = await visit(world)
    names = ["complaint", "history", "cardiac-risk", "cardiac-exam", "ecg", "assessment", "plan"]
    await asyncio.gather(*(one.type(f"About {name}", f"section.{name}", tab=name) for name in names))
    found = await one.written()
    assert found.draft is not None
    assert [found.draft.text(f"section.{name}") for name in names] == [f"About {name}" for name in names]


async def test_nobody_else_writes_or_reads_a_draft(world: World) -> None:
    one, other = await visit(world), await visit(world)
    await one.type(SECRET)
    admin = await world.person("admin")
    for stranger, refused in ((other.doctor, NotFound), (one.patient, Forbidden), (admin, Forbidden)):
        with pytest.raises(refused):
            await one.written(stranger)
        async with world.db.transaction() as conn:
            with pytest.raises(refused):
                await reports.change(conn, KEYRING, stranger, one.id, drafts.with_line)
            with pytest.raises(refused):
                await reports.begin_amendment(conn, KEYRING, stranger, one.id)
            with pytest.raises(refused):
                await reports.give_up_amendment(conn, stranger, one.id)
    assert await world.run("SELECT count(*), max(revision) FROM reports") == [(1, 1)]


@pytest.mark.parametrize("status", ["confirmed", "waiting_for_confirmation", "cancelled", "no_show"])
async def test_there_is_nothing_to_write_before_the_visit_has_begun(world: World, status: str) -> None:
    one = await visit(world, status=status)
    assert (await one.written()).draft is None
    with pytest.raises(Conflict) as early:
        await one.type(SECRET)
    assert early.value.code == "not_begun"
    assert await world.run("SELECT count(*) FROM reports") == [(0,)]


async def test_a_first_draft_cannot_be_thrown_away_as_an_amendment(world: World) -> None:
    one = await visit(world)
    await one.type(SECRET)
    async with world.db.transaction() as conn:
        with pytest.raises(Conflict):
            await reports.give_up_amendment(conn, one.doctor, one.id)
    found = await one.written()
    assert found.draft is not None
    assert found.draft.text("section.plan") == SECRET
