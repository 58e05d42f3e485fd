"""Signing in with two steps by the plain forms: the password, then a code of the app or a recovery code."""

import asyncio

import httpx
import pytest

from healthmed_app.accounts import service as accounts
from healthmed_app.core.ids import new_id
from tests.site import CPFS, PASSWORD, Site, clock_moved, link_in
from tests.two_step import SESSION, STEP, WAITING, protected, shown_by_app, turn_on

CODE_PAGE = "/en/sign-in/code"


async def enter(browser: httpx.AsyncClient, code: str, **more: str) -> str:
    """Post a code, and return where that leads."""
    return (await browser.post("/auth/sign-in/code", data={"code": code, **more})).headers["location"]


async def test_the_password_alone_opens_nothing(site: Site) -> None:
    person, _codes = await protected(site)
    async with site.browser() as browser:
        answer = await site.sign_in(browser, person.email)
        assert (answer.status_code, answer.headers["location"]) == (303, CODE_PAGE)
        assert SESSION not in browser.cookies
        waiting = browser.cookies[WAITING]
        assert await accounts.authenticate(site.services.db, waiting) is None
        cookie = next(line for line in answer.headers.get_list("set-cookie") if line.startswith(WAITING))
        assert "HttpOnly" in cookie
        assert "Max-Age=300" in cookie
        assert await enter(browser, await shown_by_app(site, person)) == "/en/appointments"
        assert await accounts.authenticate(site.services.db, browser.cookies[SESSION]) is not None
        assert WAITING not in browser.cookies


@pytest.mark.parametrize("by", ["email", "cpf", "crm"])
async def test_whatever_the_account_is_called_by(site: Site, by: str) -> None:
    user_id = new_id()
    person = await site.add_person("doctor", id=user_id, **site.document(user_id, CPFS[0]))
    async with site.services.db.transaction() as conn:
        await conn.execute(
            "INSERT INTO doctors (id, slug, crm, crm_state, specialty, price_cents, bio)"
            " VALUES (%s, 'ana', '112233', 'MG', 'cardiology', 100, '')",
            (user_id,),
        )
    async with site.browser() as browser:
        await site.sign_in(browser, person.email)
        await turn_on(site, browser, person)
    async with site.browser() as another:
        name = {"email": person.email, "cpf": CPFS[0], "crm": "112233-MG"}[by]
        assert (await site.sign_in(another, name)).headers["location"] == CODE_PAGE
        assert SESSION not in another.cookies


async def test_they_go_where_they_were_going_even_after_a_wrong_code(site: Site) -> None:
    person, _codes = await protected(site)
    async with site.browser() as browser:
        form = {"identifier": person.email, "password": PASSWORD, "next": "/en/book?slot=1"}
        answer = await browser.post("/auth/sign-in", data=form)
        assert answer.headers["location"] == f"{CODE_PAGE}?next=%2Fen%2Fbook%3Fslot%3D1"
        refused = await enter(browser, "000000", next="/en/book?slot=1")
        assert refused == f"{CODE_PAGE}?refused=sign-in%2Fcode&next=%2Fen%2Fbook%3Fslot%3D1"
        kept = await site.kept(browser, "sign-in/code")
        assert kept is not None
        assert list(kept.errors) == ["code"]
        assert "000000" not in repr(kept.typed)
        code = await shown_by_app(site, person)
        assert await enter(browser, code, next="/en/book?slot=1") == "/en/book?slot=1"


async def test_a_code_may_come_with_the_password(site: Site) -> None:
    person, _codes = await protected(site)
    async with site.browser() as browser:
        form = {"identifier": person.email, "password": PASSWORD}
        code = await shown_by_app(site, person)
        answer = await browser.post("/auth/sign-in", data={**form, "otp": code})
        assert answer.headers["location"] == "/en/appointments"
        assert SESSION in browser.cookies
    async with site.browser() as browser:
        answer = await browser.post("/auth/sign-in", data={**form, "otp": code})
        assert answer.headers["location"] == f"{CODE_PAGE}?refused=sign-in%2Fcode"
        assert SESSION not in browser.cookies
        assert await enter(browser, await shown_by_app(site, person, steps_ahead=1)) == "/en/appointments"


