"""Reading in another language: the page at hand, the choice that is kept, and where a signed-in person arrives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from healthmed_app.api.language import language_of, preferred, spoken
from healthmed_app.core.texts import LANGUAGES
from tests.site import ORIGIN, PASSWORD, Site


@pytest.mark.parametrize(
    ("page", "there"),
    [
        ("/en/find?q=en&city=Bel%C3%A9m", "/pt/find?q=en&city=Bel%C3%A9m"),
        ("/en", "/pt"),
        ("/pt/doctor/ana", "/pt/doctor/ana"),
        ("/energy", "/energy"),
    ],
)
async def test_the_page_at_hand_is_shown_in_the_language_that_was_chosen(
    site: Site, page: str, there: str
) -> None:
    async with site.browser() as browser:
        answer = await browser.post(
            "/auth/language", data={"language": "pt"}, headers={"referer": ORIGIN + page}
        )
        assert (answer.status_code, answer.headers["location"]) == (303, there)
        assert browser.cookies["language"] == "pt"


@pytest.mark.parametrize("language", ["", "xx", "pt-BR", "../evil"])
async def test_an_unknown_language_is_none(site: Site, language: str) -> None:
    async with site.browser() as browser:
        answer = await browser.post("/auth/language", data={"language": language})
        assert answer.headers["location"] == "/en"
        assert "language" not in browser.cookies


async def test_a_choice_is_the_accounts_too_and_signing_in_elsewhere_follows_it(site: Site) -> None:
    person = await site.add_person()
    async with site.browser() as browser, site.browser() as elsewhere:
        await site.sign_in(browser, person.email)
        await browser.post("/auth/language", data={"language": "pt"})
        form = {"identifier": person.email, "password": PASSWORD, "next": "/en/appointments?past=1"}
        answer = await elsewhere.post("/auth/sign-in", data=form)
        assert answer.headers["location"] == "/pt/appointments?past=1"
        assert elsewhere.cookies["language"] == "pt"
    assert await site.value("SELECT language FROM users WHERE id = %s", person.id) == "pt"


@given(st.sampled_from(LANGUAGES), st.sampled_from(LANGUAGES), st.text("abc/?=&", max_size=20))
def test_a_page_has_one_address_a_language(one: str, two: str, rest: str) -> None:
    page = f"/{one}/{rest}"
    assert language_of(spoken(page, two)) == two
    assert spoken(spoken(page, two), one) == page


@pytest.mark.parametrize(
    ("headers", "language"),
    [
        ({}, "en"),
        ({"accept-language": "pt-BR,pt;q=0.9"}, "pt"),
        ({"accept-language": "fr"}, "en"),
        ({"accept-language": "pt", "cookie": "language=en"}, "en"),
        ({"cookie": "language=xx"}, "en"),
    ],
)
def test_a_browser_is_spoken_to_in_its_chosen_or_first_language(
    headers: dict[str, str], language: str
) -> None:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    assert preferred(Request({"type": "http", "headers": raw})) == language
