"""What every call has in common: what is accepted as one, how often, and the description of them all."""

import json
from typing import Any

import pytest

from healthmed_app.accounts import limits
from healthmed_app.api import v1
from healthmed_app.booking import service as booking
from healthmed_app.core.errors import Busy
from infra.web.throttle import Limit
from tests.api.rest import Rest, code_of

JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    ("content", "headers", "expected"),
    [
        (b"{", JSON, (400, "malformed")),
        (b"\xff", JSON, (400, "malformed")),
        (b"[]", JSON, (400, "malformed")),
        (b"[" * 20_000, JSON, (400, "malformed")),
        (b'{"password": "\\ud800", "email": "a@b.co"}', JSON, (400, "malformed")),
        (b"1" * 5_000, JSON, (400, "malformed")),
        (b"", {}, (400, "malformed")),
        (b"{}", {}, (415, "not_json")),
        (b"email=x", {"content-type": "application/x-www-form-urlencoded"}, (415, "not_json")),
        (b"{}", {"content-type": "application/xml"}, (415, "not_json")),
        (b" " * 70_000, JSON, (413, "too_large")),
        (b'{"password": "' + b"x" * 600 + b'"}', JSON, (400, "malformed")),
    ],
)
async def test_what_is_no_call_is_refused(
    slow: Rest, content: bytes, headers: dict[str, str], expected: tuple[int, str]
) -> None:
    async with slow.program() as program:
        answer = await program.post("/users/login", content=content, headers=headers)
    assert code_of(answer) == expected


async def test_control_characters_are_taken_out(slow: Rest) -> None:
    async with slow.program() as program:
        body = {"email": "a\x00@example.com", "password": "x"}
        assert code_of(await program.post("/users/login", json=body)) == (401, "wrong_password")
        assert (await program.get("/users/doctors?full_name=%00&city=%00")).status_code == 200


async def test_what_is_not_there_answers_in_the_same_form(slow: Rest) -> None:
    async with slow.program() as program:
        assert code_of(await program.get("/nothing")) == (404, "not_found")
        wrong = await program.patch("/users/me")
        assert code_of(wrong) == (405, "method_not_allowed")
        assert set(wrong.headers["allow"].split(", ")) >= {"GET"}


async def test_answers_are_kept_by_no_cache_and_have_a_number(slow: Rest) -> None:
    async with slow.program() as program:
        answers = [await program.get("/users/me"), await program.get("/users/doctors")]
    for answer in answers:
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-request-id"]


async def test_too_many_calls_of_a_token_or_a_place_wait(slow: Rest, monkeypatch: pytest.MonkeyPatch) -> None:
    person, other = await slow.site.add_person(), await slow.site.add_person()
    monkeypatch.setattr(limits, "_CALLS", Limit("api-session", 3, 60))
    async with slow.program(await slow.token(person.id)) as program:
        for _ in range(3):
            assert (await program.get("/users/me")).status_code == 200
        stopped = await program.get("/users/me")
    assert code_of(stopped) == (429, "too_many")
    assert 1 <= int(stopped.headers["retry-after"]) <= 120
    async with slow.program(await slow.token(other.id)) as program:
        assert (await program.get("/users/me")).status_code == 200
    monkeypatch.setattr(limits, "_CALLS_PLACE", Limit("api-place-test", 2, 60))
    async with slow.program() as program:
        answers = [await program.get("/users/doctors") for _ in range(3)]
        elsewhere = await program.get("/users/doctors", headers={"x-forwarded-for": "198.51.100.5"})
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert elsewhere.status_code == 200


async def test_a_full_backlog_says_when_to_come_back_and_what_is_free(
    slow: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    doctor, patient = await slow.world.doctor(), await slow.world.patient()
    slots = [str(one) for one in await slow.world.slots(doctor, 2)]

    async def full(*_args: Any, **_options: Any) -> None:
        raise Busy

    monkeypatch.setattr(booking, "book", full)
    answer = await slow.call(patient, "POST", "/appointments", {"schedule_id": slots[0]})
    assert code_of(answer) == (503, "busy")
    assert answer.headers["retry-after"] == "60"
    assert slots[1] in {one["schedule_id"] for one in answer.json()["alternatives"]}


async def test_a_fault_is_numbered_and_says_nothing(slow: Rest, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_args: Any, **_options: Any) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(booking, "next_free", broken)
    async with slow.program() as program:
        program._transport.raise_app_exceptions = False  # type: ignore[attr-defined]
        answer = await program.get("/users/doctors")
    assert code_of(answer) == (500, "fault")
    assert answer.headers["x-request-id"] in answer.json()["detail"]
    assert "secret" not in answer.text


def _operations() -> list[tuple[str, str, dict[str, Any]]]:
    paths = v1.build().openapi()["paths"]
    return [(method, path, one) for path, of_path in paths.items() for method, one in of_path.items()]


async def test_the_description_is_served(slow: Rest) -> None:
    async with slow.program() as program:
        described = (await program.get("/openapi.json")).json()
    assert described == json.loads(json.dumps(v1.build().openapi()))
    assert described["servers"] == [{"url": "/api/v1"}]


@pytest.mark.parametrize(("method", "path", "one"), _operations())
def test_each_operation_has_an_example_of_what_it_takes_and_gives(
    method: str, path: str, one: dict[str, Any]
) -> None:
    assert one["summary"]
    assert one["description"]
    for kind, content in one.get("requestBody", {"content": {}})["content"].items():
        assert kind == "multipart/form-data" or content["example"], path
    answers = {status: answer for status, answer in one["responses"].items() if status < "300"}
    for status, answer in answers.items():
        for kind, content in answer.get("content", {}).items():
            assert kind != "application/json" or content["example"], (method, path, status)
    assert {"400", "401", "403", "404", "409", "413", "415", "422", "429", "503"} <= set(one["responses"])
