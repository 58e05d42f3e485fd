"""Two-step sign-in, attacked: guesses, stolen cookies, another browser, and roles that must use it."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from healthmed_app import bootstrap
from healthmed_app.accounts.cookies import VISITOR_COOKIE
from tests.security.handlers import Handler, answers, ours, redirects, state_at, variables
from tests.site import PASSWORD, Site
from tests.two_step import SESSION, WAITING, protected, secret_of, shown_by_app, turn_on

TWO_STEP = "/en/account/two-step"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def required(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let doctors and administrators need two-step sign-in, as in production."""
    settings = site.services.settings.model_copy(update={"require_totp": True})
    monkeypatch.setattr(bootstrap, "_services", replace(site.services, settings=settings))


def load() -> Handler:
    return next(handler for handler in ours() if str(handler) == "TwoStepState.load")


async def test_guessing_codes_is_stopped_whatever_the_password_does(site: Site) -> None:
    person, codes = await protected(site)
    async with site.browser(address="198.51.100.1") as attacker:
        for number in range(6):
            # A right password before each guess gives no new guesses.
            await site.sign_in(attacker, person.email)
            await attacker.post("/auth/sign-in/code", data={"code": f"{number:06}"})
        for code in (await shown_by_app(site, person), codes[0]):
            await attacker.post("/auth/sign-in/code", data={"code": code})
            assert "Too many attempts" in repr(await site.kept(attacker, "sign-in/code"))
        form = {"identifier": person.email, "password": PASSWORD, "otp": codes[0]}
        await attacker.post("/auth/sign-in", data=form)
        assert SESSION not in attacker.cookies
    async with site.browser(address="203.0.113.9") as owner:
        await site.sign_in(owner, person.email)
        await owner.post("/auth/sign-in/code", data={"code": codes[0]})
        assert SESSION in owner.cookies


async def test_guessing_codes_from_everywhere_is_stopped_and_a_known_browser_gets_in(site: Site) -> None:
    person, codes = await protected(site)
    async with site.browser(address="203.0.113.9") as owner:
        await site.sign_in(owner, person.email)
        await owner.post("/auth/sign-in/code", data={"code": codes[0]})
        await owner.post("/auth/sign-out")
        for number in range(21):
            async with site.browser(address=f"198.51.100.{number}") as attacker:
                await site.sign_in(attacker, person.email)
                await attacker.post("/auth/sign-in/code", data={"code": f"{number:06}"})
        async with site.browser(address="192.0.2.1") as stranger:
            await site.sign_in(stranger, person.email)
            await stranger.post("/auth/sign-in/code", data={"code": codes[1]})
            assert SESSION not in stranger.cookies
        await site.sign_in(owner, person.email)
        await owner.post("/auth/sign-in/code", data={"code": codes[2]})
        assert SESSION in owner.cookies


async def test_the_password_alone_makes_no_browser_known(site: Site) -> None:
    person, _codes = await protected(site)
    async with site.browser(address="198.51.100.1") as attacker:
        await site.sign_in(attacker, person.email)
        refusals = []
        for _ in range(7):
            await site.sign_in(attacker, person.email, "wrong words")
            refusals.append("Too many attempts" in repr(await site.kept(attacker, "sign-in")))
    assert refusals == [False] * 6 + [True]  # A known browser would have ten tries.


async def test_what_waits_for_a_code_belongs_to_its_browser_and_its_account(site: Site) -> None:
    person, codes = await protected(site)
    other, other_codes = await protected(site)
    async with site.browser() as owner, site.browser() as thief:
        await site.sign_in(owner, person.email)
        await site.sign_in(thief, other.email)
        thief.cookies.set(WAITING, owner.cookies[WAITING], domain="healthmed.test", path="/")
        answer = await thief.post("/auth/sign-in/code", data={"code": codes[0]})
        assert "done=late" in answer.headers["location"]
        await owner.post("/auth/sign-in/code", data={"code": other_codes[0]})
        assert SESSION not in owner.cookies
        assert SESSION not in thief.cookies


async def test_what_waited_is_gone_once_it_was_used(site: Site) -> None:
    person, codes = await protected(site)
    async with site.browser() as browser:
        await site.sign_in(browser, person.email)
        waiting = browser.cookies[WAITING]
        await browser.post("/auth/sign-in/code", data={"code": codes[0]})
        await browser.post("/auth/sign-out")
        browser.cookies.set(WAITING, waiting, domain="healthmed.test", path="/")
        answer = await browser.post("/auth/sign-in/code", data={"code": codes[1]})
        assert "done=late" in answer.headers["location"]
        assert SESSION not in browser.cookies


