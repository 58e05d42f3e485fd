"""The websocket of the pages, in a real web process: who gets in, and what they can reach."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import uuid4

import httpx
import pytest

from healthmed_app.accounts.cookies import SESSION_COOKIE, VISITOR_COOKIE
from infra.db.pool import Database
from infra.web.cookies import read_cookie
from tests.security.page_client import PageClient, Refused, page_client
from tests.security.web_process import Web
from tests.site import PASSWORD, add_person

LOAD_ACCOUNT = "reflex___state____state.state___account____account_state.load"
LOAD_VERIFY = "reflex___state____state.state___verify____verify_state.load"
LOAD_READER = "reflex___state____state.state___reader____reader_state.load"


@dataclass
class SignedIn:
    """Somebody with an open session."""

    email: str
    cookie: str


@pytest.fixture
async def db(web: Web) -> AsyncIterator[Database]:
    database = await Database.open(web.database_url, pool_size=2)
    yield database
    await database.close()


async def sign_in(web: Web, db: Database, name: str) -> SignedIn:
    person = await add_person(db, full_name=name)
    async with httpx.AsyncClient(base_url=web.origin, headers={"origin": web.origin}) as browser:
        answer = await browser.post("/auth/sign-in", data={"identifier": person.email, "password": PASSWORD})
    assert answer.headers["location"] == "/en/appointments"
    jar = [line.partition(";")[0] for line in answer.headers.get_list("set-cookie")]
    return SignedIn(person.email, "; ".join(jar))


async def load(client: PageClient) -> None:
    await client.send(LOAD_ACCOUNT, "/en/account")
    await client.until(lambda: client.var("account_state.loaded") or client.redirects)


@pytest.mark.parametrize(
    "origin", [None, "https://evil.example", "null", "http://localhost", "http://evil.localhost:1"]
)
async def test_a_missing_or_foreign_origin_is_refused(web: Web, origin: str | None) -> None:
    with pytest.raises(Refused):
        async with page_client(web.port, origin=origin):
            pass


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "00000000-0000-0000-0000-000000000000",
        "6ba7b810-9dad-11d1-80b4-00c04fd430c8",  # A UUID1.
        "6fa459ea-ee8a-5ca4-894e-db77e160355e",  # A UUID5, as the guard itself makes them.
        "{f47ac10b-58cc-4372-a567-0e02b2c3d479}",
        "F47AC10B-58CC-4372-A567-0E02B2C3D479",
    ],
)
async def test_a_token_that_is_no_random_uuid_is_refused(web: Web, token: str) -> None:
    with pytest.raises(Refused):
        async with page_client(web.port, origin=web.origin, token=token):
            pass


@pytest.mark.parametrize("tokens", [0, 2])
async def test_exactly_one_token_is_wanted(web: Web, tokens: int) -> None:
    with pytest.raises(Refused):
        async with page_client(web.port, origin=web.origin, tokens=tokens):
            pass


async def test_other_websockets_are_refused(web: Web) -> None:
    for path in ("/", "/other", "/_eventual/"):
        with pytest.raises(Refused):
            async with page_client(web.port, origin=web.origin, path=path):
                pass


async def test_a_visitor_is_given_a_cookie_with_the_first_connection(web: Web) -> None:
    async with page_client(web.port, origin=web.origin) as client:
        cookie = client.response_headers["set-cookie"]
        assert cookie.startswith(f"{VISITOR_COOKIE}=")
        assert {"HttpOnly", "Secure", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    async with page_client(web.port, origin=web.origin, cookie=cookie.partition(";")[0]) as client:
        assert "set-cookie" not in client.response_headers


async def test_who_is_signed_in_sees_their_account_and_a_visitor_does_not(web: Web, db: Database) -> None:
    ana = await sign_in(web, db, "Ana Souza")
    async with page_client(web.port, origin=web.origin, cookie=ana.cookie) as client:
        await load(client)
        assert client.var("account_state.email") == ana.email
    async with page_client(web.port, origin=web.origin) as client:
        await load(client)
        assert client.redirects == ["/en/sign-in?next=%2Fen%2Faccount"]
        assert not client.var("account_state.email")


async def test_a_stolen_token_opens_nothing_without_the_cookie(web: Web, db: Database) -> None:
    ana = await sign_in(web, db, "Ana Souza")
    bia = await sign_in(web, db, "Bia Lima")
    token = str(uuid4())
    async with page_client(web.port, origin=web.origin, token=token, cookie=ana.cookie) as client:
        await load(client)
        for cookie in ("", bia.cookie):
            async with page_client(web.port, origin=web.origin, token=token, cookie=cookie) as thief:
                await thief.send(LOAD_READER, "/en")
                await thief.until(lambda thief=thief: thief.var("reader_state.role"))
                assert ana.email not in repr(thief.state)
        # And it does not take the owner's connection away.
        await load(client)
        assert client.var("account_state.email") == ana.email


async def test_two_accounts_in_one_tab_share_nothing(web: Web, db: Database) -> None:
    ana = await sign_in(web, db, "Ana Souza")
    bia = await sign_in(web, db, "Bia Lima")
    token = str(uuid4())
    async with page_client(web.port, origin=web.origin, token=token, cookie=ana.cookie) as client:
        await load(client)
    async with page_client(web.port, origin=web.origin, token=token, cookie=bia.cookie) as client:
        await load(client)
        assert client.var("account_state.email") == bia.email
        assert ana.email not in repr(client.state)


async def test_an_ended_session_is_refused_at_the_next_event(web: Web, db: Database) -> None:
    ana = await sign_in(web, db, "Ana Souza")
    token = str(uuid4())
    async with page_client(web.port, origin=web.origin, token=token, cookie=ana.cookie) as client:
        await load(client)
        async with db.transaction() as conn:
            await conn.execute(
                "DELETE FROM sessions USING users u WHERE user_id = u.id AND u.email = %s", (ana.email,)
            )
        await client.send(LOAD_ACCOUNT, "/en/account")
        await client.until(lambda: client.redirects)
        assert client.redirects == ["/en/sign-in?next=%2Fen%2Faccount&ended=1"]
    # What the tab had loaded under the ended session is out of reach as well.
    async with page_client(web.port, origin=web.origin, token=token, cookie=ana.cookie) as client:
        await client.send(LOAD_READER, "/en")
        await client.until(lambda: client.var("reader_state.role"))
        assert client.var("reader_state.role") == "visitor"
        assert ana.email not in repr(client.state)


async def test_setvar_sets_nothing(web: Web, db: Database) -> None:
    ana = await sign_in(web, db, "Ana Souza")
    async with page_client(web.port, origin=web.origin, cookie=ana.cookie) as client:
        await load(client)
        await client.send(
            LOAD_ACCOUNT.replace(".load", ".setvar"), "/en/account", var_name="email", value="x@evil.example"
        )
        await client.send(LOAD_READER, "/en")
        await client.until(lambda: client.var("reader_state.role"))
        assert client.var("account_state.email") == ana.email


async def test_wrong_arguments_are_refused_with_a_sentence(web: Web, db: Database) -> None:
    ana = await sign_in(web, db, "Ana Souza")
    end = LOAD_ACCOUNT.replace(".load", ".end_session")
    async with page_client(web.port, origin=web.origin, cookie=ana.cookie) as client:
        for payload in ({"session_id": "x"}, {"session_id": {"$ne": 1}}, {"id": str(uuid4())}, {}):
            await load(client)
            await client.send(end, "/en/account", **payload)
            await client.until(lambda: client.var("account_state.problem"))
            assert "did not understand" in client.var("account_state.problem")
            client.state.clear()


async def test_the_log_has_no_cookie_and_no_token(web: Web, db: Database) -> None:
    ana = await sign_in(web, db, "Ana Souza")
    token = str(uuid4())
    async with page_client(web.port, origin=web.origin, token=token, cookie=ana.cookie) as client:
        # An unknown handler makes the framework log the whole request.
        await client.send("reflex___state____state.state___account____account_state.nothing", "/en/account")
        await client.send("nothing.at.all", "/en/account")
        await load(client)
    text = web.log.read_text()
    assert read_cookie(ana.cookie, SESSION_COOKIE) not in text
    assert read_cookie(ana.cookie, VISITOR_COOKIE) not in text
    assert token not in text


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", ["/_upload", "/_upload/x", "/_event", "/_event/?EIO=4&transport=polling"])
async def test_what_the_framework_opens_and_we_do_not_use_is_closed(web: Web, method: str, path: str) -> None:
    async with httpx.AsyncClient(base_url=web.origin, headers={"origin": web.origin}) as browser:
        answer = await browser.request(method, path)
        assert answer.status_code == 404


async def test_other_sites_may_not_read_answers(web: Web) -> None:
    async with httpx.AsyncClient(base_url=web.origin, headers={"origin": "https://evil.example"}) as browser:
        for path in ("/ping", "/livez"):
            answer = await browser.get(path)
            assert answer.headers.get("access-control-allow-origin") in {None, web.origin}, path


async def test_whoever_tries_many_codes_keeps_nobody_else_from_checking_theirs(web: Web) -> None:
    async def answers(forwarded: str, tries: int) -> list[str]:
        """Return what each try came to, from a browser whose address the balancer wrote down last."""
        said = list[str]()
        for number in range(tries):
            async with page_client(web.port, origin=web.origin, forwarded=forwarded) as client:
                await client.send(LOAD_VERIFY, f"/en/verify?code=wrong{number}")
                await client.until(
                    lambda client=client: (
                        client.var("verify_state.answer") or client.var("verify_state.problem")
                    )
                )
                said.append(client.var("verify_state.answer") or "refused")
        return said

    # What a client itself writes before it counts for nothing, also in front of a balancer on this machine.
    for address, other in (("198.51.100.7", "198.51.100.8"), ("127.0.0.1", "127.0.0.2")):
        spoofed = [one for number in range(31) for one in await answers(f"192.0.2.{number}, {address}", 1)]
        assert spoofed == ["none"] * 30 + ["refused"]
        assert await answers(other, 1) == ["none"]
