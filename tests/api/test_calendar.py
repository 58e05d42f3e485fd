"""An appointment's calendar file: for its patient and its doctor, kept by no cache, and without what is private."""

from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pytest
from icalendar import Calendar

from healthmed_app.accounts.queries import Person
from healthmed_app.booking.sequencer import Sequencer
from tests.booking_world import World, the
from tests.site import Site


@pytest.fixture
def world(site: Site) -> World:
    its = site.services
    return World(its.db, its.booking, Sequencer(its.booking, "tests"))


@pytest.fixture
async def patient(site: Site) -> Person:
    return await site.add_person()


@pytest.fixture
async def booked(site: Site, world: World, patient: Person) -> UUID:
    doctor = await world.doctor()
    (slot,) = await world.slots(doctor, 1)
    return the(await world.book(site.actor(patient), slot))


@pytest.fixture
async def browser(site: Site, patient: Person) -> AsyncIterator[httpx.AsyncClient]:
    async with site.browser() as client:
        await site.sign_in(client, patient.email)
        yield client


def address(appointment_id: UUID | str) -> str:
    return f"/api/v1/appointments/{appointment_id}.ics"


async def test_its_patient_gets_it(browser: httpx.AsyncClient, booked: UUID) -> None:
    answer = await browser.get(address(booked))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="appointment.ics"'
    assert answer.headers["cache-control"] == "private, no-store"
    event = Calendar.from_ical(answer.content).walk("VEVENT")[0]
    assert event["STATUS"] == "TENTATIVE"
    assert str(event["LOCATION"]).startswith("Rua da Aurora, 1, Boa Vista")
    assert str(event["URL"]).endswith(f"/en/appointments/{booked}")
    assert b"Chest pain" not in answer.content
    assert b"cardiology" not in answer.content.lower()


async def test_another_patient_and_a_wrong_address_get_the_same_answer(site: Site, booked: UUID) -> None:
    stranger = await site.add_person()
    async with site.browser() as client:
        await site.sign_in(client, stranger.email)
        answers = [await client.get(address(one)) for one in (booked, UUID(int=7), "nothing", "../../x")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers[:3]}) == 1


async def test_a_hold_is_no_calendar_entry(
    site: Site, world: World, patient: Person, browser: httpx.AsyncClient
) -> None:
    doctor = await world.doctor()
    (slot,) = await world.slots(doctor, 1)
    held = await world.hold(site.actor(patient), slot)
    assert (await browser.get(address(the(held)))).status_code == 404


async def test_a_visitor_signs_in_first(site: Site, booked: UUID) -> None:
    async with site.browser() as client:
        answer = await client.get(address(booked))
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/en/sign-in?next=%2Fen%2Fappointments%2F{booked}"


async def test_its_doctor_gets_it_without_the_patients_name(
    site: Site, world: World, patient: Person, booked: UUID
) -> None:
    doctor_id = (await world.entry(booked))[2]
    email = await site.value("SELECT email FROM users WHERE id = %s", doctor_id)
    own_hash = await site.value("SELECT password_hash FROM users WHERE id = %s", patient.id)
    await world.run("UPDATE users SET password_hash = %s WHERE id = %s", own_hash, doctor_id)
    async with site.browser() as client:
        await site.sign_in(client, email)
        answer = await client.get(address(booked))
    assert answer.status_code == 200
    assert patient.full_name not in answer.text
    assert f"/en/visit/{booked}" in answer.text.replace("\r\n ", "")
