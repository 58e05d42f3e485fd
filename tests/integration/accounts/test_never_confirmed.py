"""Accounts whose address nobody ever confirmed: they keep no CPF and no CRM from their owners."""

import httpx

from healthmed_app.directory import jobs
from tests.sign_ups import DOCTOR, PATIENT
from tests.site import CPFS, Site, clock_moved, link_in


async def squat(browser: httpx.AsyncClient) -> None:
    await browser.post("/auth/sign-up/doctor", data={**DOCTOR, "email": "squatter@example.com"})


async def test_a_cpf_and_a_crm_are_free_again_once_the_link_ran_out(site: Site) -> None:
    async with site.browser() as squatter, site.browser() as owner:
        await squat(squatter)
        await site.run_jobs()
        assert (await site.sign_in(squatter, "squatter@example.com")).headers["location"] == "/en/agenda"
        with clock_moved(days=1, hours=23):
            await jobs.close_unconfirmed(site.services.db)
        assert await site.value("SELECT count(*) FROM users WHERE deleted_at IS NULL") == 1
        with clock_moved(days=2, seconds=1):
            await jobs.close_unconfirmed(site.services.db)
            await jobs.close_unconfirmed(site.services.db)
        assert await site.value("SELECT count(*) FROM users WHERE deleted_at IS NULL") == 0
        assert await site.value("SELECT count(*) FROM sessions") == 0
        assert await site.value("SELECT count(*) FROM addresses") == 0
        assert "squatter" not in repr(await site.value("SELECT u::text FROM users u"))
        await owner.post("/auth/sign-up/doctor", data=DOCTOR)
        [message] = await site.run_jobs()
        assert message["to"] == "ana@example.com"
        assert link_in(message)
    assert await site.value("SELECT array_agg(crm) FROM doctors WHERE slug = 'ana-souza-recife'") == [
        "112233"
    ]


async def test_whoever_confirmed_asked_again_or_was_verified_stays(site: Site) -> None:
    async with site.browser() as browser:
        await browser.post("/auth/sign-up", data=PATIENT)
        [message] = await site.run_jobs()
        await browser.post("/auth/confirm", data={"token": link_in(message)})
        await browser.post("/auth/sign-up/doctor", data={**DOCTOR, "email": "b@example.com", "cpf": CPFS[1]})
        again = {**DOCTOR, "email": "c@example.com", "cpf": CPFS[2], "crm": "445566"}
        await browser.post("/auth/sign-up/doctor", data=again)
        async with site.services.db.transaction() as conn:
            await conn.execute("UPDATE doctors SET status = 'verified' WHERE crm = '112233'")
        with clock_moved(days=1):
            await browser.post("/auth/confirm/again", data={"email": "c@example.com"})
        with clock_moved(days=2, hours=1):
            await jobs.close_unconfirmed(site.services.db)
    assert await site.value("SELECT count(*) FROM users WHERE deleted_at IS NULL") == 3


async def test_whoever_typed_details_of_another_account_is_told_in_neutral_words(site: Site) -> None:
    async with site.browser() as browser:
        await squat(browser)
        await site.run_jobs()
        for path, form in (
            ("/auth/sign-up", {**PATIENT, "email": "owner@example.com"}),
            ("/auth/sign-up/doctor", {**DOCTOR, "email": "owner@example.com", "cpf": CPFS[1]}),
        ):
            answer = await browser.post(path, data=form)
            assert answer.headers["location"] == "/en/confirm-email?sent=1"
            sent = await site.run_jobs()
            assert {message["reply-to"] for message in sent} == {site.services.settings.support_email}
            mail = {message["to"]: message.get_content() for message in sent}
            assert set(mail) == {"squatter@example.com", "owner@example.com"}
            assert "could not be opened" in mail["owner@example.com"]
            assert "token=" not in mail["owner@example.com"]
            for secret in ("Ana", "squatter", "CPF", "CRM", *CPFS, "112233"):
                assert secret not in mail["owner@example.com"]
