"""A doctor's times over REST: as their doctor, another doctor, a patient, an administrator and nobody."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api.rest import NOWHERE, Rest, code_of, fields_of


def at(days: int, hour: int, minute: int = 0) -> str:
    """Return a moment as the first clients write it, on the wall clock of the doctor."""
    return f"{(datetime.now(UTC) + timedelta(days=days)).date()} {hour:02}:{minute:02}"


async def test_a_doctor_adds_a_time_by_hand_once(rest: Rest) -> None:
    doctor, patient = await rest.world.doctor(), await rest.world.patient()
    await rest.world.run(
        "UPDATE calendars SET time_zone = 'America/Recife' WHERE doctor_id = %s", doctor.user_id
    )
    body = {"date_time_available": at(3, 10), "active": True}
    made = await rest.call(doctor, "POST", "/schedules", body)
    assert made.status_code == 201, made.text
    slot = made.json()
    assert slot["date_time_available"] == f"{at(3, 10).replace(' ', 'T')}:00-03:00"
    assert slot["by_hand"]
    address = made.headers["location"].removeprefix("/api/v1")
    assert (await rest.call(doctor, "GET", address)).json() == slot
    assert code_of(await rest.call(doctor, "POST", "/schedules", body)) == (409, "slot_overlaps")
    booked = await rest.call(patient, "POST", "/appointments", {"schedule_id": slot["id"]})
    assert booked.status_code == 201
    for method, change in (("PUT", {"active": False}), ("PUT", {"date_time_available": at(3, 12)})):
        refused = await rest.call(doctor, method, address, change)
        assert code_of(refused) == (409, "slot_in_use")
    assert code_of(await rest.call(doctor, "DELETE", address)) == (409, "slot_in_use")


async def test_a_time_is_moved_also_onto_itself(rest: Rest) -> None:
    doctor = await rest.world.doctor()
    old = (await rest.call(doctor, "POST", "/schedules", {"date_time_available": at(3, 10)})).json()
    moved = await rest.call(doctor, "PUT", f"/schedules/{old['id']}", {"date_time_available": at(3, 10, 15)})
    assert moved.status_code == 200, moved.text
    new = moved.json()
    assert new["id"] != old["id"]
    assert code_of(await rest.call(doctor, "GET", f"/schedules/{old['id']}")) == (404, "not_found")
    listed = (await rest.call(doctor, "GET", "/schedules")).json()["items"]
    assert listed == [new]
    other = (await rest.call(doctor, "POST", "/schedules", {"date_time_available": at(3, 12)})).json()
    onto = await rest.call(doctor, "PUT", f"/schedules/{new['id']}", {"date_time_available": at(3, 12)})
    assert code_of(onto) == (409, "slot_overlaps")
    past = await rest.call(doctor, "PUT", f"/schedules/{new['id']}", {"date_time_available": at(-3, 12)})
    assert code_of(past) == (422, "offer_too_soon")
    assert (await rest.call(doctor, "GET", "/schedules")).json()["items"] == [new, other]
    same = await rest.call(
        doctor, "PUT", f"/schedules/{new['id']}", {"date_time_available": new["date_time_available"]}
    )
    assert same.json() == new


async def test_a_time_is_taken_away(rest: Rest) -> None:
    doctor = await rest.world.doctor()
    one, other = await rest.world.slots(doctor, 2)
    gone = await rest.call(doctor, "DELETE", f"/schedules/{one}")
    assert (gone.status_code, gone.text) == (204, "")
    assert code_of(await rest.call(doctor, "DELETE", f"/schedules/{one}")) == (404, "not_found")
    off = await rest.call(doctor, "PUT", f"/schedules/{other}", {"active": False})
    assert (off.status_code, off.json()["active"]) == (200, False)
    assert (await rest.call(doctor, "GET", "/schedules")).json()["items"] == []


async def test_the_same_key_adds_once(rest: Rest) -> None:
    doctor = await rest.world.doctor()
    body, key = {"date_time_available": at(3, 10)}, {"Idempotency-Key": "k"}
    first = await rest.call(doctor, "POST", "/schedules", body, **key)
    again = await rest.call(doctor, "POST", "/schedules", body, **key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    one = f"/schedules/{first.json()['id']}"
    move = {"date_time_available": at(3, 12)}
    moved = [await rest.call(doctor, "PUT", one, move, **{"Idempotency-Key": "m"}) for _ in range(2)]
    assert [answer.status_code for answer in moved] == [200, 200]
    assert moved[0].json() == moved[1].json()
    assert code_of(await rest.call(doctor, "PUT", one, move)) == (404, "not_found")
    assert code_of(await rest.call(doctor, "PUT", one, {})) == (404, "not_found")
    other = f"/schedules/{moved[0].json()['id']}"
    removed = [await rest.call(doctor, "DELETE", other, **{"Idempotency-Key": "d"}) for _ in range(2)]
    assert [answer.status_code for answer in removed] == [204, 204]


async def test_what_is_not_decided_in_time_is_a_request(slow: Rest) -> None:
    doctor = await slow.world.doctor()
    answer = await slow.call(doctor, "POST", "/schedules", {"date_time_available": at(3, 10)})
    assert answer.status_code == 202
    await slow.world.settle()
    decided = await slow.call(doctor, "GET", answer.headers["location"].removeprefix("/api/v1"))
    assert decided.json()["status"] == "edited"
    (slot,) = (await slow.call(doctor, "GET", "/schedules")).json()["items"]
    assert slot["id"] == answer.json()["id"]
    late = await slow.call(doctor, "DELETE", f"/schedules/{slot['id']}")
    assert late.status_code == 202


async def test_times_are_paged(slow: Rest) -> None:
    doctor = await slow.world.doctor()
    slots = [str(one) for one in await slow.world.slots(doctor, 5)]
    seen: list[str] = []
    cursor = ""
    for _ in range(3):
        page = (await slow.call(doctor, "GET", f"/schedules?limit=2{cursor}")).json()
        seen += [one["id"] for one in page["items"]]
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == slots
    assert cursor == "&cursor=None"
    for bad in ("x", "MQ", "MDAwMS0wMS0wMVQwMDowMDowMCsxNDowMA"):
        assert code_of(await slow.call(doctor, "GET", f"/schedules?cursor={bad}")) == (422, "invalid")


@pytest.mark.parametrize(
    "body",
    [
        {"date_time_available": "soon"},
        {"date_time_available": "2026-12-01 10:00:30"},
        {"date_time_available": "9999-12-31T23:59-14:00"},
        {"date_time_available": ""},
    ],
)
async def test_what_is_no_time_is_refused(slow: Rest, body: dict[str, Any]) -> None:
    doctor = await slow.world.doctor()
    refused = await slow.call(doctor, "POST", "/schedules", body)
    assert (code_of(refused), fields_of(refused)) == ((422, "invalid"), {"date_time_available"})


async def test_who_may_not(rest: Rest) -> None:
    doctor, other = await rest.world.doctor(), await rest.world.doctor()
    patient, admin = await rest.world.patient(), await rest.world.person("admin")
    (slot,) = await rest.world.slots(doctor, 1)
    calls: list[tuple[str, str, Any]] = [
        ("GET", "/schedules", None),
        ("POST", "/schedules", {"date_time_available": at(3, 10)}),
        ("GET", f"/schedules/{slot}", None),
        ("PUT", f"/schedules/{slot}", {"active": False}),
        ("DELETE", f"/schedules/{slot}", None),
    ]
    for method, path, body in calls:
        assert code_of(await rest.call(None, method, path, body)) == (401, "not_signed_in")
        for who in (patient, admin):
            assert code_of(await rest.call(who, method, path, body)) == (403, "forbidden")
        if path != "/schedules":
            for address in (path, f"/schedules/{NOWHERE}", "/schedules/7"):
                assert code_of(await rest.call(other, method, address, body)) == (404, "not_found")
    assert [one["id"] for one in (await rest.call(doctor, "GET", "/schedules")).json()["items"]] == [
        str(slot)
    ]
