"""The administrators' first page: figures that change by themselves, charts with tables behind them, and the ways to the rest."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.checks import fits, no_violation, press_until
from tests.e2e.conftest import ADMIN, PATIENT, OpenTab, Practice, Site

Shoot = Callable[[Page, str], None]


def test_figures_change_while_one_looks_and_charts_have_tables(
    site: Site, practice: Practice, open_tab: OpenTab, shoot: Shoot
) -> None:
    page = open_tab(ADMIN)
    page.goto("/en/admin")
    expect(page.get_by_role("heading", name="Overview", level=1)).to_be_visible()
    expect(
        page.get_by_role("img", name=re.compile("^Requests per minute over the last 24 hours: the most"))
    ).to_be_visible()
    expect(page.get_by_role("table", name="Appointments by status")).to_contain_text("Confirmed")
    no_violation(page)
    fits(page)
    shoot(page, "admin")

    before = site.one("SELECT count(*)::int FROM doctors WHERE status = 'waiting'")
    waiting = page.locator("dl > div").filter(has_text="Doctors to verify").locator("dd p").first
    expect(waiting).to_have_text(str(before))
    site.rows("UPDATE doctors SET status = 'waiting' WHERE id = %s", practice.id)
    expect(waiting).to_have_text(str(before + 1))
    site.rows("UPDATE doctors SET status = 'verified' WHERE id = %s", practice.id)
    expect(waiting).to_have_text(str(before))

    press_until(page, page.locator("summary", has_text="Show as a table: Time to a decision"))
    page.keyboard.press("Enter")
    table = page.get_by_role("table", name="Time to a decision")
    expect(table.get_by_role("row")).to_have_count(97)
    no_violation(page)
    fits(page)
    press_until(page, page.get_by_role("link", name="See who waits"), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Doctors who wait for verification")).to_be_visible()


def test_administration_is_for_administrators(open_tab: OpenTab) -> None:
    page = open_tab(PATIENT)
    for path in (
        "/en/admin",
        "/en/admin/doctors",
        "/en/admin/users",
        "/en/admin/reviews",
        "/en/admin/jobs",
        "/en/admin/health",
    ):
        page.goto(path)
        expect(page.get_by_text("Your account may not do this.")).to_be_visible()
        expect(page.get_by_role("table")).to_have_count(0)
