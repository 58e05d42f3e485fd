"""The pages of a video visit: no link before its time, none for anybody else, and a new one after it was moved."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from healthmed_app.booking.sequencer import Sequencer
from healthmed_app.booking.video import CLOSES_AFTER, name_of
from healthmed_app.core.access import Actor
from tests.booking_world import World, the
from tests.integration.booking.test_turned_away import session_of
from tests.security.handlers import answers, ours, state_at, variables
from tests.site import Site, clock_moved, site

__all__ = ["site"]

DAY = timedelta(hours=24)
VISIT = timedelta(minutes=30)


@pytest.fixture
async def world(site: Site) -> World:
    return World(site.services.db, site.services.booking, Sequencer(site.services.booking, "tests"))


async def confirmed(world: World, patient: Actor, doctor: Actor) -> UUID:
    """A confirmed visit by video, about a day from now."""
    await world.run("UPDATE doctors SET online = true WHERE id = %s", doctor.user_id)
    booked = the(await world.book(patient, (await world.slots(doctor, 1))[0]))
    await world.run(
        "UPDATE appointments SET status = 'confirmed', expires_at = NULL, online = true WHERE id = %s", booked
    )
    return booked


async def seen(site: Site, person: Actor, appointment: UUID) -> Any:
    """Return the room's State as the appointment's page of this person has it."""
    page = "visit" if person.role == "doctor" else "appointments"
    load = {str(handler): handler for handler in ours()}["VideoState.load"]
    state = state_at(load.state, f"/en/{page}/{appointment}", await session_of(site, person))
    await answers(load, state)
    return state


async def test_the_link_is_in_no_state_before_its_time_and_then_in_both(site: Site, world: World) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    appointment = await confirmed(world, patient, doctor)
    name = name_of(site.services.keyring, appointment, 0)
    for early in (timedelta(), DAY - timedelta(minutes=12)):
        with clock_moved(seconds=early.total_seconds()):
            for person in (patient, doctor):
                state = await seen(site, person, appointment)
                assert state.room.phase == "later"
                assert "healthmed-" not in json.dumps(variables(state), default=vars)
    for due in (DAY - timedelta(minutes=9), DAY + VISIT):
        with clock_moved(seconds=due.total_seconds()):
            for person in (patient, doctor):
                assert (await seen(site, person, appointment)).room.href == f"https://meet.jit.si/{name}"
    with clock_moved(seconds=(DAY + VISIT + CLOSES_AFTER).total_seconds()):
        assert (await seen(site, patient, appointment)).room.phase == ""


async def test_nobody_else_learns_it(site: Site, world: World) -> None:
    appointment = await confirmed(world, await world.patient(), await world.doctor())
    with clock_moved(seconds=DAY.total_seconds()):
        for stranger in (await world.patient(), await world.doctor()):
            state = await seen(site, stranger, appointment)
            assert (state.room.phase, state.room.href) == ("", "")


async def test_what_is_moved_called_off_or_in_person_has_no_old_link(site: Site, world: World) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    appointment = await confirmed(world, patient, doctor)
    with clock_moved(seconds=DAY.total_seconds()):
        first = (await seen(site, patient, appointment)).room.href
        await world.run("UPDATE appointments SET sequence = 1 WHERE id = %s", appointment)
        assert (await seen(site, patient, appointment)).room.href not in {"", first}
        await world.run("UPDATE appointments SET online = false WHERE id = %s", appointment)
        assert (await seen(site, patient, appointment)).room.phase == ""
        await world.run(
            "UPDATE appointments SET online = true, status = 'cancelled', active = false WHERE id = %s",
            appointment,
        )
        assert (await seen(site, patient, appointment)).room.phase == ""
