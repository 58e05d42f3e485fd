"""Files over HTTP: uploaded from our own page alone, whole or not at all, and given to their owner with care."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from healthmed_app.accounts.queries import Person
from healthmed_app.core.access import Role
from healthmed_app.records import file_rules, files
from healthmed_app.records.storing import object_name
from tests import sample_files as samples
from tests.file_world import bucket, s3_server
from tests.site import Site, open_site
from tests.storage import Bucket

__all__ = ["bucket", "s3_server"]
ADDRESS = "/records/files"


@pytest.fixture
async def site(database_url: str, redis_url: str, tmp_path: Path, bucket: Bucket) -> AsyncIterator[Site]:
    async with open_site(database_url, redis_url, tmp_path, **bucket.settings()) as opened_site:
        yield opened_site


@pytest.fixture
async def patient(site: Site) -> Person:
    return await site.add_person()


@pytest.fixture
async def browser(site: Site, patient: Person) -> AsyncIterator[httpx.AsyncClient]:
    async with site.browser() as client:
        await site.sign_in(client, patient.email)
        yield client


async def upload(browser: httpx.AsyncClient, content: bytes, name: str = "Exame.pdf") -> httpx.Response:
    return await browser.post(ADDRESS, files={"file": (name, content)})


async def nothing_is_kept(site: Site, bucket: Bucket) -> None:
    assert await site.value("SELECT count(*) FROM files") == 0
    assert await site.value("SELECT count(*) FROM loose_objects") == 0
    assert bucket.stored() == []


async def test_its_owner_gets_what_they_uploaded(site: Site, browser: httpx.AsyncClient) -> None:
    content = samples.pdf(2)
    made = await upload(browser, content, "Ressonância \u201cjoelho\u201d.pdf")
    assert made.status_code == 201
    assert made.json()["name"] == "Ressonância \u201cjoelho\u201d.pdf"
    address = f"{ADDRESS}/{made.json()['id']}"
    got = await browser.get(f"{address}/content")
    assert (got.status_code, got.content) == (200, content)
    assert got.headers["content-type"] == "application/pdf"
    assert got.headers["cache-control"] == "private, no-store"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in got.headers["content-security-policy"]
    assert got.headers["content-disposition"] == (
        "attachment; filename=\"Resson_ncia _joelho_.pdf\"; filename*=UTF-8''Resson%C3%A2ncia%20%E2%80%9Cjoelho%E2%80%9D.pdf"
    )
    drawn = await browser.get(f"{address}/pages/2")
    assert (drawn.status_code, drawn.headers["content-type"]) == (200, "image/png")
    assert (await browser.get(f"{address}/pages/3")).status_code == 404
    assert site.services.settings.s3_endpoint_url


async def test_an_image_is_shown_and_can_be_saved(browser: httpx.AsyncClient) -> None:
    made = await upload(browser, samples.photograph(), "IMG 1.jpg")
    address = f"{ADDRESS}/{made.json()['id']}/content"
    shown, saved = await browser.get(address), await browser.get(address, params={"save": "1"})
    assert shown.headers["content-disposition"].startswith('inline; filename="IMG 1.jpg"')
    assert saved.headers["content-disposition"].startswith("attachment;")
    assert b"Telephone" not in shown.content


REFUSED = {
    "nothing": (422, "empty", b""),
    "a program": (415, "wrong_type", b"MZ" + bytes(99)),
    "a locked PDF": (422, "encrypted", samples.locked_pdf("secret")),
    "a PDF with a program": (422, "active", samples.scripted_pdf()),
    "two kinds at once": (422, "two_kinds", samples.zipped(samples.pdf())),
    "too much": (413, "too_large", bytes(file_rules.SIZE_BYTES_MAX + 1)),
    "far too much": (413, "too_large", bytes(file_rules.SIZE_BYTES_MAX + 100_000)),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_what_is_refused_leaves_a_sentence_and_nothing_else(
    site: Site, browser: httpx.AsyncClient, bucket: Bucket, what: str
) -> None:
    status, code, content = REFUSED[what]
    answer = await upload(browser, content)
    said = answer.json()
    assert (answer.status_code, said["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert said["fields"] == {"file": said["title"]}
    await nothing_is_kept(site, bucket)


async def test_a_body_that_says_nothing_of_its_size_is_cut_off(
    site: Site, browser: httpx.AsyncClient, bucket: Bucket
) -> None:
    async def endless() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
        for _ in range(30):
            yield bytes(1 << 20)

    answer = await browser.post(
        ADDRESS, content=endless(), headers={"content-type": "multipart/form-data; boundary=x"}
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    await nothing_is_kept(site, bucket)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--x\r\n",
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n' + samples.pdf(),
        b'--x\r\nContent-Disposition: form-data; name="other"\r\n\r\n1\r\n--x--\r\n',
        b'--x\r\nContent-Disposition: form-data; filename="a.pdf"\r\n\r\n1\r\n--x--\r\n',
    ],
)
async def test_a_body_that_is_cut_short_is_refused(
    site: Site, browser: httpx.AsyncClient, bucket: Bucket, body: bytes
) -> None:
    answer = await browser.post(
        ADDRESS, content=body, headers={"content-type": "multipart/form-data; boundary=x"}
    )
    assert answer.status_code == 422
    assert answer.json()["title"] == file_rules.CUT_SHORT
    await nothing_is_kept(site, bucket)


async def test_a_form_without_a_file_is_refused(browser: httpx.AsyncClient) -> None:
    answer = await browser.post(ADDRESS, data={"file": "text"})
    assert answer.status_code == 422


async def test_a_connection_that_breaks_off_leaves_nothing(
    site: Site, browser: httpx.AsyncClient, bucket: Bucket
) -> None:
    """The server is called directly, since no client breaks off so exactly."""
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7\n'
    messages: list[Any] = [
        {"type": "http.request", "body": head + bytes(3 << 20), "more_body": True},
        {"type": "http.disconnect"},
    ]
    sent: list[Any] = []

    async def receive() -> Any:
        return messages.pop(0) if messages else await asyncio.Future()

    async def send(message: Any) -> None:
        sent.append(message)

    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    headers = {
        "cookie": cookie,
        "origin": str(browser.base_url),
        "content-type": "multipart/form-data; boundary=x",
    }
    scope = {
        "type": "http",
        "method": "POST",
        "path": ADDRESS,
        "raw_path": ADDRESS.encode(),
        "query_string": b"",
        "scheme": "https",
        "http_version": "1.1",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
    }
    await site.app(scope, receive, send)  # type: ignore[arg-type]
    assert messages == []
    await nothing_is_kept(site, bucket)


async def test_an_upload_from_another_site_is_refused(browser: httpx.AsyncClient) -> None:
    answer = await browser.post(
        ADDRESS, files={"file": ("a.pdf", samples.pdf())}, headers={"origin": "https://evil.example"}
    )
    assert answer.status_code == 403


async def test_a_visitor_gets_nothing(site: Site, browser: httpx.AsyncClient) -> None:
    made = await upload(browser, samples.pdf())
    async with site.browser() as visitor:
        assert (await upload(visitor, samples.pdf())).status_code == 401
        for part in ("content", "pages/1"):
            answer = await visitor.get(f"{ADDRESS}/{made.json()['id']}/{part}")
            assert (answer.status_code, answer.text) == (401, "Sign in to continue.")


@pytest.mark.parametrize("role", ["patient", "doctor", "admin"])
async def test_nobody_else_gets_it(site: Site, browser: httpx.AsyncClient, role: Role) -> None:
    made = await upload(browser, samples.pdf())
    other = await site.add_person(role)
    async with site.browser() as client:
        await site.sign_in(client, other.email)
        if role != "patient":
            assert (await upload(client, samples.pdf())).status_code == 403
        answers = [
            await client.get(f"{ADDRESS}/{which}/{part}")
            for which in (made.json()["id"], "nothing", "00000000-0000-0000-0000-000000000000")
            for part in ("content", "pages/1")
        ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1


async def test_an_object_that_was_changed_is_a_plain_refusal_with_a_number(
    site: Site, browser: httpx.AsyncClient, bucket: Bucket, caplog: pytest.LogCaptureFixture
) -> None:
    made = await upload(browser, samples.pdf())
    file_id = made.json()["id"]
    name = object_name(await site.value("SELECT id FROM files"))
    sealed = bucket.stored()[0].read_bytes()
    await site.services.records.objects.put(name, io.BytesIO(sealed[:-1] + bytes([sealed[-1] ^ 1])))
    answer = await browser.get(f"{ADDRESS}/{file_id}/content")
    number = answer.headers["x-request-id"]
    assert answer.status_code == 500
    assert (
        answer.text
        == f"This file cannot be opened: it is damaged on our side. Write to us and quote number {number}."
    )
    assert number in caplog.text


async def test_with_too_many_uploads_one_is_told_when_to_come_back(
    site: Site, browser: httpx.AsyncClient, patient: Person
) -> None:
    for _ in range(files.UPLOADS.amount):
        await site.services.throttle.hit(files.UPLOADS, patient.id.hex)
    answer = await upload(browser, samples.pdf())
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert json.loads(answer.content)["code"] == "too_many"
