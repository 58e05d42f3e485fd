"""The plain forms as HTTP: what is accepted as one, and the headers of every answer."""

import pytest

from tests.site import Site

FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"identifier=x", {"content-type": "application/json"}, 415),
        (b"identifier=x", {"content-type": "multipart/form-data; boundary=x"}, 415),
        (b"identifier=" + b"x" * 40_000, FORM, 413),
        (b"a=%FF", FORM, 400),
        (b"a&" * 100, FORM, 400),
        (b"\xff", FORM, 400),
    ],
)
async def test_what_is_no_form_is_refused(
    site: Site, content: bytes, headers: dict[str, str], status: int
) -> None:
    async with site.browser() as browser:
        answer = await browser.post("/auth/sign-in", content=content, headers=headers)
    assert answer.status_code == status


async def test_an_empty_form_is_a_form(site: Site) -> None:
    async with site.browser() as browser:
        for content in (b"", b"identifier=%00&password=%00"):
            answer = await browser.post("/auth/sign-in", content=content, headers=FORM)
            assert (answer.status_code, answer.headers["location"]) == (303, "/en/sign-in?refused=sign-in")


async def test_forms_are_posted_and_never_asked_for(site: Site) -> None:
    async with site.browser() as browser:
        assert (await browser.get("/auth/sign-in")).status_code == 405
        assert (await browser.get("/auth/nothing")).status_code == 404


async def test_every_answer_has_a_number_and_headers_that_assume_the_worst(site: Site) -> None:
    async with site.browser() as browser:
        answers = [
            await browser.post("/auth/sign-out"),
            await browser.get("/nothing"),
            await browser.get("/livez"),
        ]
    for answer in answers:
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["strict-transport-security"].startswith("max-age=")
        assert "access-control-allow-origin" not in answer.headers
    assert len({answer.headers["x-request-id"] for answer in answers}) == len(answers)


async def test_the_language_of_the_page_is_kept(site: Site) -> None:
    async with site.browser(referer="https://healthmed.test/xx/sign-in") as browser:
        assert (await browser.post("/auth/sign-out")).headers["location"] == "/en"
