"""What a thief who knew the password, or whose mail was read, is left with once the owner acts."""

import httpx
import pytest

from healthmed_app.accounts import passwords
from healthmed_app.accounts.queries import Person
from tests.site import PASSWORD, Site, link_in

NEW = "another four words together"
THIEF = "thief@example.com"
CONFIRMED = "/en/sign-in?done=confirmed"


async def ask_for_another_address(site: Site, thief: httpx.AsyncClient, person: Person) -> str:
    """Sign in as a person and ask for another address; return the secret of the link."""
    await site.sign_in(thief, person.email)
    await thief.post("/auth/email", data={"email_password": PASSWORD, "new_email": THIEF})
    return link_in(next(message for message in await site.run_jobs() if message["to"] == THIEF))


async def test_a_reset_ends_a_thiefs_link_to_another_address(site: Site) -> None:
    person = await site.add_person()
    async with site.browser() as thief, site.browser() as owner:
        stolen = await ask_for_another_address(site, thief, person)
        await owner.post("/auth/forgot", data={"email": person.email})
        [message] = await site.run_jobs()
        await owner.post("/auth/reset", data={"token": link_in(message), "password": NEW})
        answer = await thief.post("/auth/confirm", data={"token": stolen})
        assert "refused=confirm" in answer.headers["location"]
        assert "__Host-session" not in answer.headers.get("set-cookie", "")
        assert await site.value("SELECT email FROM users") == person.email
        assert await site.value("SELECT count(*) FROM sessions") == 0


async def test_a_changed_password_ends_every_link(site: Site) -> None:
    person = await site.add_person()
    async with site.browser() as thief, site.browser() as owner:
        stolen = await ask_for_another_address(site, thief, person)
        await thief.post("/auth/forgot", data={"email": person.email})
        [message] = await site.run_jobs()
        await site.sign_in(owner, person.email)
        await owner.post("/auth/password", data={"current_password": PASSWORD, "new_password": NEW})
        await thief.post("/auth/confirm", data={"token": stolen})
        await thief.post("/auth/reset", data={"token": link_in(message), "password": PASSWORD})
        assert "used already" in repr(await site.kept(thief, "reset"))
        assert await site.value("SELECT email FROM users") == person.email
        assert (await site.sign_in(owner, person.email, NEW)).headers["location"] == "/en/appointments"


async def test_a_changed_address_ends_every_link_and_starts_no_session(site: Site) -> None:
    person = await site.add_person()
    async with site.browser() as browser:
        changed = await ask_for_another_address(site, browser, person)
        await browser.post("/auth/forgot", data={"email": person.email})
        [reset] = await site.run_jobs()
        before = await site.value("SELECT count(*) FROM sessions")
        answer = await browser.post("/auth/confirm", data={"token": changed})
        assert answer.headers["location"] == f"{CONFIRMED}&next=%2Fen%2Faccount%3Fdone%3Daddress"
        assert await site.value("SELECT email FROM users") == THIEF
        assert await site.value("SELECT count(*) FROM sessions") == before
        await browser.post("/auth/reset", data={"token": link_in(reset), "password": NEW})
        assert "used already" in repr(await site.kept(browser, "reset"))
    async with site.browser() as elsewhere:
        assert (await site.sign_in(elsewhere, THIEF)).headers["location"] == "/en/appointments"


async def test_a_changed_address_starts_no_session_where_nobody_is_signed_in(site: Site) -> None:
    person = await site.add_person()
    async with site.browser() as browser:
        changed = await ask_for_another_address(site, browser, person)
        await browser.post("/auth/sign-out")
        answer = await browser.post("/auth/confirm", data={"token": changed})
        assert answer.headers["location"].startswith(CONFIRMED)
        assert await site.value("SELECT count(*) FROM sessions") == 0


async def test_a_link_to_reset_opens_nothing_once_its_address_is_not_the_persons(site: Site) -> None:
    person = await site.add_person()
    async with site.browser() as browser:
        await browser.post("/auth/forgot", data={"email": person.email})
        [message] = await site.run_jobs()
        async with site.services.db.transaction() as conn:
            await conn.execute("UPDATE users SET email = 'moved@example.com'")
        await browser.post("/auth/reset", data={"token": link_in(message), "password": NEW})
        assert "too old" in repr(await site.kept(browser, "reset"))


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/auth/sign-in", {"identifier": "", "password": PASSWORD}),
        ("/auth/password", {"current_password": PASSWORD, "new_password": "the thief's own words"}),
        ("/auth/email", {"email_password": PASSWORD, "new_email": THIEF}),
    ],
)
async def test_whoever_gives_the_old_password_while_it_is_being_reset_is_left_with_nothing(
    site: Site, monkeypatch: pytest.MonkeyPatch, path: str, form: dict[str, str]
) -> None:
    person = await site.add_person()
    matches = passwords.matches
    async with site.browser() as thief, site.browser() as owner:
        await site.sign_in(thief, person.email)
        await owner.post("/auth/forgot", data={"email": person.email})
        [message] = await site.run_jobs()

        async def reset_meanwhile(password: str, kept: str | None) -> bool:
            right = await matches(password, kept)
            monkeypatch.undo()
            await owner.post("/auth/reset", data={"token": link_in(message), "password": NEW})
            return right

        monkeypatch.setattr(passwords, "matches", reset_meanwhile)
        filled = {name: value or person.email for name, value in form.items()}
        answer = await thief.post(path, data=filled)
        assert "/en/sign-in?" in answer.headers["location"]
        assert await site.value("SELECT count(*) FROM sessions") == 0
        assert await site.value("SELECT count(*) FROM links WHERE used_at IS NULL") == 0
        assert (await site.sign_in(owner, person.email, NEW)).headers["location"] == "/en/appointments"
