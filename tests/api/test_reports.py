"""A report over HTTP: signed by a form of its page, and downloaded by its patient and its author alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import httpx
import pytest

from healthmed_app.accounts.queries import Person
from healthmed_app.api.reports import FORM
from healthmed_app.booking.sequencer import Sequencer
from healthmed_app.core.ids import new_id
from tests.booking_world import World
from tests.report_world import PASSWORD as DOCTORS_PASSWORD
from tests.report_world import SECRET, Visit, visit
from tests.site import PASSWORD, Site

assert PASSWORD == DOCTORS_PASSWORD


@pytest.fixture
def world(site: Site) -> World:
    its = site.services
    return World(its.db, its.booking, Sequencer(its.booking, "tests"))


@pytest.fixture
async def patient(site: Site) -> Person:
    return await site.add_person()


@pytest.fixture
async def written(site: Site, world: World, patient: Person) -> Visit:
    """A visit whose report is written and not signed."""
    one = await visit(world, patient=site.actor(patient), keyring=site.services.keyring)
    await one.type(SECRET)
    return one


async def email_of(site: Site, user_id: UUID) -> str:
    return await site.value("SELECT email FROM users WHERE id = %s", user_id)


@asynccontextmanager
async def doctors_browser(site: Site, one: Visit) -> AsyncIterator[httpx.AsyncClient]:
    async with site.browser(referer=f"https://healthmed.test/en/visit/{one.id}/report") as browser:
        await site.sign_in(browser, await email_of(site, one.doctor.user_id))
        yield browser


def pdf(appointment_id: object, **query: str) -> str:
    return str(httpx.URL(f"/api/v1/appointments/{appointment_id}/report.pdf", params=query))


async def test_the_doctor_signs_with_the_password(site: Site, written: Visit) -> None:
    async with doctors_browser(site, written) as browser:
        form = {"appointment": str(written.id), "revision": "1", "password": PASSWORD}
        answer = await browser.post(f"/auth/{FORM}", data=form)
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/en/visit/{written.id}/report?done=signed"
    assert await site.value("SELECT count(*) FROM report_versions") == 1


async def test_a_refused_signature_comes_back_to_its_page_and_keeps_no_password(
    site: Site, written: Visit
) -> None:
    async with doctors_browser(site, written) as browser:
        form = {"appointment": str(written.id), "revision": "1", "password": "wrong words"}
        answer = await browser.post(f"/auth/{FORM}", data=form)
        assert answer.headers["location"] == f"/en/visit/{written.id}/report?refused=report%2Fsign"
        kept = await site.kept(browser, FORM)
        assert kept is not None
        assert kept.errors == {"password": "This is not your current password."}
        assert kept.typed == {}
        for wrong in (
            {"appointment": "x", "revision": "1"},
            {"appointment": str(written.id), "revision": "-1"},
            {"appointment": str(new_id()), "revision": "1"},
            {},
        ):
            answer = await browser.post(f"/auth/{FORM}", data={**wrong, "password": PASSWORD})
            assert "refused=report" in answer.headers["location"]
    assert await site.value("SELECT count(*) FROM report_versions") == 0


async def test_nobody_else_signs(site: Site, written: Visit, patient: Person) -> None:
    form = {"appointment": str(written.id), "revision": "1", "password": PASSWORD}
    async with site.browser() as visitor:
        answer = await visitor.post(f"/auth/{FORM}", data=form)
        assert answer.headers["location"].startswith("/en/sign-in?")
    admin = await site.add_person("admin")
    for stranger in (patient, admin):
        async with site.browser() as browser:
            await site.sign_in(browser, stranger.email)
            answer = await browser.post(f"/auth/{FORM}", data=form)
            assert "refused=report" in answer.headers["location"]
    assert await site.value("SELECT count(*) FROM report_versions") == 0


async def test_its_patient_and_its_author_download_it(site: Site, written: Visit, patient: Person) -> None:
    await written.sign()
    for email in (patient.email, await email_of(site, written.doctor.user_id)):
        async with site.browser() as browser:
            await site.sign_in(browser, email)
            answer = await browser.get(pdf(written.id))
            assert answer.status_code == 200
            assert answer.content.startswith(b"%PDF-")
            assert answer.headers["content-type"] == "application/pdf"
            assert answer.headers["cache-control"] == "private, no-store"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["content-disposition"].startswith('attachment; filename="report-20')
            assert patient.full_name.split()[0] not in answer.headers["content-disposition"]


async def test_nobody_else_downloads_it(site: Site, world: World, written: Visit) -> None:
    await written.sign()
    doctor = await visit(world)
    strangers = [
        (await site.add_person(), 404),
        (await site.add_person("admin"), 403),
    ]
    emails = [(person.email, status) for person, status in strangers]
    emails.append((await email_of(site, doctor.doctor.user_id), 404))
    for email, status in emails:
        async with site.browser() as browser:
            await site.sign_in(browser, email)
            answer = await browser.get(pdf(written.id))
            assert answer.status_code == status, email
            assert b"%PDF" not in answer.content
    async with site.browser() as visitor:
        answer = await visitor.get(pdf(written.id))
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/en/sign-in")


async def test_what_is_not_there_is_not_found(site: Site, written: Visit, patient: Person) -> None:
    async with site.browser() as browser:
        await site.sign_in(browser, patient.email)
        assert (await browser.get(pdf(written.id))).status_code == 404, "not signed yet"
        await written.sign()
        for address in (
            pdf(new_id()),
            pdf("x"),
            pdf(written.id, version="2"),
            pdf(written.id, version="-1"),
            pdf(written.id, version="9" * 30),
        ):
            assert (await browser.get(address)).status_code == 404, address
        assert (await browser.get(pdf(written.id, version="1"))).status_code == 200
