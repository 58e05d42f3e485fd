"""The audit in the browser: narrowed and turned over by keyboard, and its chain followed."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.checks import fits, no_violation, press_until
from tests.e2e.conftest import ADMIN, OpenTab, Site

Shoot = Callable[[Page, str], None]


def test_acts_are_narrowed_and_their_chain_is_followed(site: Site, open_tab: OpenTab, shoot: Shoot) -> None:
    patient = site.new_patient("Severina Xique-Xique de Albuquerque e Montenegro")
    open_tab(patient)
    page = open_tab(ADMIN)
    page.goto("/en/admin/audit")
    expect(page.get_by_role("heading", name="Audit", level=1)).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Signed in").first).to_be_visible()
    no_violation(page)
    fits(page)

    page.get_by_role("link", name="Severina Xique-Xique").first.press("Enter")
    expect(page.get_by_label("Who, by id")).not_to_have_value("")
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_label("What").select_option("session.ended")
    press_until(page, page.get_by_role("button", name="Show"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="No act is like that")).to_be_visible()
    no_violation(page)
    shoot(page, "admin-audit-nothing")
    page.get_by_label("Who, by id").fill("nobody")
    page.keyboard.press("Enter")
    expect(page.locator("#actor-error")).to_contain_text("This is no id")
    no_violation(page)

    page.goto("/en/admin/audit")
    press_until(page, page.get_by_role("button", name="Verify the chain"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("The chain is whole")).to_be_visible()
    press_until(page, page.get_by_role("button", name="Verify the ledgers"))
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile("^All .* ledgers are whole"))).to_be_visible()
    no_violation(page)
    fits(page)
    shoot(page, "admin-audit")
