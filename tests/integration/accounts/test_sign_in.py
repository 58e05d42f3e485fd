"""Signing in and out by the plain forms: what opens an account, for how long, and what does not."""

from datetime import timedelta
from hashlib import sha256

from healthmed_app.accounts import service as accounts
from healthmed_app.accounts.sessions import IDLE, LIFETIME
from healthmed_app.core.ids import new_id
from tests.site import CPFS, PASSWORD, Site, clock_moved

SESSION = "__Host-session"


async def test_an_email_in_any_case_opens_the_account(site: Site) -> None:
    person = await site.add_person()
    async with site.browser() as browser:
        answer = await site.sign_in(browser, f"  {person.email.upper()} ")
        assert (answer.status_code, answer.headers["location"]) == (303, "/en/appointments")
        actor = await accounts.authenticate(site.services.db, browser.cookies[SESSION])
    assert actor is not None
    assert (actor.user_id, actor.role, actor.zone) == (person.id, "patient", "America/Recife")
    assert actor.email_confirmed


async def test_a_cpf_opens_the_account(site: Site) -> None:
    user_id = new_id()
    await site.add_person(id=user_id, **site.document(user_id, CPFS[0]))
    async with site.browser() as browser:
        answer = await site.sign_in(browser, "529.982.247-25")
    assert answer.headers["location"] == "/en/appointments"


async def test_a_crm_with_its_state_opens_a_doctors_account(site: Site) -> None:
    doctor = await site.add_person("doctor")
    async with site.services.db.transaction() as conn:
        await conn.execute(
            "INSERT INTO doctors (id, slug, crm, crm_state, specialty, price_cents, bio)"
            " VALUES (%s, 'ana', '112233', 'MG', 'cardiology', 100, '')",
            (doctor.id,),
        )
    async with site.browser() as browser:
        for spelled in ("112233-MG", "crm/mg 112.233"):
            answer = await site.sign_in(browser, spelled)
            assert answer.headers["location"] == "/en/agenda"
        assert "refused" in (await site.sign_in(browser, "112233-PE")).headers["location"]


