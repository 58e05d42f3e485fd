"""Forms that open accounts, attacked: other sites, guesses, fixed sessions, and questions about who has an account."""

import asyncio
import re

import httpx
import pytest

from healthmed_app.accounts import passwords
from healthmed_app.accounts import service as accounts
from healthmed_app.api import auth
from healthmed_app.core.ids import new_id
from tests.site import CPFS, ORIGIN, PASSWORD, Site

SESSION = "__Host-session"
FORMS = sorted({route.path for route in auth.router.routes})  # type: ignore[attr-defined]


def test_the_forms_are_these() -> None:
    assert "/auth/sign-in" in FORMS
    assert len(FORMS) == 18


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize(
    "origin", [None, "null", "https://evil.example", f"{ORIGIN}.evil.example", "http://healthmed.test"]
)
async def test_a_form_of_another_site_is_refused(site: Site, path: str, origin: str | None) -> None:
    person = await site.add_person()
    async with site.browser() as browser:
        await site.sign_in(browser, person.email)
        del browser.headers["origin"]
        answer = await browser.post(
            path,
            data={"identifier": person.email, "password": PASSWORD, "email": person.email},
            headers={"origin": origin} if origin is not None else {},
        )
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers
        assert await accounts.authenticate(site.services.db, browser.cookies[SESSION]) is not None
    assert await site.run_jobs() == []


async def test_two_origins_are_none(site: Site) -> None:
    async with site.browser() as browser:
        request = browser.build_request("POST", "/auth/sign-out")
        request.headers = httpx.Headers([*request.headers.multi_items(), ("origin", ORIGIN)])
        assert (await browser.send(request)).status_code == 403


async def test_the_cookie_alone_changes_nothing_from_another_site_anywhere(site: Site) -> None:
    person = await site.add_person()
    async with site.browser() as browser:
        await site.sign_in(browser, person.email)
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            answer = await browser.request(
                method, "/api/v1/anything", headers={"origin": "https://evil.example"}
            )
            assert answer.status_code == 403
    async with site.browser() as program:
        del program.headers["origin"]
        answer = await program.post("/api/v1/anything", headers={"authorization": "Bearer x"})
        assert answer.status_code == 404  # It is let through, and there is nothing there.


async def test_a_session_that_was_there_before_signing_in_is_worth_nothing_after(site: Site) -> None:
    person, thief = await site.add_person(), await site.add_person()
    async with site.browser() as browser:
        await site.sign_in(browser, thief.email)
        planted = browser.cookies[SESSION]
        await site.sign_in(browser, person.email)
        fresh = browser.cookies[SESSION]
        assert fresh != planted
        assert await accounts.authenticate(site.services.db, planted) is None
        made_up = "A" * 43
        browser.cookies.set(SESSION, made_up, domain="healthmed.test", path="/")
        await site.sign_in(browser, person.email)
        assert await accounts.authenticate(site.services.db, made_up) is None


async def test_guessing_from_one_place_is_stopped_there_alone(site: Site) -> None:
    person = await site.add_person()
    async with site.browser(address="198.51.100.1") as attacker:
        for _ in range(6):
            await site.sign_in(attacker, person.email, "wrong words")
        await site.sign_in(attacker, person.email)
        assert SESSION not in attacker.cookies
        assert "Too many attempts" in repr(await site.kept(attacker, "sign-in"))
        other = await site.add_person()
        assert (await site.sign_in(attacker, other.email)).headers["location"] == "/en/appointments"
    async with site.browser(address="203.0.113.9") as victim:
        assert (await site.sign_in(victim, person.email)).headers["location"] == "/en/appointments"


async def test_guessing_by_email_and_by_cpf_is_stopped_for_both(site: Site) -> None:
    user_id = new_id()
    person = await site.add_person(id=user_id, **site.document(user_id, CPFS[0]))
    async with site.browser() as attacker:
        for number in range(12):
            await site.sign_in(attacker, person.email if number % 2 else CPFS[0], "wrong words")
        for identifier in (person.email, CPFS[0], "529.982.247-25"):
            await site.sign_in(attacker, identifier)
            assert SESSION not in attacker.cookies


