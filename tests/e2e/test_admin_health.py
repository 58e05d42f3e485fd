"""Health in the browser: every part is asked and told in words, and one that falls silent shows by itself."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.checks import fits, no_violation, press_until
from tests.e2e.conftest import ADMIN, OpenTab, Site

Shoot = Callable[[Page, str], None]
PARTS = (
    "Database (Postgres)",
    "Lines and live pages (Valkey)",
    "Files (S3)",
    "Mail (SMTP)",
    "Web processes",
    "Processes that decide requests",
    "Processes that run jobs",
    "The sweeper, which puts lost requests back",
    "Migrations",
)


def test_every_part_is_asked_and_a_silent_process_shows(site: Site, open_tab: OpenTab, shoot: Shoot) -> None:
    page = open_tab(ADMIN)
    page.goto("/en/admin")
    ways = page.get_by_role("navigation", name="Administration")
    press_until(page, ways.get_by_role("link", name="Health"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Health", level=1)).to_be_visible()
    parts = page.get_by_role("list", name="Parts of the platform").get_by_role("listitem")
    expect(parts).to_have_count(len(PARTS))
    for name in PARTS:
        expect(parts.filter(has_text=name)).to_be_visible()
    for name in PARTS[:4]:
        expect(parts.filter(has_text=name)).to_contain_text("Answered in")
    expect(parts.filter(has_text="Migrations")).to_contain_text("Up to date")
    no_violation(page)
    fits(page)
    shoot(page, "admin-health")

    site.rows(
        """
        INSERT INTO process_beats (id, kind, started_at, seen_at)
        VALUES (gen_random_uuid(), 'worker', now() - interval '1 day', now() - interval '5 minutes')
        """
    )
    silent = page.get_by_role("table", name="Processes").get_by_role("row").filter(has_text="Silent")
    expect(silent).to_contain_text("last seen", timeout=20_000)
    no_violation(page)
    site.rows("DELETE FROM process_beats WHERE seen_at < now() - interval '1 minute'")