async def test_the_cookie_cannot_be_read_by_scripts_or_sent_by_other_sites(site: Site) -> None:
    person = await site.add_person()
    async with site.browser() as browser:
        answer = await site.sign_in(browser, person.email)
    cookie = next(line for line in answer.headers.get_list("set-cookie") if line.startswith(SESSION))
    assert {"Path=/", "Secure", "HttpOnly", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie


async def test_postgres_does_not_know_the_secret(site: Site) -> None:
    person = await site.add_person()
    async with site.browser() as browser:
        await site.sign_in(browser, person.email)
        secret = browser.cookies[SESSION]
    known = "SELECT count(*) FROM sessions WHERE secret_hash = %s"
    assert await site.value(known, secret.encode()) == 0
    assert await site.value(known, sha256(secret.encode()).digest()) == 1


async def test_where_they_were_going_is_kept_only_if_it_is_ours(site: Site) -> None:
    person = await site.add_person()
    form = {"identifier": person.email, "password": PASSWORD}
    async with site.browser() as browser:
        for asked, given in (
            ("/en/book?slot=1", "/en/book?slot=1"),
            ("/en/find?q=☃&city=São Paulo", "/en/appointments"),
            ("/en/find?q=☃&city=São%20Paulo", "/en/find?q=%E2%98%83&city=S%C3%A3o%20Paulo"),
            ("https://evil.example/", "/en/appointments"),
            ("//evil.example", "/en/appointments"),
            ("/\\evil.example", "/en/appointments"),
        ):
            answer = await browser.post("/auth/sign-in", data={**form, "next": asked})
            assert answer.headers["location"] == given


async def test_a_refused_form_keeps_what_was_typed_but_the_password(site: Site) -> None:
    person = await site.add_person()
    async with site.browser() as browser:
        answer = await browser.post(
            "/auth/sign-in", data={"identifier": person.email, "password": "wrong words", "next": "/en/find"}
        )
        assert answer.headers["location"] == "/en/sign-in?refused=sign-in&next=%2Fen%2Ffind"
        assert SESSION not in browser.cookies
        kept = await site.kept(browser, "sign-in")
        assert kept is not None
        assert kept.typed == {"identifier": person.email}
        assert list(kept.errors) == ["password"]
        assert "wrong words" not in repr(kept)
        stored = [await site.services.redis.get(key) for key in await site.services.redis.keys("flash:*")]
        assert stored
        assert person.email.encode().hex().encode() not in b"".join(stored)
        await site.sign_in(browser, person.email)
        assert await site.kept(browser, "sign-in") is None
    async with site.browser() as another:
        await another.post("/auth/sign-out")
        assert await site.kept(another, "sign-in") is None


async def test_a_session_ends_when_it_is_not_used(site: Site) -> None:
    person = await site.add_person("doctor")
    async with site.browser() as browser:
        await site.sign_in(browser, person.email)
        secret = browser.cookies[SESSION]
    with clock_moved(seconds=IDLE["doctor"].total_seconds() - 1):
        assert await accounts.authenticate(site.services.db, secret) is not None
    # That use was written down, so the time begins anew.
    with clock_moved(seconds=2 * IDLE["doctor"].total_seconds() - 2):
        assert await accounts.authenticate(site.services.db, secret) is not None
    with clock_moved(seconds=3 * IDLE["doctor"].total_seconds() + 1):
        assert await accounts.authenticate(site.services.db, secret) is None


async def test_what_the_server_causes_is_no_use_of_a_session(site: Site) -> None:
    person = await site.add_person("doctor")
    async with site.browser() as browser:
        await site.sign_in(browser, person.email)
        secret = browser.cookies[SESSION]
    with clock_moved(seconds=IDLE["doctor"].total_seconds() - 1):
        assert await accounts.authenticate(site.services.db, secret, uses=False) is not None
    with clock_moved(seconds=IDLE["doctor"].total_seconds() + 1):
        assert await accounts.authenticate(site.services.db, secret) is None


async def test_a_session_ends_on_its_last_day_however_much_it_is_used(site: Site) -> None:
    person = await site.add_person()
    async with site.browser() as browser:
        await site.sign_in(browser, person.email)
        secret = browser.cookies[SESSION]
    passed = timedelta()
    while passed + timedelta(days=5) < LIFETIME["patient"]:
        passed += timedelta(days=5)
        with clock_moved(seconds=passed.total_seconds()):
            assert await accounts.authenticate(site.services.db, secret) is not None
    with clock_moved(seconds=LIFETIME["patient"].total_seconds()):
        assert await accounts.authenticate(site.services.db, secret) is None


async def test_signing_out_ends_the_session_and_clears_the_cookie(site: Site) -> None:
    person = await site.add_person()
    async with site.browser() as browser:
        await site.sign_in(browser, person.email)
        secret = browser.cookies[SESSION]
        answer = await browser.post("/auth/sign-out")
        assert answer.headers["location"] == "/en"
        assert SESSION not in browser.cookies
        assert await accounts.authenticate(site.services.db, secret) is None
        assert (await browser.post("/auth/sign-out")).status_code == 303


async def test_a_suspended_person_is_told_so_only_with_the_right_password(site: Site) -> None:
    person = await site.add_person()
    admin = await site.add_person("admin")
    async with site.browser() as browser:
        await site.sign_in(browser, person.email)
        secret = browser.cookies[SESSION]
        async with site.services.db.transaction() as conn:
            await accounts.suspend(conn, site.actor(admin), person.id, "They ask doctors for money.")
        assert await accounts.authenticate(site.services.db, secret) is None
        await site.sign_in(browser, person.email, "wrong words")
        assert "suspended" not in repr(await site.kept(browser, "sign-in"))
        await site.sign_in(browser, person.email)
        assert "suspended" in repr(await site.kept(browser, "sign-in"))
        assert site.services.settings.support_email in repr(await site.kept(browser, "sign-in"))
        async with site.services.db.transaction() as conn:
            await accounts.reinstate(conn, site.actor(admin), person.id)
        assert (await site.sign_in(browser, person.email)).headers["location"] == "/en/appointments"


async def test_at_most_twenty_devices_stay_signed_in(site: Site) -> None:
    person = await site.add_person()
    secrets = []
    for _ in range(22):
        async with site.browser() as browser:
            await site.sign_in(browser, person.email)
            secrets.append(browser.cookies[SESSION])
    alive = [secret for secret in secrets if await accounts.authenticate(site.services.db, secret)]
    assert alive == secrets[2:]
