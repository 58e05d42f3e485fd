"""A doctor's line that is full: nothing is asked for, and the page says so with the nearest times instead."""

from datetime import timedelta

import pytest

from healthmed_app.accounts.cookies import new_secret, secret_hash
from healthmed_app.accounts.session_queries import SessionRow, add_session
from healthmed_app.booking.sequencer import Sequencer
from healthmed_app.core import clock
from healthmed_app.core.access import Actor
from healthmed_app.core.ids import new_id
from tests.booking_world import World, the
from tests.security.handlers import answers, ours, state_at
from tests.site import Site, site

__all__ = ["site"]


@pytest.fixture
async def world(site: Site) -> World:
    return World(site.services.db, site.services.booking, Sequencer(site.services.booking, "tests"))


async def session_of(site: Site, person: Actor) -> str:
    secret, now = new_secret(), clock.now()
    async with site.services.db.transaction() as conn:
        row = SessionRow(new_id(), "", "", now, now, now + timedelta(hours=1))
        await add_session(conn, row, person.user_id, secret_hash(secret))
    return secret


def fill(monkeypatch: pytest.MonkeyPatch, site: Site, doctor: Actor) -> None:
    """Let the doctor's line be full with nobody in it."""
    submitter = site.services.booking.submits._run
    monkeypatch.setattr(submitter, "_backlog_max", 0)
    monkeypatch.setattr(submitter, "_crowded", {doctor.user_id})


async def test_whoever_wants_to_hold_a_time_is_offered_the_nearest(
    site: Site, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    wanted, other = await world.slots(doctor, 2)
    fill(monkeypatch, site, doctor)
    (load,) = (handler for handler in ours() if str(handler) == "BookStartState.load")
    page = state_at(load.state, f"/en/book?slot={wanted}", await session_of(site, patient))
    await answers(load, page)
    assert page.title == "Very many people are booking now"
    assert [one.href for one in page.alternatives] == [f"/en/book?slot={other}"]
    assert page.again_href == f"/en/book?slot={wanted}"
    assert await world.run("SELECT count(*) FROM booking_requests") == [(0,)]


async def test_whoever_wants_another_time_keeps_the_old_one_and_is_offered_the_nearest(
    site: Site, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    old, wanted, other = await world.slots(doctor, 3)
    booked = the(await world.book(patient, old))
    fill(monkeypatch, site, doctor)
    handlers = {str(handler): handler for handler in ours()}
    confirm = handlers["RescheduleState.confirm"]
    address = f"/en/appointments/{booked}/reschedule"
    page = state_at(confirm.state, f"{address}?slot={wanted}", await session_of(site, patient))
    await answers(handlers["RescheduleState.load"], page)
    assert page.phase == "check"
    await answers(confirm, page)
    assert (page.phase, page.title, page.sending) == ("refused", "Very many people are booking now", False)
    assert [one.href for one in page.alternatives] == [f"{address}?slot={other}"]
    assert await world.run("SELECT slot_id FROM appointments WHERE active") == [(old,)]
