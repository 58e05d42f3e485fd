"""Two who sign up at the same moment with something that only one can have."""

import asyncio
from collections import Counter

import httpx

from tests.sign_ups import DOCTOR
from tests.site import CPFS, Site

ONE = {**DOCTOR, "email": "a@example.com", "cpf": CPFS[0], "crm": "112233"}
SENT = "/en/confirm-email?sent=1"


async def both(site: Site, **changes: str) -> list[str]:
    """Let two sign up at once, the second with `changes`; return where each was sent."""

    async def post(browser: httpx.AsyncClient, form: dict[str, str]) -> str:
        return (await browser.post("/auth/sign-up/doctor", data=form)).headers["location"]

    async with site.browser() as one, site.browser() as other:
        return list(await asyncio.gather(post(one, ONE), post(other, {**ONE, **changes})))


async def test_two_doctors_of_one_name_get_an_address_each(site: Site) -> None:
    assert await both(site, email="b@example.com", cpf=CPFS[1], crm="778899") == [SENT, SENT]
    assert await site.value("SELECT count(DISTINCT slug) FROM doctors") == 2


async def test_one_registration_has_one_account_and_both_get_the_same_answer(site: Site) -> None:
    answers = await both(site, email="b@example.com", cpf=CPFS[1], full_name="Bia Lima")
    assert answers == [SENT, SENT]
    assert await site.value("SELECT count(*) FROM doctors") == 1
    assert await site.value("SELECT count(*) FROM users") == 1
    mailed = Counter(str(message["subject"]) for message in await site.run_jobs())
    assert mailed == {
        "Confirm your e-mail address": 1,
        "You already have an account": 1,
        "Your account could not be opened": 1,
    }


async def test_one_address_has_one_account_and_both_get_the_same_answer(site: Site) -> None:
    answers = await both(site, cpf=CPFS[1], crm="778899")
    assert answers == [SENT, SENT]
    assert await site.value("SELECT count(*) FROM users") == 1
