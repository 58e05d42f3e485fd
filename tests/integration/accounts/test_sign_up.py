"""Signing up as a patient and as a doctor: what is written, what is mailed, and what a stranger cannot learn."""

from email.message import EmailMessage

import httpx

from healthmed_app.accounts import jobs
from healthmed_app.accounts.documents import blind_cpf, open_cpf
from tests.sign_ups import DOCTOR, PATIENT
from tests.site import CPFS, PASSWORD, Site, clock_moved, link_in


async def sign_up(
    site: Site, browser: httpx.AsyncClient, **changes: str
) -> tuple[httpx.Response, list[EmailMessage]]:
    answer = await browser.post("/auth/sign-up", data={**PATIENT, **changes})
    return answer, await site.run_jobs()


async def test_a_patient_signs_up_confirms_and_goes_where_they_were_going(site: Site) -> None:
    async with site.browser() as browser:
        answer, mail = await sign_up(site, browser, next="/en/book?slot=1")
        assert answer.headers["location"] == "/en/confirm-email?sent=1"
        [message] = mail
        assert message["to"] == "ana@example.com"
        answer = await browser.post("/auth/confirm", data={"token": link_in(message)})
        assert answer.headers["location"] == "/en/book?slot=1"
        assert "__Host-session" in browser.cookies
    assert await site.value("SELECT email_confirmed_at IS NOT NULL FROM users") is True


async def test_what_is_kept_of_a_patient(site: Site) -> None:
    async with site.browser() as browser:
        await sign_up(site, browser)
    async with site.services.db.read() as conn:
        cursor = await conn.execute(
            "SELECT id, full_name, email, phone, birth_date::text, role, document_blind, document_sealed, password_hash FROM users"
        )
        [(user_id, name, email, phone, born, role, blind, sealed, kept)] = await cursor.fetchall()
    assert (name, email, phone, born, role) == (
        "Ana Souza",
        "ana@example.com",
        "+5581998765432",
        "1990-12-31",
        "patient",
    )
    assert blind == blind_cpf(site.services.keyring, CPFS[0])
    assert open_cpf(site.services.keyring, user_id, sealed) == CPFS[0]
    assert PASSWORD not in kept


async def test_every_wrong_field_is_told_at_once_and_nothing_is_written(site: Site) -> None:
    async with site.browser() as browser:
        wrong = {
            "full_name": "Ana",
            "email": "ana",
            "cpf": "1",
            "phone": "2",
            "birth_date": "3",
            "password": "password1",
        }
        answer, mail = await sign_up(site, browser, **wrong, next="/en/find")
        assert answer.headers["location"] == "/en/sign-up?refused=sign-up&next=%2Fen%2Ffind"
        kept = await site.kept(browser, "sign-up")
    assert kept is not None
    assert list(kept.errors) == list(wrong)
    assert kept.typed == {name: text for name, text in wrong.items() if name != "password"}
    assert mail == []
    assert await site.value("SELECT count(*) FROM users") == 0


async def test_an_address_or_a_cpf_with_an_account_gets_the_same_answer_and_its_owner_a_message(
    site: Site,
) -> None:
    async with site.browser() as browser:
        first, _ = await sign_up(site, browser)
        for changes in (
            {"cpf": CPFS[1]},
            {"email": "other@example.com"},
            {},
        ):
            async with site.browser() as another:
                answer, mail = await sign_up(site, another, **changes)
                assert (answer.status_code, answer.headers["location"]) == (303, first.headers["location"])
                typed = changes.get("email")
                assert [message["to"] for message in mail] == [*([typed] if typed else []), "ana@example.com"]
                assert "already have an account" in mail[-1].get_content()
                assert "token=" not in mail[-1].get_content()
    assert await site.value("SELECT count(*) FROM users") == 1


async def test_whoever_signs_up_with_anothers_address_does_not_get_in_by_the_owners_click(site: Site) -> None:
    async with site.browser() as thief, site.browser() as owner:
        _, [message] = await sign_up(site, thief)
        answer = await owner.post("/auth/confirm", data={"token": link_in(message)})
        assert answer.headers["location"] == "/en/sign-in?done=confirmed"
        assert "__Host-session" not in owner.cookies
        assert await site.value("SELECT count(*) FROM sessions") == 0


async def test_a_confirmation_works_once_and_for_two_days(site: Site) -> None:

    async with site.browser() as browser:
        _, [message] = await sign_up(site, browser)
        token = link_in(message)
        with clock_moved(days=2, seconds=1):
            await browser.post("/auth/confirm", data={"token": token})
            assert "too old" in repr(await site.kept(browser, "confirm"))
        await browser.post("/auth/confirm", data={"token": token})
        answer = await browser.post("/auth/confirm", data={"token": token})
        assert answer.headers["location"].startswith("/en/confirm-email?refused=confirm")
        assert "used already" in repr(await site.kept(browser, "confirm"))
        await browser.post("/auth/confirm", data={"token": "x" * 43})
        assert "not complete" in repr(await site.kept(browser, "confirm"))


