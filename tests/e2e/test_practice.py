"""A doctor's own profile, by keyboard: what is refused stays as typed, and patients see what was saved."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.checks import fits, no_violation, press_until
from tests.e2e.conftest import OpenTab, Practice, Site

Shoot = Callable[[Page, str], None]


def test_a_doctor_changes_the_price_and_the_words_and_patients_see_them(
    site: Site, practice: Practice, open_tab: OpenTab, shoot: Shoot
) -> None:
    page = open_tab(practice.email)
    page.goto("/en/agenda")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Profile").press("Enter")
    price, words = page.get_by_label("Price of a visit, in reais"), page.get_by_label("About you")
    expect(price).not_to_have_value("")
    no_violation(page)
    fits(page)
    shoot(page, "practice")

    press_until(page, price)
    page.keyboard.press("Control+A")
    page.keyboard.type("a lot")
    words.fill("Hearts, in Portuguese and in sign language.")
    press_until(page, page.get_by_role("button", name="Save what patients see"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Enter the price in reais, such as 250 or 250,00.").first).to_be_visible()
    expect(price).to_have_value("a lot")
    expect(words).to_have_value("Hearts, in Portuguese and in sign language.")
    no_violation(page)
    shoot(page, "practice-refused")
    price.fill("317,50")
    page.get_by_role("button", name="Save what patients see").press("Enter")
    expect(page.get_by_text("Saved. Patients see it from now on")).to_be_visible()

    page.get_by_label("CEP").fill("30130-010")
    page.get_by_label("City").fill("Belo Horizonte")
    page.get_by_label("State").select_option("MG")
    page.get_by_role("button", name="Save address").press("Enter")
    expect(page.get_by_text("Your address was saved.")).to_be_visible()
    found = site.rows("SELECT price_cents, city, state FROM doctor_search WHERE doctor_id = %s", practice.id)
    assert found == [(31750, "Belo Horizonte", "MG")]

    page.get_by_role("link", name="See your page as patients do").press("Enter")
    expect(page.get_by_role("heading", name=practice.name)).to_be_visible()
    expect(page.get_by_text("Hearts, in Portuguese and in sign language.")).to_be_visible()
    expect(page.get_by_text("317.50").first).to_be_visible()


def test_the_account_leads_a_doctor_to_the_one_place_of_their_address(
    practice: Practice, open_tab: OpenTab
) -> None:
    page = open_tab(practice.email)
    page.goto("/en/account")
    page.get_by_role("link", name="Open your profile").press("Enter")
    expect(page.get_by_role("heading", name="Where you receive patients")).to_be_visible()
