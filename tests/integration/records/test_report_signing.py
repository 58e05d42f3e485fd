"""A report is signed by its doctor, with the password, as they looked through it; then nothing changes it."""

import asyncio

import psycopg
import pytest

from healthmed_app.core.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from healthmed_app.records import report_codes, report_reading
from healthmed_app.records import report_service as reports
from healthmed_app.records.report_views import Signed
from infra.web.throttle import Throttle
from tests.booking_world import World
from tests.report_world import KEYRING, SECRET, Visit, visit


async def signed(one: Visit, number: int | None = None) -> Signed:
    async with one.world.db.transaction() as conn:
        return await report_reading.signed(conn, KEYRING, one.patient, one.id, number)


async def test_what_was_signed_is_what_the_patient_and_the_author_read(world: World) -> None:
    one = await visit(world)
    await one.type(SECRET)
    assert await one.sign() == one.patient.user_id
    found = await signed(one)
    assert [part.text for part in found.document.parts] == [SECRET]
    assert (found.document.doctor, found.document.patient) == (one.doctor.name, one.patient.name)
    async with world.db.transaction() as conn:
        assert await report_reading.signed(conn, KEYRING, one.doctor, one.id) == found
    assert (await one.written()).draft is None
    assert await world.run("SELECT kind, recipient_id FROM notices") == [
        ("report_ready", one.patient.user_id)
    ]
    assert await world.run("SELECT action, actor_id FROM audit_events") == [
        ("report.signed", one.doctor.user_id)
    ]


async def test_nobody_else_reads_it(world: World) -> None:
    one, other = await visit(world), await visit(world)
    await one.type(SECRET)
    await one.sign()
    admin = await world.person("admin")
    async with world.db.transaction() as conn:
        for stranger in (other.doctor, other.patient):
            with pytest.raises(NotFound):
                await report_reading.signed(conn, KEYRING, stranger, one.id)
            assert not await report_reading.is_signed(conn, stranger, one.id)
        with pytest.raises(Forbidden):
            await report_reading.signed(conn, KEYRING, admin, one.id)
        with pytest.raises(Forbidden):
            await report_reading.earlier(conn, KEYRING, admin, one.patient.user_id, other.id)


async def test_a_draft_is_read_by_no_patient(world: World) -> None:
    one = await visit(world)
    await one.type(SECRET)
    async with world.db.transaction() as conn:
        with pytest.raises(NotFound):
            await report_reading.signed(conn, KEYRING, one.patient, one.id)


async def test_the_rows_of_a_signed_report_cannot_be_changed(world: World) -> None:
    one = await visit(world)
    await one.type(SECRET)
    await one.sign()
    for attempt in (
        "UPDATE report_versions SET signed_at = now()",
        "UPDATE report_versions SET document_sealed = ''",
        "DELETE FROM report_versions",
        "TRUNCATE report_versions",
        "DELETE FROM reports",
        "DELETE FROM appointments",
    ):
        with pytest.raises((psycopg.errors.RaiseException, psycopg.errors.ForeignKeyViolation)):
            await world.run(attempt)
    assert (await signed(one)).document.parts[0].text == SECRET


async def test_after_the_signature_nothing_can_be_typed_or_signed_again(world: World) -> None:
    one = await visit(world)
    await one.type(SECRET)
    await one.sign()
    with pytest.raises(Conflict) as typed:
        await one.type("Something else", seen=1)
    assert typed.value.code == "signed"
    with pytest.raises(Conflict):
        await one.sign()


async def test_the_rows_hold_no_word_and_no_code(world: World) -> None:
    one = await visit(world)
    await one.type(SECRET)
    await one.sign()
    code = (await signed(one)).code
    (row,) = await world.run(
        "SELECT document_sealed, document_hash, code_sealed, code_blind FROM report_versions"
    )
    assert not any(b"heights" in value or code.encode() in value for value in row)


@pytest.mark.parametrize("password", ["", "another three words", "x" * 5_000])
async def test_a_wrong_password_signs_nothing(world: World, password: str) -> None:
    one = await visit(world)
    await one.type(SECRET)
    with pytest.raises(Invalid) as refused:
        await one.sign(password=password)
    assert refused.value.fields.keys() == {"password"}
    assert await world.run("SELECT count(*) FROM report_versions") == [(0,)]


async def test_only_its_doctor_signs(world: World) -> None:
    one, other = await visit(world), await visit(world)
    await one.type(SECRET)
    with pytest.raises(NotFound):
        await one.sign(1, actor=other.doctor)
    with pytest.raises(Forbidden):
        await one.sign(1, actor=one.patient)
    with pytest.raises(Forbidden):
        await one.sign(1, actor=await world.person("admin"))
    assert await world.run("SELECT count(*) FROM report_versions") == [(0,)]


