"""Two-step sign-in on one's own account: turning it on and off, recovery codes, and what is kept of all that."""

import pytest

from healthmed_app.accounts import two_factor
from healthmed_app.core.errors import NotFound
from tests.site import PASSWORD, Site, clock_moved
from tests.two_step import SESSION, protected, secret_of, shown_by_app, turn_on

PAGE = "/en/account/two-step"
OFF = "/auth/two-step/off"


async def test_turning_it_on_takes_the_password_and_then_a_code(site: Site) -> None:
    person = await site.add_person()
    async with site.browser() as browser:
        await site.sign_in(browser, person.email)
        answer = await browser.post("/auth/two-step/begin", data={"password": "wrong words"})
        assert answer.headers["location"] == f"{PAGE}?refused=two-step%2Fbegin"
        assert await site.value("SELECT count(*) FROM two_factors") == 0
        await browser.post("/auth/two-step/begin", data={"password": PASSWORD})
        answer = await browser.post("/auth/two-step/confirm", data={"code": "000000"})
        assert answer.headers["location"] == f"{PAGE}?refused=two-step%2Fconfirm"
        assert await site.value("SELECT confirmed_at FROM two_factors") is None
        async with site.browser() as another:
            assert (await site.sign_in(another, person.email)).headers["location"] == "/en/appointments"
        codes = await turn_on(site, browser, person)
        assert len(set(codes)) == 10


async def test_it_is_told_by_mail_and_written_down_and_other_devices_are_signed_out(site: Site) -> None:
    person = await site.add_person()
    async with site.browser() as browser, site.browser() as other:
        await site.sign_in(other, person.email)
        await site.sign_in(browser, person.email)
        await turn_on(site, browser, person)
        [message] = await site.run_jobs()
        assert (message["to"], message["subject"]) == (person.email, "Two-step sign-in is on")
        assert await site.value("SELECT count(*) FROM sessions") == 1
        code = await shown_by_app(site, person)
        answer = await browser.post(OFF, data={"off_password": PASSWORD, "off_code": code})
        assert answer.headers["location"] == f"{PAGE}?done=off"
        [message] = await site.run_jobs()
        assert message["subject"] == "Two-step sign-in is off"
        for table in ("two_factors", "recovery_codes"):
            assert await site.value(f"SELECT count(*) FROM {table}") == 0
    acts = await site.value(
        "SELECT array_agg(action ORDER BY at) FROM audit_events WHERE action LIKE 'two_factor.%%'"
    )
    assert acts == ["two_factor.on", "two_factor.off"]


async def test_neither_the_secret_nor_a_code_can_be_read_in_the_database(site: Site) -> None:
    person, codes = await protected(site)
    secret = await secret_of(site, person)
    sealed = await site.value("SELECT secret_sealed FROM two_factors")
    assert secret.encode() not in sealed
    hashes = await site.value("SELECT array_agg(code_hash) FROM recovery_codes")
    assert all(len(each) == 32 for each in hashes)
    assert not any(code.encode() in each for code in codes for each in hashes)
    assert (
        await site.value("SELECT count(*) FROM procrastinate_jobs WHERE args::text LIKE %s", f"%{secret}%")
        == 0
    )


async def test_another_session_neither_sees_nor_confirms_a_secret_that_is_set_up(site: Site) -> None:
    person = await site.add_person()
    async with site.browser() as owner, site.browser() as thief:
        await site.sign_in(owner, person.email)
        await site.sign_in(thief, person.email)
        await owner.post("/auth/two-step/begin", data={"password": PASSWORD})
        code = await shown_by_app(site, person)
        answer = await thief.post("/auth/two-step/confirm", data={"code": code})
        assert answer.headers["location"] == f"{PAGE}?done=late"
        answer = await owner.post("/auth/two-step/confirm", data={"code": code})
        assert answer.headers["location"] == f"{PAGE}?done=on"


