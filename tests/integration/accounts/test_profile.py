"""What people change about themselves, and the devices they sign out."""

from datetime import date
from uuid import UUID

import pytest

from healthmed_app.accounts import jobs
from healthmed_app.accounts import service as accounts
from healthmed_app.core.errors import Conflict, Invalid, NotFound
from healthmed_app.core.ids import new_id
from tests.site import CPFS, PASSWORD, Site, link_in

NEW = "another four words together"
TODAY = date(2026, 11, 24)


async def test_the_account_shows_a_cpf_only_in_part(site: Site) -> None:
    user_id = new_id()
    person = await site.add_person(id=user_id, **site.document(user_id, CPFS[0]))
    async with site.services.db.read() as conn:
        shown = await accounts.account(conn, site.services.keyring, site.actor(person))
    assert shown.cpf == "***.982.247-**"
    assert CPFS[0] not in repr(shown)


async def test_details_are_kept_in_their_form(site: Site) -> None:
    person = await site.add_person()
    actor = site.actor(person)
    async with site.services.db.transaction() as conn:
        form = {"full_name": " Ana  Lima ", "phone": "81 3421-1234", "birth_date": "1/2/1990"}
        await accounts.save_profile(conn, actor, form, TODAY)
        address = {
            "zip": "50030-230", "street": "Rua A", "number": "1", "complement": "", "neighborhood": "Centro",
            "city": "Recife", "state": "pe",
        }  # fmt: skip
        await accounts.save_address(conn, actor, address)
        await accounts.save_address(conn, actor, {**address, "number": "2"})
        await accounts.save_time_zone(conn, actor, "America/Manaus")
        await accounts.save_language(conn, actor, "pt")
        shown = await accounts.account(conn, site.services.keyring, actor)
    assert (shown.full_name, shown.phone, shown.birth_date) == ("Ana Lima", "+558134211234", date(1990, 2, 1))
    assert shown.address is not None
    assert (shown.address.number, shown.address.state, shown.address.complement) == ("2", "PE", None)
    assert shown.time_zone == "America/Manaus"


async def test_wrong_details_change_nothing(site: Site) -> None:
    person = await site.add_person()
    actor = site.actor(person)
    with pytest.raises(Invalid) as refusal:
        async with site.services.db.transaction() as conn:
            await accounts.save_profile(conn, actor, {"full_name": "Ana", "phone": "1"}, TODAY)
    assert set(refusal.value.fields) == {"full_name", "phone", "birth_date"}
    with pytest.raises(Invalid):
        async with site.services.db.transaction() as conn:
            await accounts.save_time_zone(conn, actor, "Mars/Olympus")


async def test_a_changed_password_signs_the_other_devices_out(site: Site) -> None:
    person = await site.add_person()
    async with site.browser() as browser, site.browser() as elsewhere:
        for each in (browser, elsewhere):
            await site.sign_in(each, person.email)
        old = [each.cookies["__Host-session"] for each in (browser, elsewhere)]
        form = {"current_password": PASSWORD, "new_password": NEW}
        answer = await browser.post("/auth/password", data=form)
        assert answer.headers["location"] == "/en/account?done=password"
        assert [await accounts.authenticate(site.services.db, secret) for secret in old] == [None, None]
        assert await accounts.authenticate(site.services.db, browser.cookies["__Host-session"]) is not None
        assert (await site.sign_in(elsewhere, person.email, NEW)).headers["location"] == "/en/appointments"


async def test_a_password_is_changed_only_by_whoever_knows_it(site: Site) -> None:
    person = await site.add_person()
    async with site.browser() as browser:
        await site.sign_in(browser, person.email)
        await browser.post("/auth/password", data={"current_password": "wrong words", "new_password": NEW})
        kept = await site.kept(browser, "password")
        assert kept is not None
        assert (list(kept.errors), kept.typed) == (["current_password"], {})
        await browser.post(
            "/auth/email", data={"email_password": "wrong words", "new_email": "new@example.com"}
        )
        kept = await site.kept(browser, "email")
        assert kept is not None
        assert (list(kept.errors), kept.typed) == (["email_password"], {"new_email": "new@example.com"})
        assert await site.run_jobs() == []
    async with site.browser() as visitor:
        answer = await visitor.post(
            "/auth/password", data={"current_password": PASSWORD, "new_password": NEW}
        )
        assert answer.headers["location"] == "/en/sign-in?next=%2Fen%2Faccount"