async def test_a_draft_that_changed_since_it_was_looked_through_is_not_signed(world: World) -> None:
    one = await visit(world)
    looked_at = (await one.type("Rest")).revision
    await one.type("Rest, and a stress test", seen=1)
    with pytest.raises(Conflict) as refused:
        await one.sign(looked_at)
    assert refused.value.code == "changed_meanwhile"


async def test_an_empty_report_is_not_signed(world: World) -> None:
    one = await visit(world)
    with pytest.raises(Invalid):
        await one.sign(0)
    await one.type("  \n ")
    with pytest.raises(Invalid):
        await one.sign()


async def test_of_two_signatures_at_once_one_counts(world: World) -> None:
    one = await visit(world)
    await one.type(SECRET)
    ended = await asyncio.gather(*(one.sign(1) for _ in range(2)), return_exceptions=True)
    assert sum(isinstance(end, Conflict) for end in ended) == 1
    assert await world.run("SELECT count(*) FROM report_versions") == [(1,)]


async def test_an_amendment_is_a_new_version_with_a_reason(world: World) -> None:
    one = await visit(world)
    await one.type("Rest")
    await one.sign()
    first = await signed(one)
    await one.amend()
    await one.type("Rest for a week", seen=1)
    assert (await signed(one)).document == first.document, "the patient reads what is signed"
    with pytest.raises(Invalid) as unsaid:
        await one.sign()
    assert unsaid.value.fields.keys() == {"why"}
    await one.type("The length was missing.", "why")
    await one.sign()
    second = await signed(one)
    assert (second.number, second.newest, second.document.why) == (2, 2, "The length was missing.")
    assert second.document.parts[0].text == "Rest for a week"
    old = await signed(one, 1)
    assert (old.document, old.number, old.newest) == (first.document, 1, 2)
    assert second.code != old.code
    assert len(await world.run("SELECT 1 FROM notices")) == 2


async def test_an_amendment_that_is_given_up_leaves_what_was_signed(world: World) -> None:
    one = await visit(world)
    await one.type("Rest")
    await one.sign()
    await one.amend()
    await one.type("Run", seen=1)
    async with world.db.transaction() as conn:
        await reports.give_up_amendment(conn, one.doctor, one.id)
    assert (await one.written()).draft is None
    assert (await signed(one)).document.parts[0].text == "Rest"


async def test_earlier_reports_are_the_doctors_own_of_this_patient(world: World) -> None:
    one = await visit(world)
    again = await visit(world, patient=one.patient, doctor=one.doctor)
    elsewhere = await visit(world, patient=one.patient)
    another = await visit(world, doctor=one.doctor)
    for each in (one, elsewhere, another):
        await each.type(SECRET)
        await each.sign()
    async with world.db.read() as conn:
        found = await report_reading.earlier(conn, KEYRING, one.doctor, one.patient.user_id, again.id)
    assert [report.appointment_id for report in found] == [one.id]


async def test_a_code_tells_anybody_who_signed_and_when_and_no_more(world: World) -> None:
    one = await visit(world)
    await one.type(SECRET)
    await one.sign()
    found = await signed(one)
    throttle = Throttle(None)
    async with world.db.read() as conn:
        typed = report_codes.shown(found.code).lower()
        told = await report_reading.verified(conn, throttle, KEYRING, typed, "203.0.113.7")
        assert told is not None
        assert (told.doctor, told.signed_at, told.superseded_at) == (one.doctor.name, found.signed_at, None)
        assert one.patient.name not in repr(told)
        assert SECRET not in repr(told)
        for wrong in (report_codes.new_code(), "", "K7QW", "é", "0" * 28):
            assert await report_reading.verified(conn, throttle, KEYRING, wrong, "203.0.113.7") is None


async def test_a_code_of_an_old_version_says_that_a_newer_one_took_its_place(world: World) -> None:
    one = await visit(world)
    await one.type(SECRET)
    await one.sign()
    old = (await signed(one)).code
    await one.amend()
    await one.type("A dose was wrong.", "why")
    await one.sign()
    newest = await signed(one)
    async with world.db.read() as conn:
        told = await report_reading.verified(conn, Throttle(None), KEYRING, old, "203.0.113.7")
        assert told is not None
        assert told.superseded_at == newest.signed_at
        told = await report_reading.verified(conn, Throttle(None), KEYRING, newest.code, "203.0.113.7")
        assert told is not None
        assert told.superseded_at is None


async def test_who_tries_many_codes_is_stopped(world: World) -> None:
    throttle = Throttle(None)
    async with world.db.read() as conn:
        with pytest.raises(TooMany):
            for _ in range(report_reading.VERIFY.amount + 1):
                await report_reading.verified(conn, throttle, KEYRING, report_codes.new_code(), "203.0.113.7")
        assert (
            await report_reading.verified(conn, throttle, KEYRING, report_codes.new_code(), "198.51.100.1")
            is None
        )
