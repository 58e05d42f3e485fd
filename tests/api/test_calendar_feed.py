"""A private calendar: what it says, to whom, how often, and that its address ends at once."""

from collections.abc import AsyncIterator
from datetime import timedelta
from email.utils import parsedate_to_datetime

import httpx
import pytest
from icalendar import Calendar

from healthmed_app.booking import service as booking
from healthmed_app.booking.sequencer import Sequencer
from healthmed_app.core.access import Actor
from healthmed_app.core.errors import Forbidden
from healthmed_app.notices import feed
from infra.web.throttle import Limit
from tests.booking_world import World, the
from tests.site import Site


@pytest.fixture
def world(site: Site) -> World:
    its = site.services
    return World(its.db, its.booking, Sequencer(its.booking, "tests"))


@pytest.fixture
async def program(site: Site) -> AsyncIterator[httpx.AsyncClient]:
    """A calendar program: it has no cookie."""
    async with site.browser() as client:
        yield client


async def _made(world: World, who: Actor) -> str:
    async with world.db.transaction() as conn:
        return f"/calendar/feed/{await feed.make(conn, who)}.ics"


def _events(answer: httpx.Response) -> dict[str, str]:
    """Return the status of each entry, by its identifier."""
    assert answer.status_code == 200
    return {str(one["UID"]): str(one["STATUS"]) for one in Calendar.from_ical(answer.content).walk("VEVENT")}


async def test_it_follows_each_change_and_names_neither_specialty_nor_reason(
    world: World, program: httpx.AsyncClient
) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    slots = await world.slots(doctor, 3)
    first, second = the(await world.book(patient, slots[0])), the(await world.book(patient, slots[1]))
    await world.hold(patient, slots[2])
    await world.outcome(await booking.confirm(world.booking, doctor, first))
    address = await _made(world, patient)
    answer = await program.get(address)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert _events(answer) == {f"{first}@healthmed": "CONFIRMED", f"{second}@healthmed": "TENTATIVE"}
    assert doctor.name in answer.text
    assert "Chest" not in answer.text
    assert "cardio" not in answer.text.lower()
    await world.outcome(await booking.cancel(world.booking, patient, second, "Travelling"))
    assert _events(await program.get(address)) == {f"{first}@healthmed": "CONFIRMED"}


async def test_a_doctors_holds_their_agenda_without_a_patients_name(
    world: World, program: httpx.AsyncClient
) -> None:
    patients, doctor = [await world.patient() for _ in range(2)], await world.doctor()
    slots = await world.slots(doctor, 2)
    booked = [the(await world.book(one, slot)) for one, slot in zip(patients, slots, strict=True)]
    answer = await program.get(await _made(world, doctor))
    assert set(_events(answer)) == {f"{one}@healthmed" for one in booked}
    assert not any(one.name in answer.text for one in patients)
    assert f"/en/visit/{booked[0]}" in answer.text.replace("\r\n ", "")


async def test_what_lies_back_more_than_a_month_is_not_in_it(
    world: World, program: httpx.AsyncClient
) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    slots = await world.slots(doctor, 2)
    for slot, days in zip(slots, (29, 31), strict=True):
        booked = the(await world.book(patient, slot))
        await world.run(
            """
            UPDATE appointments SET status = 'concluded', active = false, starts_at = s, during = tstzrange(s, s + interval '30 minutes')
            FROM (SELECT now() - make_interval(days => %s) AS s) AS moved WHERE id = %s
            """,
            days,
            booked,
        )
    assert len(_events(await program.get(await _made(world, patient)))) == 1


async def test_a_new_address_ends_the_old_one_and_a_removed_one_is_none(
    world: World, program: httpx.AsyncClient
) -> None:
    patient = await world.patient()
    old = await _made(world, patient)
    assert (await program.get(old)).status_code == 200
    new = await _made(world, patient)
    assert [(await program.get(one)).status_code for one in (old, new)] == [404, 200]
    async with world.db.transaction() as conn:
        await feed.remove(conn, patient)
    gone, never = await program.get(new), await program.get("/calendar/feed/never.ics")
    assert (gone.status_code, gone.content) == (never.status_code, never.content) == (404, never.content)
    differ = {"x-request-id", "date"}
    assert [(k, v) for k, v in gone.headers.items() if k not in differ] == [
        (k, v) for k, v in never.headers.items() if k not in differ
    ]


@pytest.mark.parametrize("column", ["suspended_at", "deleted_at"])
async def test_nobody_reads_the_calendar_of_who_is_suspended_or_gone(
    world: World, program: httpx.AsyncClient, column: str
) -> None:
    patient = await world.patient()
    address = await _made(world, patient)
    await world.run(f"UPDATE users SET {column} = now() WHERE id = %s", patient.user_id)
    assert (await program.get(address)).status_code == 404


async def test_a_program_that_has_it_gets_it_again_when_it_changed(
    world: World, program: httpx.AsyncClient
) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    (slot,) = await world.slots(doctor, 1)
    booked = the(await world.book(patient, slot))
    address = await _made(world, patient)
    first = await program.get(address)
    again = await program.get(address)
    for name in ("etag", "last-modified"):
        assert first.headers[name] == again.headers[name]
    known = {"If-None-Match": first.headers["etag"]}
    since = {"If-Modified-Since": first.headers["last-modified"]}
    for headers in (known, since, {"If-None-Match": f'W/{first.headers["etag"]}, "x"'}):
        answer = await program.get(address, headers=headers)
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == first.headers["etag"]
    assert (await program.head(address)).content == b""
    # Even within the same second: an entry that goes is a change too.
    await world.run("UPDATE calendar_feeds SET content_at = content_at - interval '1 minute'")
    old = (await program.get(address)).headers["last-modified"]
    await world.outcome(await booking.cancel(world.booking, patient, booked, "Travelling"))
    for headers in (known, {"If-Modified-Since": old}):
        answer = await program.get(address, headers=headers)
        assert (answer.status_code, _events(answer)) == (200, {})
    assert parsedate_to_datetime(answer.headers["last-modified"]) > parsedate_to_datetime(old)
    assert (await program.get(address, headers={"If-Modified-Since": "yesterday"})).status_code == 200


async def test_it_is_read_only_so_often_and_guessing_stops_nobody_else(
    world: World, program: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "_READS", Limit("feed-of-test", 2, 3600))
    monkeypatch.setattr(feed, "_UNKNOWN", Limit("unknown-of-test", 2, 3600))
    mine, other = await _made(world, await world.patient()), await _made(world, await world.patient())
    tried = [(await program.get(f"/calendar/feed/guess{n}.ics")).status_code for n in range(3)]
    assert tried == [404, 404, 429]
    read = [await program.get(mine) for _ in range(3)]
    assert [answer.status_code for answer in read] == [200, 200, 429]
    assert int(read[2].headers["retry-after"]) > 0
    assert (await program.get(other)).status_code == 200


async def test_an_administrator_has_none(world: World) -> None:
    admin = await world.person("admin")
    async with world.db.transaction() as conn:
        with pytest.raises(Forbidden):
            await feed.make(conn, admin)


async def test_only_a_hash_of_the_token_is_kept(world: World) -> None:
    patient = await world.patient()
    async with world.db.transaction() as conn:
        token = await feed.make(conn, patient)
    assert len(token) == 22, "128 bits"
    ((kept,),) = await world.run("SELECT calendar_feeds::text FROM calendar_feeds")
    assert token not in kept
    assert timedelta(days=30) == feed.PAST
