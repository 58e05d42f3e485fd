"""The product in Brazilian Portuguese: chosen by the browser, by a button, and by the account; whole on every page."""

import pytest
from babel.messages.pofile import read_po
from playwright.sync_api import Page, expect

import pages
from healthmed_app.core.texts import DOMAIN, LOCALE_DIR
from tests.e2e.checks import fits, no_violation, press_until
from tests.e2e.conftest import ADMIN, DOCTOR, PASSWORD, PATIENT, OpenTab, Site

VISITORS = {"", "/find", "/sign-in", "/sign-up", "/sign-up/doctor", "/forgot-password"}
STATIC = sorted({module.ROUTE for module in pages.modules() if "[" not in module.ROUTE} - {"/404"})
"""The pages whose address has no variable part."""
_HALF_OF_OUR_NAME = "Health"
"""On every page, and the heading of one for administrators."""
_TEXTS = """() => {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), said = [];
    while (walk.nextNode()) if (walk.currentNode.parentElement.checkVisibility()) said.push(walk.currentNode.data.trim());
    for (const one of document.querySelectorAll("[aria-label], [placeholder]")) if (one.checkVisibility())
        said.push(one.ariaLabel ?? "", one.getAttribute("placeholder") ?? "");
    return said;
}"""


def english() -> set[str]:
    """Return the texts that read otherwise in Portuguese."""
    with (LOCALE_DIR / "pt" / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return {
            one.id for one in read_po(file) if isinstance(one.id, str) and one.id and one.id != one.string
        } - {_HALF_OF_OUR_NAME}


def assert_portuguese(page: Page) -> None:
    """Fail with what the page says in English."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.lang") == "pt"
    assert set(page.evaluate(_TEXTS)) & english() == set()


def test_a_brazilian_browser_is_spoken_to_in_portuguese_and_may_choose_english(open_tab: OpenTab) -> None:
    page = open_tab(locale="pt-BR", width=390)
    page.goto("/")
    page.wait_for_url("**/pt")
    assert_portuguese(page)
    fits(page)
    page.goto("/pt/find?q=cardiologia&city=Recife")
    expect(page.get_by_role("article").first).to_contain_text("Cardiologia")
    no_violation(page)

    page.get_by_role("contentinfo").get_by_role("link").first.focus()
    press_until(page, page.get_by_role("button", name="English"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/find?q=cardiologia&city=Recife")
    expect(page.get_by_role("article").first).to_contain_text("Cardiology")
    page.goto("/")
    page.wait_for_url("**/en")


def test_what_is_not_there_is_said_in_the_language_of_its_address(open_tab: OpenTab) -> None:
    page = open_tab()
    page.goto("/pt/nada")
    expect(page.get_by_role("heading", name="Esta página não está aqui")).to_be_visible()
    assert_portuguese(page)
    page.goto("/en/nothing")
    expect(page.get_by_role("heading", name="This page is not here")).to_be_visible()


def test_the_account_keeps_the_language_and_its_mail_follows(open_tab: OpenTab, site: Site) -> None:
    email = site.new_patient("Inês Português")
    page, elsewhere = open_tab(email), open_tab()
    page.goto("/en/account")
    page.get_by_role("main").get_by_role("button", name="Português").click()
    page.wait_for_url("**/pt/account")
    expect(page.get_by_text("Idioma das páginas e dos e-mails: Português.")).to_be_visible()

    elsewhere.goto("/en/sign-in")
    elsewhere.get_by_label("E-mail").fill(email)
    elsewhere.get_by_label("Password", exact=True).fill(PASSWORD)
    elsewhere.get_by_role("main").get_by_role("button", name="Sign in").click()
    elsewhere.wait_for_url("**/pt/appointments")
    assert_portuguese(elsewhere)
    elsewhere.goto("/en/forgot-password")
    elsewhere.get_by_label("E-mail").fill(email)
    elsewhere.get_by_role("main").get_by_role("button").first.click()
    assert "/pt/reset-password" in site.link_mailed_to(email, "Escolha uma nova senha")


@pytest.mark.parametrize("email", [None, PATIENT, DOCTOR, ADMIN])
def test_no_page_says_anything_in_english(open_tab: OpenTab, email: str | None) -> None:
    page = open_tab(email)
    for route in STATIC if email else sorted(VISITORS):
        page.goto(f"/pt{route}")
        assert_portuguese(page)
