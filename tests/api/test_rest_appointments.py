"""Appointments over REST: each route as their patient, their doctor, another owner, an administrator and nobody."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from healthmed_app.booking import service
from healthmed_app.booking.outcomes import Outcome
from healthmed_app.core.access import Actor
from tests.api.rest import NOWHERE, Rest, code_of, fields_of


async def booked(rest: Rest, patient: Actor, doctor: Actor) -> str:
    (slot,) = await rest.world.slots(doctor, 1)
    answer = await rest.call(patient, "POST", "/appointments", {"schedule_id": str(slot)})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def test_a_patient_books_reads_and_the_doctor_confirms_starts_and_concludes(rest: Rest) -> None:
    doctor, patient = await rest.world.doctor(), await rest.world.patient()
    await rest.world.run(
        "UPDATE calendars SET time_zone = 'America/Recife' WHERE doctor_id = %s", doctor.user_id
    )
    (slot,) = await rest.world.slots(doctor, 1)
    starts = await rest.site.value("SELECT starts_at FROM slots WHERE id = %s", slot)
    local = starts.astimezone(ZoneInfo("America/Recife"))
    answer = await rest.call(
        patient,
        "POST",
        "/appointments",
        {
            "schedule_id": str(slot),
            "doctor_id": str(doctor.user_id),
            "date_time": f"{local:%Y-%m-%d %H:%M}",
            "reason": "A check-up",
        },
    )
    assert answer.status_code == 201
    made = answer.json()
    assert answer.headers["location"] == f"/api/v1/appointments/{made['id']}"
    assert made["status"] == "waiting_for_confirmation"
    assert made["date_time"] == local.isoformat()
    assert made["date_time"].endswith("-03:00")
    assert made["reason"] == "A check-up"
    assert made["price"] == 250
    one = f"/appointments/{made['id']}"
    for reader in (patient, doctor):
        assert (await rest.call(reader, "GET", one)).json() == made
        page = (await rest.call(reader, "GET", "/appointments")).json()
        assert page == {"items": [made], "next_cursor": None}
    confirmed = await rest.call(doctor, "POST", f"{one}/confirm", {"confirmed": True})
    assert (confirmed.status_code, confirmed.json()["status"]) == (200, "confirmed")
    assert confirmed.json()["answer_by"] is None
    early = await rest.call(doctor, "POST", f"{one}/start")
    assert code_of(early) == (422, "too_early")
    await rest.world.run(
        "UPDATE appointments SET starts_at = %s, during = tstzrange(%s, %s) WHERE id = %s",
        *(datetime.now(UTC) - timedelta(minutes=5),) * 2,
        datetime.now(UTC) + timedelta(minutes=25),
        UUID(made["id"]),
    )
    assert (await rest.call(doctor, "POST", f"{one}/start")).json()["status"] == "in_progress"
    assert (await rest.call(doctor, "POST", f"{one}/conclude")).json()["status"] == "concluded"
    assert code_of(await rest.call(patient, "POST", f"{one}/cancel", {"reason": "No"})) == (
        409,
        "appointment_gone",
    )


async def test_a_time_that_was_taken_comes_with_alternatives(rest: Rest) -> None:
    doctor, winner, loser = await rest.world.doctor(), await rest.world.patient(), await rest.world.patient()
    slots = [str(one) for one in await rest.world.slots(doctor, 3)]
    assert (await rest.call(winner, "POST", "/appointments", {"schedule_id": slots[0]})).status_code == 201
    lost = await rest.call(loser, "POST", "/appointments", {"schedule_id": slots[0]})
    assert code_of(lost) == (409, "slot_taken")
    offered = lost.json()["alternatives"]
    assert [one["schedule_id"] for one in offered] == slots[1:]
    again = await rest.call(loser, "POST", "/appointments", {"schedule_id": offered[0]["schedule_id"]})
    assert again.status_code == 201


async def test_the_same_key_is_the_same_request(rest: Rest) -> None:
    doctor, patient = await rest.world.doctor(), await rest.world.patient()
    one, other = await rest.world.slots(doctor, 2)
    body, key = {"schedule_id": str(one)}, {"Idempotency-Key": "order-7"}
    answers = await asyncio.gather(
        *(rest.call(patient, "POST", "/appointments", body, **key) for _ in range(4))
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    reused = await rest.call(patient, "POST", "/appointments", {"schedule_id": str(other)}, **key)
    assert code_of(reused) == (422, "key_reused")
    stranger = await rest.world.patient()
    assert (
        await rest.call(stranger, "POST", "/appointments", {"schedule_id": str(other)}, **key)
    ).status_code == 201


@pytest.mark.parametrize("spoil", ["attempts = 3", "decide_by = received_at - interval '1 hour'"])
async def test_after_a_failure_of_ours_the_same_key_asks_anew(slow: Rest, spoil: str) -> None:
    doctor, patient = await slow.world.doctor(), await slow.world.patient()
    (slot,) = await slow.world.slots(doctor, 1)
    body, key = {"schedule_id": str(slot)}, {"Idempotency-Key": "order-7"}
    first = await slow.call(patient, "POST", "/appointments", body, **key)
    assert first.status_code == 202
    await slow.world.run(f"UPDATE booking_requests SET {spoil}")
    await slow.world.settle()
    said = (await slow.call(patient, "GET", first.headers["location"].removeprefix("/api/v1"))).json()
    assert said["code"] in {"failed", "stale"}
    second = await slow.call(patient, "POST", "/appointments", body, **key)
    assert second.status_code == 202
    assert second.json()["id"] != first.json()["id"]
    await slow.world.settle()
    third = await slow.call(patient, "POST", "/appointments", body, **key)
    assert (third.status_code, third.json()["status"]) == (201, "waiting_for_confirmation")


async def test_a_failure_of_ours_says_when_to_ask_again(slow: Rest, monkeypatch: pytest.MonkeyPatch) -> None:
    doctor, patient = await slow.world.doctor(), await slow.world.patient()
    (slot,) = await slow.world.slots(doctor, 1)

    async def failed(_booking: Any, request_id: UUID, _seconds: float) -> Outcome:
        return Outcome(request_id, "failed")

    monkeypatch.setattr(service, "wait", failed)
    answer = await slow.call(patient, "POST", "/appointments", {"schedule_id": str(slot)})
    assert code_of(answer) == (503, "failed")
    assert answer.headers["retry-after"] == "5"


async def test_what_is_not_decided_in_time_is_a_request_to_poll(slow: Rest) -> None:
    doctor, patient, stranger = (
        await slow.world.doctor(),
        await slow.world.patient(),
        await slow.world.patient(),
    )
    (slot,) = await slow.world.slots(doctor, 1)
    answer = await slow.call(patient, "POST", "/appointments", {"schedule_id": str(slot)})
    assert answer.status_code == 202
    assert answer.headers["retry-after"] == "1"
    assert answer.json()["status"] == "in_line"
    assert answer.json()["place"] == 1
    address = answer.headers["location"].removeprefix("/api/v1")
    assert (await slow.call(patient, "GET", address)).json() == answer.json()
    assert code_of(await slow.call(stranger, "GET", address)) == (404, "not_found")
    assert code_of(await slow.call(doctor, "GET", address)) == (404, "not_found")
    assert code_of(await slow.call(None, "GET", address)) == (401, "not_signed_in")
    await slow.world.settle()
    decided = (await slow.call(patient, "GET", address)).json()
    assert decided["status"] == "booked"
    made = await slow.call(patient, "GET", f"/appointments/{decided['appointment_id']}")
    assert made.json()["status"] == "waiting_for_confirmation"


async def test_a_refused_request_says_why_when_it_is_polled(slow: Rest) -> None:
    doctor, one, other = await slow.world.doctor(), await slow.world.patient(), await slow.world.patient()
    slot = (await slow.world.slots(doctor, 2))[0]
    await slow.call(one, "POST", "/appointments", {"schedule_id": str(slot)})
    late = await slow.call(other, "POST", "/appointments", {"schedule_id": str(slot)})
    await slow.world.settle()
    said = (await slow.call(other, "GET", f"/requests/{late.json()['id']}")).json()
    assert (said["status"], said["code"]) == ("refused", "slot_taken")
    assert said["detail"].startswith("Someone else took this time")
    assert len(said["alternatives"]) == 1


async def test_a_patient_moves_an_appointment(rest: Rest) -> None:
    doctor, patient, stranger = (
        await rest.world.doctor(),
        await rest.world.patient(),
        await rest.world.patient(),
    )
    first, second, third = await rest.world.slots(doctor, 3)
    made = (await rest.call(patient, "POST", "/appointments", {"schedule_id": str(first)})).json()
    one = f"/appointments/{made['id']}"
    moved = await rest.call(patient, "PUT", one, {"schedule_id": str(second)})
    assert (moved.status_code, moved.json()["schedule_id"]) == (200, str(second))
    assert moved.json()["id"] == made["id"]
    assert code_of(await rest.call(patient, "PUT", one, {"schedule_id": str(second)})) == (422, "same_time")
    assert code_of(await rest.call(stranger, "PUT", one, {"schedule_id": str(third)})) == (404, "not_found")
    assert code_of(await rest.call(doctor, "PUT", one, {"schedule_id": str(third)})) == (403, "forbidden")
    assert code_of(await rest.call(None, "PUT", one, {"schedule_id": str(third)})) == (401, "not_signed_in")
    assert code_of(await rest.call(patient, "PUT", one, {"schedule_id": str(NOWHERE)})) == (404, "not_found")


async def test_a_doctor_declines_with_a_reason(rest: Rest) -> None:
    doctor, patient = await rest.world.doctor(), await rest.world.patient()
    one = f"/appointments/{await booked(rest, patient, doctor)}"
    silent = await rest.call(doctor, "PUT", f"{one}/confirmation", {"confirmed": False})
    assert code_of(silent) == (422, "invalid")
    assert fields_of(silent) == {"reason"}
    declined = await rest.call(
        doctor, "PUT", f"{one}/confirmation", {"confirmed": False, "reason": "Away that day"}
    )
    assert declined.status_code == 200
    seen = (await rest.call(patient, "GET", one)).json()
    assert (seen["status"], seen["cancelled_by"], seen["cancel_reason"]) == (
        "cancelled",
        "doctor",
        "Away that day",
    )


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/cancel", {"reason": "Ill"}),
        ("DELETE", "", {"reason": "Ill"}),
        ("DELETE", "?reason=Ill", None),
    ],
)
async def test_both_sides_call_off_with_a_reason(
    rest: Rest, method: str, path: str, body: dict[str, str] | None
) -> None:
    doctor, patient, stranger = (
        await rest.world.doctor(),
        await rest.world.patient(),
        await rest.world.patient(),
    )
    one = f"/appointments/{await booked(rest, patient, doctor)}"
    assert code_of(await rest.call(stranger, method, f"{one}{path}", body)) == (404, "not_found")
    cancelled = await rest.call(doctor, method, f"{one}{path}", body)
    assert cancelled.status_code == 200
    assert (cancelled.json()["status"], cancelled.json()["cancelled_by"]) == ("cancelled", "doctor")
    assert cancelled.json()["cancel_reason"] == "Ill"


async def test_no_reason_is_refused(rest: Rest) -> None:
    doctor, patient = await rest.world.doctor(), await rest.world.patient()
    one = f"/appointments/{await booked(rest, patient, doctor)}"
    assert code_of(await rest.call(patient, "DELETE", one)) == (422, "invalid")
    assert code_of(await rest.call(patient, "POST", f"{one}/cancel", {})) == (400, "malformed")
    assert (await rest.call(patient, "GET", one)).json()["status"] == "waiting_for_confirmation"


VERBS: list[tuple[str, str, Any]] = [
    ("GET", "", None),
    ("PUT", "", {"schedule_id": str(NOWHERE)}),
    ("DELETE", "", {"reason": "Ill"}),
    ("POST", "/cancel", {"reason": "Ill"}),
    ("POST", "/confirm", {"confirmed": True}),
    ("PUT", "/confirmation", {"confirmed": False, "reason": "Away"}),
    ("POST", "/start", None),
    ("POST", "/conclude", None),
]


@pytest.mark.parametrize(("method", "path", "body"), VERBS)
async def test_who_may_not(rest: Rest, method: str, path: str, body: Any) -> None:
    doctor, patient = await rest.world.doctor(), await rest.world.patient()
    other_doctor, other = await rest.world.doctor(), await rest.world.patient()
    admin = await rest.world.person("admin")
    one = f"/appointments/{await booked(rest, patient, doctor)}{path}"
    assert code_of(await rest.call(None, method, one, body)) == (401, "not_signed_in")
    of_patients, of_doctors = method == "PUT" and path == "", path.strip("/") not in {"", "cancel"}
    for stranger in (other, other_doctor, admin):
        status = code_of(await rest.call(stranger, method, one, body))[0]
        role_may = {"patient": not of_doctors, "doctor": not of_patients, "admin": method == "GET"}
        assert status == (404 if role_may[stranger.role] else 403), stranger.role
    if of_doctors:
        assert code_of(await rest.call(patient, method, one, body)) == (403, "forbidden")
    seen = (await rest.call(patient, "GET", one.removesuffix(path))).json()
    assert seen["status"] == "waiting_for_confirmation"


async def test_only_patients_with_a_confirmed_address_book(rest: Rest) -> None:
    doctor, admin = await rest.world.doctor(), await rest.world.person("admin")
    unconfirmed = await rest.world.person("patient", email_confirmed_at=None)
    (slot,) = await rest.world.slots(doctor, 1)
    body = {"schedule_id": str(slot)}
    assert code_of(await rest.call(None, "POST", "/appointments", body)) == (401, "not_signed_in")
    assert code_of(await rest.call(doctor, "POST", "/appointments", body)) == (403, "forbidden")
    assert code_of(await rest.call(admin, "POST", "/appointments", body)) == (403, "forbidden")
    assert code_of(await rest.call(admin, "GET", "/appointments")) == (403, "forbidden")
    assert code_of(await rest.call(unconfirmed, "POST", "/appointments", body)) == (
        403,
        "email_not_confirmed",
    )


async def test_what_does_not_fit_the_time_is_refused(rest: Rest) -> None:
    doctor, other, patient = await rest.world.doctor(), await rest.world.doctor(), await rest.world.patient()
    (slot,) = await rest.world.slots(doctor, 1)
    cases: list[tuple[dict[str, Any], str]] = [
        ({"doctor_id": str(other.user_id)}, "doctor_id"),
        ({"date_time": "2026-12-01 10:00"}, "date_time"),
        ({"date_time": "tomorrow"}, "date_time"),
        ({"date_time": "0001-01-01T00:00:00+14:00"}, "date_time"),
        ({"reason": "x" * 1_001}, ""),
    ]
    for more, field in cases:
        answer = await rest.call(patient, "POST", "/appointments", {"schedule_id": str(slot), **more})
        status, _ = code_of(answer)
        assert (status, fields_of(answer)) == ((422, {field}) if field else (400, {"reason"})), more
    assert code_of(await rest.call(patient, "POST", "/appointments", {"schedule_id": "7"})) == (
        404,
        "not_found",
    )


async def test_lists_are_paged_and_show_no_hold(rest: Rest) -> None:
    doctor, patient = await rest.world.doctor(), await rest.world.patient()
    slots = await rest.world.slots(doctor, 5)
    made = [
        (await rest.call(patient, "POST", "/appointments", {"schedule_id": str(slot)})).json()["id"]
        for slot in slots[:3]
    ]
    ticket = await service.hold(rest.world.booking, patient, slots[4])
    assert await service.wait(rest.world.booking, ticket.request_id, 10)
    for reader in (patient, doctor):
        seen: list[str] = []
        cursor = ""
        while True:
            page = (await rest.call(reader, "GET", f"/appointments?limit=2{cursor}")).json()
            seen += [one["id"] for one in page["items"]]
            if page["next_cursor"] is None:
                break
            cursor = f"&cursor={page['next_cursor']}"
        assert seen == made[::-1]
    for cursor in ("nonsense", "%00", "MjAyNi0xMi0wMVQxMDowMDowMA", "é"):
        answer = await rest.call(patient, "GET", f"/appointments?cursor={cursor}")
        assert answer.status_code in {200, 422}, cursor
    assert code_of(await rest.call(patient, "GET", "/appointments?limit=0")) == (400, "malformed")
    assert code_of(await rest.call(patient, "GET", "/appointments?limit=101")) == (400, "malformed")
