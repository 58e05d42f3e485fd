"""Forgotten passwords: what is mailed to whom, and what the link does."""

from healthmed_app.accounts import service as accounts
from tests.site import PASSWORD, Site, clock_moved, link_in

NEW = "another four words together"


async def test_a_new_password_ends_every_session_and_the_old_one_opens_nothing(site: Site) -> None:
    person = await site.add_person(confirmed=False)
    async with site.browser() as browser, site.browser() as elsewhere:
        await site.sign_in(elsewhere, person.email)
        secret = elsewhere.cookies["__Host-session"]
        answer = await browser.post("/auth/forgot", data={"email": person.email})
        assert answer.headers["location"] == "/en/forgot-password?sent=1"
        [message] = await site.run_jobs()
        assert message["to"] == person.email
        answer = await browser.post("/auth/reset", data={"token": link_in(message), "password": NEW})
        assert answer.headers["location"] == "/en/sign-in?done=reset"
        assert await accounts.authenticate(site.services.db, secret) is None
        assert "refused" in (await site.sign_in(browser, person.email, PASSWORD)).headers["location"]
        assert (await site.sign_in(browser, person.email, NEW)).headers["location"] == "/en/appointments"
        [told] = await site.run_jobs()
        assert "was changed" in told.get_content()
    assert await site.value("SELECT email_confirmed_at IS NOT NULL FROM users") is True


async def test_a_link_works_once_and_for_thirty_minutes(site: Site) -> None:
    person = await site.add_person()
    async with site.browser() as browser:
        await browser.post("/auth/forgot", data={"email": person.email})
        [message] = await site.run_jobs()
        form = {"token": link_in(message), "password": NEW}
        with clock_moved(minutes=30, seconds=1):
            await browser.post("/auth/reset", data=form)
            assert "too old" in repr(await site.kept(browser, "reset"))
        assert (await browser.post("/auth/reset", data=form)).headers["location"] == "/en/sign-in?done=reset"
        answer = await browser.post("/auth/reset", data={**form, "password": "yet another password"})
        assert "refused=reset" in answer.headers["location"]
        assert "used already" in repr(await site.kept(browser, "reset"))
        assert (await site.sign_in(browser, person.email, NEW)).headers["location"] == "/en/appointments"


async def test_a_password_that_is_refused_does_not_use_the_link(site: Site) -> None:
    person = await site.add_person()
    async with site.browser() as browser:
        await browser.post("/auth/forgot", data={"email": person.email})
        [message] = await site.run_jobs()
        token = link_in(message)
        answer = await browser.post("/auth/reset", data={"token": token, "password": "password1"})
        assert answer.headers["location"] == f"/en/reset-password?refused=reset&token={token}"
        answer = await browser.post("/auth/reset", data={"token": token, "password": NEW})
        assert answer.headers["location"] == "/en/sign-in?done=reset"


async def test_using_one_link_ends_the_others(site: Site) -> None:
    person = await site.add_person()
    async with site.browser() as browser:
        for _ in range(2):
            await browser.post("/auth/forgot", data={"email": person.email})
        first, second = await site.run_jobs()
        await browser.post("/auth/reset", data={"token": link_in(first), "password": NEW})
        await browser.post("/auth/reset", data={"token": link_in(second), "password": PASSWORD})
        assert "used already" in repr(await site.kept(browser, "reset"))


async def test_a_link_to_confirm_resets_nothing(site: Site) -> None:
    person = await site.add_person(confirmed=False)
    async with site.browser() as browser:
        await browser.post("/auth/confirm/again", data={"email": person.email})
        [message] = await site.run_jobs()
        await browser.post("/auth/reset", data={"token": link_in(message), "password": NEW})
        assert "not complete" in repr(await site.kept(browser, "reset"))


async def test_an_unknown_address_gets_the_same_answer_and_no_mail(site: Site) -> None:
    person = await site.add_person()
    async with site.browser() as browser:
        known = await browser.post("/auth/forgot", data={"email": person.email})
        await site.run_jobs()
        unknown = await browser.post("/auth/forgot", data={"email": "nobody@example.com"})
        assert await site.run_jobs() == []
        assert (unknown.status_code, unknown.headers["location"]) == (
            known.status_code,
            known.headers["location"],
        )


async def test_a_mailbox_is_not_filled_by_strangers(site: Site) -> None:
    person = await site.add_person()
    mailed = 0
    for number in range(8):
        async with site.browser(address=f"198.51.100.{number}") as browser:
            answer = await browser.post("/auth/forgot", data={"email": person.email})
            assert answer.headers["location"] == "/en/forgot-password?sent=1"
        mailed += len(await site.run_jobs())
    assert mailed == 5
