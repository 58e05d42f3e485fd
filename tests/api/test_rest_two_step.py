"""Signing in for a token where two-step sign-in is on: the same codes and the same limits as on the page."""

from dataclasses import replace
from typing import Any

import pytest

from healthmed_app import bootstrap
from healthmed_app.accounts.queries import Person
from tests.api.rest import Rest, code_of, fields_of
from tests.site import PASSWORD
from tests.two_step import protected, shown_by_app


async def login(rest: Rest, person: Person, otp: str | None = None, **changes: Any) -> Any:
    headers = changes.pop("headers", {})
    body = {"email": person.email, "password": PASSWORD, "otp": otp, **changes}
    return await rest.call(None, "POST", "/users/login", body, **headers)


async def test_a_code_of_the_app_is_wanted_and_used_up(slow: Rest) -> None:
    person, _codes = await protected(slow.site)
    for otp in (None, "", "  "):
        missing = await login(slow, person, otp)
        assert (code_of(missing), fields_of(missing)) == ((401, "otp_required"), {"otp"})
    code = await shown_by_app(slow.site, person)
    answer = await login(slow, person, code)
    assert answer.status_code == 200, answer.text
    async with slow.program(answer.json()["token"]) as program:
        assert (await program.get("/users/me")).json()["email"] == person.email
    again = await login(slow, person, code)
    assert (code_of(again), fields_of(again)) == ((401, "wrong_otp"), {"otp"})


async def test_a_recovery_code_does_too_once(slow: Rest) -> None:
    person, codes = await protected(slow.site)
    assert (await login(slow, person, codes[0])).status_code == 200
    assert code_of(await login(slow, person, codes[0])) == (401, "wrong_otp")
    assert code_of(await login(slow, person, "12")) == (401, "wrong_otp")


async def test_without_the_password_no_code_is_asked_for(slow: Rest) -> None:
    person, codes = await protected(slow.site)
    wrong = await login(slow, person, codes[0], password="other words")
    assert code_of(wrong) == (401, "wrong_password")
    assert (await login(slow, person, codes[0])).status_code == 200


async def test_guessing_codes_is_stopped_there_alone(slow: Rest) -> None:
    person, codes = await protected(slow.site)
    for number in range(6):
        assert code_of(await login(slow, person, f"{number:06}")) == (401, "wrong_otp")
    stopped = await login(slow, person, codes[0])
    assert code_of(stopped) == (429, "too_many")
    assert int(stopped.headers["retry-after"]) >= 1
    elsewhere = {"x-forwarded-for": "198.51.100.4"}
    assert (await login(slow, person, codes[0], headers=elsewhere)).status_code == 200


async def test_who_must_have_it_can_do_nothing_with_a_token_before(
    slow: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    its = slow.site.services
    required = replace(its, settings=its.settings.model_copy(update={"require_totp": True}))
    monkeypatch.setattr(bootstrap, "_services", required)
    doctor, patient = await slow.world.doctor(), await slow.world.patient()
    for method, path in (("GET", "/users/me"), ("GET", "/schedules"), ("PUT", "/users/me")):
        body = {} if method == "PUT" else None
        assert code_of(await slow.call(doctor, method, path, body)) == (403, "two_factor_wanted")
    assert (await slow.call(patient, "GET", "/users/me")).status_code == 200