async def test_a_link_can_be_asked_for_again_and_both_work_until_one_is_used(site: Site) -> None:
    async with site.browser() as browser:
        _, [first] = await sign_up(site, browser)
        await browser.post("/auth/confirm/again", data={"email": PATIENT["email"]})
        [second] = await site.run_jobs()
        await browser.post("/auth/confirm", data={"token": link_in(first)})
        assert await site.value("SELECT email_confirmed_at IS NOT NULL FROM users") is True
        await browser.post("/auth/confirm", data={"token": link_in(second)})
        assert "used already" in repr(await site.kept(browser, "confirm"))
        await browser.post("/auth/confirm/again", data={"email": PATIENT["email"]})
        assert await site.run_jobs() == []


async def test_a_job_that_runs_twice_leaves_one_link_that_works(site: Site) -> None:

    async with site.browser() as browser:
        await browser.post("/auth/sign-up", data=PATIENT)
        link_id = await site.value("SELECT args->>'link_id' FROM procrastinate_jobs")
        its = site.services
        await jobs.send_link(its.db, its.mailer, "https://x.test", link_id)
        [message] = await site.run_jobs()
        answer = await browser.post("/auth/confirm", data={"token": link_in(message)})
        assert answer.headers["location"] == "/en/appointments"


async def test_a_doctor_signs_up_and_waits_for_verification(site: Site) -> None:
    async with site.browser() as browser:
        answer = await browser.post("/auth/sign-up/doctor", data=DOCTOR)
        assert answer.headers["location"] == "/en/confirm-email?sent=1"
        assert [message["to"] for message in await site.run_jobs()] == ["ana@example.com"]
        assert (await site.sign_in(browser, "112233-PE")).headers["location"] == "/en/agenda"
    async with site.services.db.read() as conn:
        cursor = await conn.execute(
            "SELECT d.slug, d.crm, d.crm_state, d.status, d.price_cents, d.online, d.in_person, c.time_zone, a.zip, u.role"
            " FROM doctors d JOIN users u USING (id) JOIN calendars c ON c.doctor_id = d.id JOIN addresses a ON a.user_id = d.id"
        )
        [row] = await cursor.fetchall()
    assert row == (
        "ana-souza-recife",
        "112233",
        "PE",
        "waiting",
        25000,
        False,
        True,
        "America/Recife",
        "50030230",
        "doctor",
    )


async def test_doctors_of_one_name_get_addresses_of_their_own(site: Site) -> None:
    async with site.browser() as browser:
        await browser.post("/auth/sign-up/doctor", data=DOCTOR)
        again = {**DOCTOR, "email": "b@example.com", "cpf": CPFS[1], "crm": "445566"}
        await browser.post("/auth/sign-up/doctor", data=again)
    assert await site.value("SELECT array_agg(slug ORDER BY slug) FROM doctors") == [
        "ana-souza-recife",
        "ana-souza-recife-445566-pe",
    ]


async def test_a_crm_with_an_account_gets_the_same_answer_and_nothing_is_written(site: Site) -> None:
    async with site.browser() as browser:
        await browser.post("/auth/sign-up/doctor", data=DOCTOR)
        await site.run_jobs()
        again = {**DOCTOR, "email": "b@example.com", "cpf": CPFS[1]}
        answer = await browser.post("/auth/sign-up/doctor", data=again)
        assert answer.headers["location"] == "/en/confirm-email?sent=1"
        mailed = [message["to"] for message in await site.run_jobs()]
        assert mailed == ["b@example.com", "ana@example.com"]
    assert await site.value("SELECT count(*) FROM users") == 1


async def test_a_doctors_wrong_fields_are_told_at_once(site: Site) -> None:
    async with site.browser() as browser:
        wrong = {
            **DOCTOR,
            "crm": "x",
            "specialty": "magic",
            "price": "free",
            "zip": "1",
            "state": "XX",
            "street": " ",
        }
        del wrong["in_person"]
        await browser.post("/auth/sign-up/doctor", data=wrong)
        kept = await site.kept(browser, "sign-up/doctor")
    assert kept is not None
    assert set(kept.errors) == {"crm", "specialty", "price", "in_person", "zip", "state", "street"}
    assert kept.typed["bio"] == "Hearts."
    assert await site.value("SELECT count(*) FROM users") == 0
