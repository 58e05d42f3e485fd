"""Medical reports over REST: a draft is its author's alone, what is signed is the patient's too, and never changes."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.api.cells import DOCTOR, Cell, Scene, scene
from tests.api.rest import NOWHERE, Rest, code_of, fields_of, rest_of
from tests.site import PASSWORD, open_site

BEGUN = Cell(
    "POST", "/appointments/{appointment_id}/medical-reports", DOCTOR, {"password": PASSWORD}, "in_progress"
)
WRITTEN = {"comment": "Tension headache. Rest and water."}
SIGNED = {**WRITTEN, "password": PASSWORD}


@pytest.fixture
async def rest(database_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[Rest]:
    async with open_site(database_url, redis_url, tmp_path) as opened:
        yield rest_of(opened)


@pytest.fixture
async def its(rest: Rest) -> Scene:
    return await scene(rest, BEGUN, "doctor")


async def call(rest: Rest, its: Scene, role: str, method: str, body: Any = None, one: object = "") -> Any:
    path = its.filled(BEGUN.path) + (f"/{one}" if one else "")
    return await rest.call(its.actors[role], method, path, body)


def user_of(its: Scene, role: str) -> UUID:
    actor = its.actors[role]
    assert actor
    return actor.user_id


async def test_a_draft_is_its_authors_alone_until_it_is_signed(rest: Rest, its: Scene) -> None:
    made = await call(rest, its, "doctor", "POST", WRITTEN)
    assert made.status_code == 201
    draft = made.json()
    assert (draft["status"], draft["comment"], draft["version"]) == ("draft", WRITTEN["comment"], 0)
    assert (await call(rest, its, "doctor", "GET")).json()["items"] == [draft]
    assert (await call(rest, its, "patient", "GET")).json()["items"] == []
    assert code_of(await call(rest, its, "patient", "GET", one=draft["id"])) == (404, "not_found")
    again = {"comment": "Migraine.", "password": PASSWORD}
    signed = (await call(rest, its, "doctor", "PUT", again, draft["id"])).json()
    assert (signed["status"], signed["comment"], signed["version"]) == ("signed", "Migraine.", 1)
    seen = (await call(rest, its, "patient", "GET", one=signed["id"])).json()
    assert seen["comment"] == "Migraine."
    assert seen["verification_code"]
    assert (await call(rest, its, "patient", "GET")).json()["items"] == [seen]
    opened = "SELECT count(*) FROM access_ledger WHERE act = 'report.opened' AND actor_id = %s"
    for role, times in (("doctor", 1), ("patient", 2)):
        assert await rest.site.value(opened, user_of(its, role)) == times


async def test_what_is_signed_is_only_amended_with_a_reason_and_the_password(rest: Rest, its: Scene) -> None:
    first = (await call(rest, its, "doctor", "POST", SIGNED)).json()
    assert code_of(await call(rest, its, "doctor", "POST", WRITTEN)) == (409, "signed")
    amended = {"comment": "Migraine.", "password": PASSWORD}
    refused = await call(rest, its, "doctor", "PUT", amended, first["id"])
    assert code_of(refused) == (422, "invalid")
    assert fields_of(refused) == {"reason"}
    seen = (await call(rest, its, "patient", "GET", one=first["id"])).json()
    assert (seen["version"], seen["comment"]) == (1, WRITTEN["comment"])
    amended["reason"] = "The pain is on one side."
    second = (await call(rest, its, "doctor", "PUT", amended, first["id"])).json()
    assert (second["version"], second["comment"]) == (2, "Migraine.")
    assert second["verification_code"] != first["verification_code"]


async def test_a_wrong_password_signs_nothing_and_keeps_what_was_written(rest: Rest, its: Scene) -> None:
    refused = await call(rest, its, "doctor", "POST", {**WRITTEN, "password": "wrong words"})
    assert code_of(refused)[0] == 422
    assert fields_of(refused) == {"password"}
    assert (await call(rest, its, "doctor", "GET")).json()["items"][0]["status"] == "draft"
    assert (await call(rest, its, "patient", "GET")).json()["items"] == []


async def test_a_report_of_another_id_is_not_there(rest: Rest, its: Scene) -> None:
    await call(rest, its, "doctor", "POST", SIGNED)
    assert code_of(await call(rest, its, "doctor", "GET", one=NOWHERE)) == (404, "not_found")
    assert code_of(await call(rest, its, "doctor", "PUT", WRITTEN, NOWHERE)) == (404, "not_found")


async def test_before_the_visit_has_begun_nothing_is_written(rest: Rest) -> None:
    its = await scene(rest, Cell("GET", BEGUN.path, DOCTOR), "doctor")
    assert code_of(await call(rest, its, "doctor", "POST", WRITTEN)) == (409, "not_begun")