async def test_a_secret_waits_a_quarter_of_an_hour_to_be_confirmed(site: Site) -> None:
    person = await site.add_person()
    async with site.browser() as browser:
        await site.sign_in(browser, person.email)
        await browser.post("/auth/two-step/begin", data={"password": PASSWORD})
        with clock_moved(minutes=15):
            code = await shown_by_app(site, person)
            answer = await browser.post("/auth/two-step/confirm", data={"code": code})
        assert answer.headers["location"] == f"{PAGE}?done=late"


async def test_what_is_on_cannot_be_set_up_anew_over_it(site: Site) -> None:
    person = await site.add_person()
    async with site.browser() as browser:
        await site.sign_in(browser, person.email)
        await turn_on(site, browser, person)
        before = await secret_of(site, person)
        answer = await browser.post("/auth/two-step/begin", data={"password": PASSWORD})
        assert "refused" in answer.headers["location"]
        answer = await browser.post(
            "/auth/two-step/confirm", data={"code": await shown_by_app(site, person, steps_ahead=1)}
        )
        assert answer.headers["location"] == f"{PAGE}?done=late"
        assert await secret_of(site, person) == before


async def test_turning_it_off_takes_both_and_a_recovery_code_will_do(site: Site) -> None:
    person = await site.add_person()
    async with site.browser() as browser:
        await site.sign_in(browser, person.email)
        codes = await turn_on(site, browser, person)
        for password, code, field in (
            ("wrong words", codes[0], "off_password"),
            (PASSWORD, "000000000000", "off_code"),
            (PASSWORD, "", "off_code"),
        ):
            answer = await browser.post(OFF, data={"off_password": password, "off_code": code})
            assert answer.headers["location"] == f"{PAGE}?refused=two-step%2Foff"
            kept = await site.kept(browser, "two-step/off")
            assert kept is not None
            assert list(kept.errors) == [field]
        answer = await browser.post(OFF, data={"off_password": PASSWORD, "off_code": codes[0]})
        assert answer.headers["location"] == f"{PAGE}?done=off"
    async with site.browser() as browser:
        assert (await site.sign_in(browser, person.email)).headers["location"] == "/en/appointments"


async def test_new_recovery_codes_end_the_old_ones(site: Site) -> None:
    person = await site.add_person()
    async with site.browser() as browser:
        await site.sign_in(browser, person.email)
        old = await turn_on(site, browser, person)
        form = {"renew_password": PASSWORD, "renew_code": await shown_by_app(site, person)}
        answer = await browser.post("/auth/two-step/codes", data=form)
        assert answer.headers["location"] == f"{PAGE}?done=codes"
        kept = await site.kept(browser, f"recovery-codes:{person.id}")
        assert kept is not None
        new = kept.typed["codes"].split()
        assert not set(new) & set(old)
    async with site.browser() as browser:
        await site.sign_in(browser, person.email)
        for code, leads in ((old[0], "refused"), (new[0], "/en/appointments")):
            answer = await browser.post("/auth/sign-in/code", data={"code": code})
            assert leads in answer.headers["location"]
        assert SESSION in browser.cookies


async def test_a_visitor_is_sent_to_sign_in(site: Site) -> None:
    async with site.browser() as browser:
        for form in ("begin", "confirm", "off", "codes"):
            answer = await browser.post(f"/auth/two-step/{form}", data={"password": PASSWORD})
            assert answer.headers["location"].startswith("/en/sign-in?next=")


async def test_an_operator_lets_in_whoever_lost_phone_and_codes(site: Site) -> None:
    person, _codes = await protected(site)
    async with site.services.db.transaction() as conn:
        await two_factor.forget(conn, f" {person.email.upper()} ")
    assert await site.value("SELECT count(*) FROM sessions") == 0
    assert [message["subject"] for message in await site.run_jobs()][-1] == "Two-step sign-in is off"
    async with site.browser() as browser:
        assert (await site.sign_in(browser, person.email)).headers["location"] == "/en/appointments"
    with pytest.raises(NotFound):
        async with site.services.db.transaction() as conn:
            await two_factor.forget(conn, person.email)
