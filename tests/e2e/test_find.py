"""Finding a doctor: by keyboard alone, with typos, by filters, from a link that somebody sent; and when nobody fits."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenTab, Practice, Site

Shoot = Callable[[Page, str], None]


def found(page: Page) -> int:
    """Wait for the results and return how many doctors they say there are."""
    heading = page.get_by_role("heading", name=re.compile(r"^[\d,]+\+? doctors? found$"))
    expect(heading).to_be_visible()
    return int(re.sub(r"\D", "", heading.inner_text()))


def assert_accessible(page: Page) -> None:
    violations = Axe().run(page).response["violations"]
    assert violations == [], [(one["id"], one["nodes"][0]["html"]) for one in violations]


def test_a_visitor_finds_a_cardiologist_in_recife_by_keyboard_alone(open_tab: OpenTab, shoot: Shoot) -> None:
    page = open_tab()
    page.goto("/en")
    expect(page.get_by_role("link", name=re.compile(r"^More times with")).first).to_be_visible()
    assert_accessible(page)
    shoot(page, "home")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("What")).to_be_focused()
    page.keyboard.type("cardiolgist")
    page.keyboard.press("Tab")
    page.keyboard.type("recife")
    page.keyboard.press("Enter")

    assert found(page) > 0
    assert page.url.endswith("/en/find?q=cardiolgist&city=recife")
    expect(page.get_by_text("Showing results for cardiologist")).to_be_visible()
    cards = page.get_by_role("article")
    expect(cards.first).to_contain_text("Cardiology")
    # The first may see people by video alone, and then its card names no place.
    expect(cards.filter(has_text="Recife").first).to_be_visible()
    assert_accessible(page)
    shoot(page, "find")

    cards.first.get_by_role("link").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Pick a time")).to_be_visible()
    days = page.get_by_role("list", name="Days with free times").get_by_role("button")
    days.nth(1).focus()
    page.keyboard.press("Enter")
    expect(days.nth(1)).to_have_attribute("aria-pressed", "true")
    expect(days.nth(1)).to_be_focused()
    assert_accessible(page)
    shoot(page, "doctor")


def test_filters_make_an_address_that_can_be_shared(open_tab: OpenTab) -> None:
    page, friend = open_tab(), open_tab(width=390)
    page.goto("/en/find")
    every = found(page)
    filters = page.get_by_role("complementary", name="Filters")
    filters.get_by_role("link", name=re.compile("^Online")).click()
    expect(page.get_by_role("link", name="Remove the filter Online")).to_be_visible()
    filters.get_by_role("link", name=re.compile("^4.5 and above")).click()
    expect(page.get_by_role("link", name="Remove the filter 4.5 and above")).to_be_visible()
    page.get_by_role("link", name="Lowest price").click()
    page.wait_for_url("**sort=price**")
    few = found(page)
    assert 0 < few < every
    expect(page.get_by_role("link", name="Lowest price")).to_have_attribute("aria-current", "true")
    first = page.get_by_role("article").first.get_by_role("heading").inner_text()

    friend.goto(page.url)
    assert found(friend) == few
    expect(friend.get_by_role("article").first.get_by_role("heading")).to_have_text(first)

    page.go_back()
    page.go_back()
    page.go_back()
    expect(page.get_by_role("heading", name=f"{every} doctors found")).to_be_visible()


def test_doctors_near_a_place_nearest_first(open_tab: OpenTab, shoot: Shoot) -> None:
    page, friend = open_tab(), open_tab(width=390)
    page.goto("/en/find")
    everywhere = found(page)
    where = page.get_by_role("textbox", name="Where")
    where.fill("Recife, PE")
    where.press("Enter")
    page.wait_for_url("**city=Recife**")
    filters = page.get_by_role("complementary", name="Filters")
    within = filters.get_by_role("link", name=re.compile("^Within 200 km"))
    within.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Remove the filter Within 200 km of Recife, PE")).to_be_visible()
    expect(page.get_by_text("Distances are from the centre of Recife, PE")).to_be_visible()
    page.get_by_role("navigation", name="Order").get_by_role("link", name="Nearest").click()
    page.wait_for_url("**sort=distance**")
    near = found(page)
    assert 0 < near < everywhere
    expect(page.get_by_role("article").first).not_to_contain_text("km away")
    assert_accessible(page)
    shoot(page, "find-near")

    filters.get_by_role("link", name=re.compile("^João Pessoa, PB")).click()
    expect(page.get_by_role("article").filter(has_text="about 104 km away").first).to_be_visible()
    friend.goto(page.url)
    assert found(friend) == found(page)

    friend.goto("/en/find?near=Xyzzyplugh&km=25&specialty=cardiology")
    expect(friend.get_by_text("We do not know where Xyzzyplugh is")).to_be_visible()
    expect(friend.get_by_role("link", name="Remove the filter Cardiology")).to_be_visible()
    assert found(friend) > 0
    assert_accessible(friend)
    shoot(friend, "find-unknown-place")


def test_a_phone_has_its_filters_in_a_sheet(open_tab: OpenTab) -> None:
    page = open_tab(width=390)
    page.goto("/en/find?q=cardiology")
    every = found(page)
    page.get_by_role("button", name="Filters").click()
    sheet = page.get_by_role("dialog", name="Filters")
    sheet.get_by_role("link", name=re.compile("^Online")).click()
    expect(sheet.get_by_role("link", name=re.compile("^Online"))).to_have_attribute("aria-current", "true")
    sheet.get_by_role("button", name=re.compile(r"^Show \d+ doctors?$")).click()
    expect(sheet).to_be_hidden()
    assert 0 < found(page) < every


def test_nobody_fits_and_the_page_says_what_to_let_go(open_tab: OpenTab, site: Site, shoot: Shoot) -> None:
    page = open_tab()
    page.goto("/en/find?q=zzzzqq&city=Recife&state=PE")
    expect(page.get_by_role("heading", name="No doctor fits all of this")).to_be_visible()
    assert_accessible(page)
    shoot(page, "find-nothing")
    page.get_by_role("link", name=re.compile("^Without the words")).click()
    expect(page.get_by_role("article").first).to_be_visible()
    assert found(page) > 0
    # A card of somebody who sees people by video alone names no place, so the places are looked up.
    slugs = page.locator("article h3 a").evaluate_all(
        "links => links.map(link => link.pathname.split('/')[3])"
    )
    assert slugs
    assert site.rows("SELECT DISTINCT city, state FROM doctor_search WHERE slug = ANY(%s)", slugs) == [
        ("Recife", "PE")
    ]


def test_a_search_begins_on_the_day_that_was_asked_for(open_tab: OpenTab, site: Site) -> None:
    day, words = site.rows("SELECT (current_date + 9)::text, to_char(current_date + 9, 'FMDD Mon')")[0]
    page = open_tab()
    page.goto(f"/en/find?from={day}")
    assert found(page) > 0
    expect(page.get_by_role("link", name=re.compile("Remove the filter From"))).to_contain_text(words)
    slots = page.locator("a[href*='slot=']").evaluate_all(
        "links => links.map(link => link.href.split('slot=')[1])"
    )
    early = site.one("SELECT count(*) FROM slots WHERE id = ANY(%s) AND starts_at < %s::date", slots, day)
    assert slots
    assert early == 0


def test_a_doctors_times_vanish_when_they_go(open_tab: OpenTab, practice: Practice, site: Site) -> None:
    page = open_tab(width=390)
    page.goto(f"/en/doctor/{practice.slug}")
    link = page.locator("a[href*='slot=']").first
    expect(link).to_be_visible()
    slot = (link.get_attribute("href") or "").split("slot=")[1]
    site.rows("UPDATE slots SET active = false WHERE id = %s", slot)
    site.hint(f"doctor:{practice.id}")
    expect(page.locator(f"a[href*='{slot}']")).to_have_count(0)
    expect(
        page.get_by_role("status").filter(has_text=re.compile("^No longer free|^The day you chose"))
    ).to_be_visible()


@pytest.mark.parametrize("address", ["/en/doctor/nobody-at-all", "/en/nowhere"])
def test_what_is_not_there_has_a_way_on(open_tab: OpenTab, shoot: Shoot, address: str) -> None:
    page = open_tab()
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert_accessible(page)
    shoot(page, "not-found" if address.endswith("nowhere") else "doctor-not-found")
    page.get_by_role("main").get_by_role("link", name=re.compile("^Find (a|another) doctor$")).last.click()
    assert found(page) > 0


def test_times_are_those_of_the_visitors_own_clock(open_tab: OpenTab) -> None:
    for zone, name in (
        ("America/Recife", "Brasilia Standard Time"),
        ("America/Manaus", "Amazon Standard Time"),
    ):
        page = open_tab(timezone_id=zone)
        for address in ("/en", "/en/find?specialty=cardiology"):
            page.goto(address)
            expect(page.get_by_text(f"Times are in {name}.")).to_be_visible()
    patient = open_tab("patient@demo.test", timezone_id="Asia/Tokyo")
    patient.goto("/en/find?specialty=cardiology")
    expect(patient.get_by_text("Times are in Brasilia Standard Time.")).to_be_visible()