async def test_guessing_at_once_gets_no_more_guesses(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    person = await site.add_person()
    looked_at = 0

    async def matches(_password: str, _kept: str | None) -> bool:
        nonlocal looked_at
        looked_at += 1
        await asyncio.sleep(0)
        return False

    monkeypatch.setattr(passwords, "matches", matches)
    async with site.browser() as attacker:
        await asyncio.gather(*(site.sign_in(attacker, person.email, str(number)) for number in range(40)))
    assert looked_at == 6


async def test_guessing_at_many_accounts_from_one_place_is_stopped(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def matches(_password: str, _kept: str | None) -> bool:
        return False

    monkeypatch.setattr(passwords, "matches", matches)
    async with site.browser(address="2001:db8::1") as attacker:
        for number in range(60):
            await site.sign_in(attacker, f"nobody-{number}@example.com", "wrong words")
    # The same household, by another of its addresses.
    async with site.browser(address="2001:db8::2") as attacker:
        await site.sign_in(attacker, "nobody@example.com", "wrong words")
        assert "Too many attempts" in repr(await site.kept(attacker, "sign-in"))


async def test_guessing_from_everywhere_does_not_lock_the_owners_browser_out(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await site.add_person()
    async with site.browser(address="203.0.113.9") as owner:
        await site.sign_in(owner, person.email)
        await owner.post("/auth/sign-out")
        real = passwords.matches

        async def matches(password: str, kept: str | None) -> bool:
            return False if password == "wrong words" else await real(password, kept)

        monkeypatch.setattr(passwords, "matches", matches)
        for number in range(101):
            async with site.browser(address=f"198.51.100.{number}") as attacker:
                await site.sign_in(attacker, person.email, "wrong words")
        async with site.browser(address="192.0.2.1") as stranger:
            await site.sign_in(stranger, person.email)
            assert "Too many attempts" in repr(await site.kept(stranger, "sign-in"))
        assert (await site.sign_in(owner, person.email)).headers["location"] == "/en/appointments"


async def test_an_address_that_the_client_writes_itself_does_not_count(site: Site) -> None:
    person = await site.add_person()
    for number in range(8):
        # Our own proxy appends the real address; what comes before it is the client's word.
        async with site.browser(address=f"10.0.0.{number}, 198.51.100.1") as attacker:
            await site.sign_in(attacker, person.email, "wrong words")
    async with site.browser(address="198.51.100.1") as attacker:
        await site.sign_in(attacker, person.email)
        assert SESSION not in attacker.cookies


async def test_nobody_learns_who_has_an_account(site: Site) -> None:
    user_id = (await site.add_person()).id
    known = await site.value("SELECT email FROM users WHERE id = %s", user_id)
    async with site.browser() as one, site.browser() as other:
        pairs = [
            ("/auth/sign-in", "sign-in", {"identifier": known, "password": "wrong words"}, "identifier"),
            ("/auth/forgot", "forgot-sent", {"email": known}, "email"),
            ("/auth/confirm/again", "mail-sent", {"email": known}, "email"),
        ]
        for path, form, data, field in pairs:
            answers = []
            for browser, typed in ((one, known), (other, "nobody@example.com")):
                answer = await browser.post(path, data={**data, field: typed})
                kept = await site.kept(browser, form)
                assert kept is not None
                answers.append(
                    (
                        answer.status_code,
                        answer.headers["location"],
                        kept.problem,
                        dict(kept.errors),
                        answer.text,
                    )
                )
            assert answers[0] == answers[1], path


async def test_an_unknown_account_costs_a_password_check_too(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = []
    real = passwords.matches

    async def matches(password: str, kept: str | None) -> bool:
        checked.append(kept is None)
        return await real(password, kept)

    monkeypatch.setattr(passwords, "matches", matches)
    person = await site.add_person()
    async with site.browser() as browser:
        for identifier in (person.email, "nobody@example.com", "112233-PE", CPFS[0], "rubbish"):
            await site.sign_in(browser, identifier, "wrong words")
    assert checked == [False, True, True, True, True]


async def test_redis_may_be_wiped_or_away_and_people_still_sign_in(site: Site) -> None:
    person = await site.add_person()
    async with site.browser() as browser:
        await site.sign_in(browser, person.email, "wrong words")
        await site.services.redis.flushall()
        assert (await site.sign_in(browser, person.email)).headers["location"] == "/en/appointments"


async def test_answers_have_no_secret_in_their_address(site: Site) -> None:
    person = await site.add_person()
    async with site.browser() as browser:
        for path in FORMS:
            data = {
                "identifier": person.email,
                "email": person.email,
                "password": "wrong words",
                "cpf": CPFS[0],
            }
            answer = await browser.post(path, data=data)
            assert answer.status_code == 303
            assert not re.search(r"example\.com|wrong|529", answer.headers["location"])
