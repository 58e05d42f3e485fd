"""People who sign in with two steps, through the forms, and the codes that their app shows."""

from datetime import timedelta

import httpx
from pyotp.totp import TOTP

from healthmed_app.accounts import two_factor_codes
from healthmed_app.accounts.queries import Person
from healthmed_app.core import clock
from healthmed_app.core.ids import new_id
from tests.site import PASSWORD, Site

SESSION, WAITING = "__Host-session", "__Host-sign-in"
STEP = 30


async def secret_of(site: Site, person: Person) -> str:
    """Return the secret in the app of a person."""
    sealed = await site.value("SELECT secret_sealed FROM two_factors WHERE user_id = %s", person.id)
    return two_factor_codes.open_secret(site.services.keyring, person.id, sealed)


async def shown_by_app(site: Site, person: Person, *, steps_ahead: int = 0) -> str:
    """Return the code that a person's app shows now, or some steps from now."""
    moment = clock.now() + timedelta(seconds=STEP * steps_ahead)
    return TOTP(await secret_of(site, person)).at(moment)


async def turn_on(site: Site, browser: httpx.AsyncClient, person: Person) -> list[str]:
    """Turn two-step sign-in on in a browser that is signed in; return the recovery codes.

    The first code is of the step before, so that the one of now is free for the test.
    """
    answer = await browser.post("/auth/two-step/begin", data={"password": PASSWORD})
    assert answer.headers["location"] == "/en/account/two-step"
    code = await shown_by_app(site, person, steps_ahead=-1)
    answer = await browser.post("/auth/two-step/confirm", data={"code": code})
    assert answer.headers["location"] == "/en/account/two-step?done=on", await site.kept(
        browser, "two-step/confirm"
    )
    kept = await site.kept(browser, f"recovery-codes:{person.id}")
    assert kept is not None
    return kept.typed["codes"].split()


async def protected(site: Site, role: str = "patient", **changes: object) -> tuple[Person, list[str]]:
    """Return a person who signs in with two steps, and their recovery codes."""
    user_id = new_id()
    person = await site.add_person(role, id=user_id, **changes)  # type: ignore[arg-type]
    async with site.browser(address="192.0.2.77") as browser:
        await site.sign_in(browser, person.email)
        return person, await turn_on(site, browser, person)
