"""Files over REST: added by their patient, and read by a doctor from when they are let in until they are not."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests import sample_files as samples
from tests.api.cells import Cell, Scene, scene
from tests.api.rest import NOWHERE, Rest, code_of, fields_of
from tests.api.test_rest_cells import bucket, rest, s3_server

__all__ = ["bucket", "rest", "s3_server"]

VISIT = Cell("POST", "/appointments/{appointment_id}/files", None)


def until(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%MZ")


async def upload(rest: Rest, its: Scene, path: str, content: bytes, name: str = "exam.pdf") -> Any:
    patient = its.actors["patient"]
    assert patient
    async with rest.program(await rest.token(patient)) as program:
        return await program.post(path, files={"file": (name, content)})


async def test_what_is_added_is_listed_read_and_deleted(rest: Rest) -> None:
    its = await scene(rest, VISIT, "patient")
    patient, content = its.actors["patient"], samples.pdf(2)
    made = [(await upload(rest, its, "/files", content, f"../{name}.pdf")).json() for name in "abc"]
    assert [(one["name"], one["media_type"], one["pages"]) for one in made] == [
        (f"{name}.pdf", "application/pdf", 2) for name in "abc"
    ]
    first = (await rest.call(patient, "GET", "/files?limit=2")).json()
    other = (await rest.call(patient, "GET", f"/files?limit=2&cursor={first['next_cursor']}")).json()
    assert [*first["items"], *other["items"]] == made[::-1]
    assert other["next_cursor"] is None
    one = f"/files/{made[0]['id']}"
    assert (await rest.call(patient, "GET", one)).json() == made[0]
    got = await rest.call(patient, "GET", f"{one}/content")
    assert (got.content, got.headers["content-type"]) == (content, "application/pdf")
    assert got.headers["content-disposition"].startswith("attachment;")
    assert "no-store" in got.headers["cache-control"]
    assert (await rest.call(patient, "DELETE", one)).status_code == 204
    assert code_of(await rest.call(patient, "GET", f"{one}/content")) == (404, "not_found")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", (422, "empty")),
        (b"MZ" + bytes(99), (415, "wrong_type")),
        (samples.locked_pdf("secret"), (422, "encrypted")),
        (bytes((20 << 20) + 1), (413, "too_large")),
    ],
    ids=("empty", "program", "locked", "large"),
)
async def test_what_is_no_file_of_ours_is_refused(
    rest: Rest, content: bytes, expected: tuple[int, str]
) -> None:
    its = await scene(rest, VISIT, "patient")
    answer = await upload(rest, its, "/files", content)
    assert (code_of(answer), fields_of(answer)) == (expected, {"file"})
    assert (await rest.call(its.actors["patient"], "GET", "/files")).json()["items"] == []
    unread = await rest.call(its.actors["patient"], "POST", "/files", {"file": "x"})
    assert (code_of(unread), fields_of(unread)) == ((422, "invalid"), {"file"})


async def test_a_doctor_reads_while_they_are_let_in(rest: Rest) -> None:
    its = await scene(rest, VISIT, "patient")
    patient, doctor = its.actors["patient"], its.actors["doctor"]
    assert doctor
    file_id = (await upload(rest, its, "/files", samples.pdf())).json()["id"]
    content, access = f"/files/{file_id}/content", f"/files/{file_id}/access"
    assert code_of(await rest.call(doctor, "GET", content)) == (404, "not_found")
    body = {"doctor_id": str(doctor.user_id), "expires_at": until(1)}
    given = await rest.call(patient, "POST", access, body)
    assert given.status_code == 201
    longer = await rest.call(patient, "PUT", access, {**body, "expires_at": until(2)})
    assert (longer.status_code, longer.json()["id"]) == (200, given.json()["id"])
    assert longer.json()["expires_at"] > given.json()["expires_at"]
    assert (await rest.call(patient, "GET", access)).json()["items"] == [longer.json()]
    assert (await rest.call(doctor, "GET", content)).status_code == 200
    visit = {"appointment_id": its.ids["appointment_id"]}
    assert (await rest.call(patient, "POST", access, visit)).status_code == 201
    (shown,) = (await rest.call(patient, "GET", access)).json()["items"]
    assert code_of(await rest.call(patient, "DELETE", f"{access}/{NOWHERE}")) == (404, "not_found")
    assert (await rest.call(patient, "DELETE", f"{access}/{shown['id']}")).status_code == 204
    assert (await rest.call(patient, "GET", access)).json()["items"] == []
    assert code_of(await rest.call(doctor, "GET", content)) == (404, "not_found")


async def test_who_and_until_when_must_make_sense(rest: Rest) -> None:
    its = await scene(rest, VISIT, "patient")
    patient, doctor = its.actors["patient"], its.actors["doctor"]
    assert doctor
    file_id = (await upload(rest, its, "/files", samples.pdf())).json()["id"]
    known, unmet = str(doctor.user_id), str(its.strangers["doctor"].user_id)
    for body, field in (
        ({"doctor_id": known, "expires_at": until(-1)}, "expires_at"),
        ({"doctor_id": known, "expires_at": "soon"}, "expires_at"),
        ({"doctor_id": known}, "expires_at"),
        ({"doctor_id": unmet, "expires_at": until(1)}, "doctor_id"),
        ({"expires_at": until(1)}, "doctor_id"),
    ):
        answer = await rest.call(patient, "POST", f"/files/{file_id}/access", body)
        assert (code_of(answer), fields_of(answer)) == ((422, "invalid"), {field}), body


async def test_files_of_an_appointment_are_its_doctors_to_read(rest: Rest) -> None:
    its = await scene(rest, VISIT, "patient")
    patient, doctor = its.actors["patient"], its.actors["doctor"]
    visit = f"/appointments/{its.ids['appointment_id']}/files"
    sent = await upload(rest, its, visit, samples.pdf(), "sent along.pdf")
    assert (sent.status_code, [one["name"] for one in sent.json()["items"]]) == (201, ["sent along.pdf"])
    file_id = (await upload(rest, its, "/files", samples.pdf())).json()["id"]
    shared = await rest.call(patient, "POST", visit, {"file_ids": [file_id]})
    assert shared.status_code == 201, shared.text
    for reader in (patient, doctor):
        assert len((await rest.call(reader, "GET", visit)).json()["items"]) == 2
    assert (await rest.call(doctor, "GET", f"/files/{file_id}/content")).status_code == 200
    for body, expected in (
        ({"file_ids": []}, (400, "malformed")),
        ({"file_ids": "x"}, (400, "malformed")),
        ({"file_ids": [str(NOWHERE)]}, (404, "not_found")),
    ):
        assert code_of(await rest.call(patient, "POST", visit, body)) == expected
    await rest.world.run("UPDATE appointments SET status = 'cancelled', active = false")
    assert (await rest.call(doctor, "GET", visit)).json()["items"] == []


async def test_a_file_that_cannot_be_shared_is_not_kept(rest: Rest) -> None:
    its = await scene(rest, VISIT, "patient")
    await rest.world.run("UPDATE appointments SET status = 'cancelled', active = false")
    refused = await upload(rest, its, its.filled(VISIT.path), samples.pdf())
    assert code_of(refused) == (409, "over")
    assert (await rest.call(its.actors["patient"], "GET", "/files")).json()["items"] == []


@pytest.mark.parametrize(
    ("role", "path", "kind", "expected"),
    [
        ("nobody", "/files", "multipart/form-data; boundary=x", (401, "not_signed_in")),
        ("doctor", "/files", "multipart/form-data; boundary=x", (403, "forbidden")),
        ("patient", f"/appointments/{NOWHERE}/files", "Multipart/Form-Data; boundary=x", (404, "not_found")),
        ("patient", VISIT.path, "Multipart/Form-Data; boundary=x", (422, "invalid")),
        ("patient", VISIT.path, "application/json", (413, "too_large")),
        ("patient", "/nothing/files", "multipart/form-data; boundary=x", (404, "not_found")),
    ],
)
async def test_what_is_refused_is_read_to_its_end(
    rest: Rest, role: str, path: str, kind: str, expected: tuple[int, str]
) -> None:
    its, sent = await scene(rest, VISIT, "patient"), 0

    async def pieces() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(64):
            sent += 1
            yield b"x" * 4_096

    asker = its.actors[role]
    async with rest.program(await rest.token(asker) if asker else "") as program:
        answer = await program.post(its.filled(path), content=pieces(), headers={"content-type": kind})
    assert code_of(answer) == expected
    assert sent == 64