async def test_a_secret_moved_to_another_account_does_not_open(site: Site) -> None:
    person, _codes = await protected(site)
    other, _others = await protected(site)
    async with site.services.db.transaction() as conn:
        await conn.execute(
            "UPDATE two_factors SET secret_sealed = (SELECT secret_sealed FROM two_factors WHERE user_id = %s)"
            " WHERE user_id = %s",
            (person.id, other.id),
        )
    async with site.browser() as thief:
        await site.sign_in(thief, other.email)
        answer = await thief.post("/auth/sign-in/code", data={"code": await shown_by_app(site, person)})
        assert "refused" in answer.headers["location"]
        assert SESSION not in thief.cookies


@pytest.mark.usefixtures("required")
async def test_whoever_must_turn_it_on_reaches_nothing_else(site: Site) -> None:
    for role in ("doctor", "admin"):
        person = await site.add_person(role)
        async with site.browser() as browser:
            await site.sign_in(browser, person.email)
            secret = browser.cookies[SESSION]
            for path, form in (("password", "change_password"), ("email", "change_email")):
                data = {"current_password": PASSWORD, "email_password": PASSWORD, "new_password": form}
                answer = await browser.post(f"/auth/{path}", data={**data, "new_email": "new@example.com"})
                assert "refused" in answer.headers["location"]
            answer = await browser.get("/api/v1/appointments/00000000-0000-0000-0000-000000000000.ics")
            assert answer.status_code == 403
        tried = 0
        for handler in ours():
            assert handler.guard
            if handler.guard.admits is None or handler.guard.lacks_two_factor:
                continue
            state = state_at(handler.state, "/en/account", secret)
            before = variables(state)
            assert list(redirects(await answers(handler, state))) == [TWO_STEP], handler
            assert variables(state) == before
            tried += 1
        assert tried > 40
        state = state_at(load().state, TWO_STEP, secret)
        assert await answers(load(), state) == []
        assert state.needed


@pytest.mark.usefixtures("required")
async def test_turning_it_on_opens_the_rest(site: Site) -> None:
    person = await site.add_person("admin")
    async with site.browser() as browser:
        await site.sign_in(browser, person.email)
        await turn_on(site, browser, person)
        state = state_at(load().state, TWO_STEP, browser.cookies[SESSION])
        await answers(load(), state)
        assert (state.is_on, state.needed) == (True, False)
        account = next(handler for handler in ours() if str(handler) == "AccountState.load")
        assert await answers(account, state_at(account.state, "/en/account", browser.cookies[SESSION])) == []


@pytest.mark.usefixtures("required")
async def test_patients_may_go_without(site: Site) -> None:
    person = await site.add_person()
    async with site.browser() as browser:
        await site.sign_in(browser, person.email)
        account = next(handler for handler in ours() if str(handler) == "AccountState.load")
        assert await answers(account, state_at(account.state, "/en/account", browser.cookies[SESSION])) == []


async def test_recovery_codes_are_shown_once_and_the_secret_only_while_it_is_set_up(site: Site) -> None:
    person = await site.add_person()
    async with site.browser() as browser, site.browser() as other:
        await site.sign_in(other, person.email)
        await site.sign_in(browser, person.email)
        cookies = f"{browser.cookies[SESSION]}; {VISITOR_COOKIE}={browser.cookies[VISITOR_COOKIE]}"
        await browser.post("/auth/two-step/begin", data={"password": PASSWORD})
        state = state_at(load().state, TWO_STEP, cookies)
        await answers(load(), state)
        assert state.secret.replace(" ", "") == await secret_of(site, person)
        elsewhere = state_at(load().state, TWO_STEP, other.cookies[SESSION])
        await answers(load(), elsewhere)
        assert (elsewhere.secret, elsewhere.picture_path) == ("", "")
        codes = await turn_on(site, browser, person)
        await answers(load(), state)
        assert [code.replace(" ", "") for code in state.codes] == codes
        assert (state.secret, state.picture_path) == ("", "")
        await answers(load(), state)
        assert state.codes == []
        assert state.codes_left == 10


def test_sessions_are_looked_up_by_what_asks_for_the_second_step() -> None:
    """`accounts.authenticate` does not know who must use two steps: only `Services.actor` calls it."""
    callers = [
        str(file.relative_to(ROOT))
        for folder in ("healthmed_app", "state", "pages")
        for file in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "authenticate"
    ]
    assert callers == ["healthmed_app/bootstrap.py"]