async def test_a_new_address_counts_once_its_link_is_opened(site: Site) -> None:
    person = await site.add_person()
    async with site.browser() as browser:
        await site.sign_in(browser, person.email)
        answer = await browser.post(
            "/auth/email", data={"email_password": PASSWORD, "new_email": "New@Example.com"}
        )
        assert answer.headers["location"] == "/en/account?done=email"
        mail = {message["to"]: message for message in await site.run_jobs()}
        assert set(mail) == {"new@example.com", person.email}
        assert await site.value("SELECT email FROM users") == person.email
        await browser.post("/auth/confirm", data={"token": link_in(mail["new@example.com"])})
        assert await site.value("SELECT email FROM users") == "new@example.com"


async def test_an_address_of_another_account_cannot_be_taken(site: Site) -> None:
    person = await site.add_person()
    other = await site.add_person()
    async with site.browser() as browser:
        await site.sign_in(browser, person.email)
        await browser.post("/auth/email", data={"email_password": PASSWORD, "new_email": other.email})
        assert sorted(message["to"] for message in await site.run_jobs()) == sorted(
            [person.email, other.email]
        )
        # Taken between asking and opening the link.
        await browser.post("/auth/email", data={"email_password": PASSWORD, "new_email": "new@example.com"})
        message = next(m for m in await site.run_jobs() if m["to"] == "new@example.com")
        await site.add_person(email="new@example.com")
        await browser.post("/auth/confirm", data={"token": link_in(message)})
        assert "Another account" in repr(await site.kept(browser, "confirm"))
    assert await site.value("SELECT email FROM users WHERE id = %s", person.id) == person.email


async def test_devices_are_signed_out_one_by_one_and_all_but_this(site: Site) -> None:
    person = await site.add_person()
    other = await site.add_person()
    secrets = []
    for owner in (person, person, person, other):
        async with site.browser() as browser:
            await site.sign_in(browser, owner.email)
            secrets.append(browser.cookies["__Host-session"])
    actors = [await accounts.authenticate(site.services.db, secret) for secret in secrets]
    first, second, _third, foreign = actors
    assert first is not None
    assert second is not None
    assert foreign is not None
    async with site.services.db.transaction() as conn:
        rows = await accounts.sessions(conn, first)
        assert {row.device for row in rows} == {"Firefox, Linux"}
        assert {row.address for row in rows} == {"203.0.113.7"}
        await accounts.end_session(conn, first, second.session_id)
    for missing in (second.session_id, foreign.session_id, UUID(int=0)):
        with pytest.raises(NotFound):
            async with site.services.db.transaction() as conn:
                await accounts.end_session(conn, first, missing)
    async with site.services.db.transaction() as conn:
        assert await accounts.end_other_sessions(conn, first) == 1
    alive = [await accounts.authenticate(site.services.db, secret) is not None for secret in secrets]
    assert alive == [True, False, False, True]


async def test_an_administrator_is_made_once(site: Site) -> None:
    async with site.services.db.transaction() as conn:
        await accounts.create_admin(conn, "Root@Example.com", "Ana Souza", PASSWORD)
    async with site.browser() as browser:
        assert (await site.sign_in(browser, "root@example.com")).headers["location"] == "/en/admin"
    with pytest.raises(Conflict):
        async with site.services.db.transaction() as conn:
            await accounts.create_admin(conn, "root@example.com", "Ana Souza", PASSWORD)
    with pytest.raises(Invalid):
        async with site.services.db.transaction() as conn:
            await accounts.create_admin(conn, "b@example.com", "Ana Souza", "password1")


async def test_what_is_over_for_a_week_is_removed(site: Site) -> None:
    person = await site.add_person()
    async with site.browser() as browser:
        await site.sign_in(browser, person.email)
        await browser.post("/auth/forgot", data={"email": person.email})
    async with site.services.db.transaction() as conn:
        await conn.execute("UPDATE links SET expires_at = now() - interval '8 days'")
        await conn.execute("UPDATE sessions SET expires_at = now() - interval '6 days'")
    await jobs.forget_what_is_over(site.services.db)
    assert await site.value("SELECT count(*) FROM links") == 0
    assert await site.value("SELECT count(*) FROM sessions") == 1