@pytest.mark.parametrize("steps", [-1, 1])
async def test_a_clock_may_be_off_by_one_step(site: Site, steps: int) -> None:
    person, _codes = await protected(site)
    with clock_moved(seconds=10 * STEP):
        async with site.browser() as browser:
            await site.sign_in(browser, person.email)
            code = await shown_by_app(site, person, steps_ahead=steps)
            assert await enter(browser, code) == "/en/appointments"


@pytest.mark.parametrize("steps", [-3, 3])
async def test_a_clock_may_not_be_off_by_more(site: Site, steps: int) -> None:
    person, _codes = await protected(site)
    with clock_moved(seconds=10 * STEP):
        async with site.browser() as browser:
            await site.sign_in(browser, person.email)
            code = await shown_by_app(site, person, steps_ahead=steps)
            assert "refused" in await enter(browser, code)


async def test_a_code_opens_once_even_when_two_browsers_enter_it_at_the_same_time(site: Site) -> None:
    person, _codes = await protected(site)
    async with site.browser() as one, site.browser() as other:
        await site.sign_in(one, person.email)
        await site.sign_in(other, person.email)
        code = await shown_by_app(site, person)
        answers = await asyncio.gather(enter(one, code), enter(other, code))
    assert sorted("appointments" in answer for answer in answers) == [False, True]


async def test_a_recovery_code_opens_once(site: Site) -> None:
    person, codes = await protected(site)
    for expected in ("/en/appointments", f"{CODE_PAGE}?refused=sign-in%2Fcode"):
        async with site.browser() as browser:
            await site.sign_in(browser, person.email)
            spelled = " ".join((codes[0][:4], codes[0][4:8], codes[0][8:]))
            assert await enter(browser, spelled) == expected
    async with site.browser() as browser:
        await site.sign_in(browser, person.email)
        assert await enter(browser, codes[1]) == "/en/appointments"
    assert await site.value("SELECT count(*) FROM audit_events WHERE action = 'recovery_code.used'") == 2


async def test_too_late_begins_again_and_keeps_the_way(site: Site) -> None:
    person, _codes = await protected(site)
    async with site.browser() as browser:
        await site.sign_in(browser, person.email)
        with clock_moved(seconds=301):
            code = await shown_by_app(site, person)
            answer = await enter(browser, code, next="/en/find")
        assert answer == "/en/sign-in?done=late&next=%2Fen%2Ffind"
        assert WAITING not in browser.cookies
        assert SESSION not in browser.cookies


async def test_a_new_password_by_mail_still_asks_for_the_code(site: Site) -> None:
    person, _codes = await protected(site)
    await site.run_jobs()
    async with site.browser() as browser:
        await site.sign_in(browser, person.email)
        await browser.post("/auth/forgot", data={"email": person.email})
        [message] = await site.run_jobs()
        await browser.post("/auth/reset", data={"token": link_in(message), "password": "another four words"})
        # What waited since before the reset is over.
        assert "done=late" in await enter(browser, await shown_by_app(site, person))
        answer = await site.sign_in(browser, person.email, "another four words")
        assert answer.headers["location"] == CODE_PAGE
        assert await enter(browser, await shown_by_app(site, person)) == "/en/appointments"


async def test_confirming_an_address_is_no_way_around_the_code(site: Site) -> None:
    person = await site.add_person(confirmed=False)
    async with site.browser() as browser:
        await site.sign_in(browser, person.email)
        await turn_on(site, browser, person)
        await site.run_jobs()
        await browser.post("/auth/sign-out")
        await browser.post("/auth/confirm/again", data={"email": person.email})
        [message] = await site.run_jobs()
        answer = await browser.post("/auth/confirm", data={"token": link_in(message)})
        assert answer.headers["location"].startswith("/en/sign-in?done=confirmed")
        assert SESSION not in browser.cookies


async def test_a_person_suspended_between_the_steps_gets_no_session(site: Site) -> None:
    person, _codes = await protected(site)
    async with site.browser() as browser:
        await site.sign_in(browser, person.email)
        async with site.services.db.transaction() as conn:
            await conn.execute("UPDATE users SET suspended_at = now() WHERE id = %s", (person.id,))
        assert "refused" in await enter(browser, await shown_by_app(site, person))
        assert "suspended" in repr(await site.kept(browser, "sign-in/code"))
        assert SESSION not in browser.cookies
