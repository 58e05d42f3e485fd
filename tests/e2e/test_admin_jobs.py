"""Background jobs in the browser: a failed one appears by itself, begins again, or is dropped after a question."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.checks import fits, no_violation, press_until
from tests.e2e.conftest import ADMIN, OpenTab, Site

Shoot = Callable[[Page, str], None]
KIND = "tests.of_a_kind_that_nobody_runs_and_that_has_a_long_name"


def failed_jobs(site: Site, *errors: str) -> list[str]:
    """Add jobs that were given up, of a kind that no worker knows."""
    made = []
    for error in errors:
        ((number,),) = site.rows(
            """
            INSERT INTO procrastinate_jobs (queue_name, task_name, status, attempts)
            VALUES ('of tests', %s, 'failed', 7) RETURNING id
            """,
            KIND,
        )
        site.rows("INSERT INTO job_errors (job_id, error) VALUES (%s, %s)", number, error)
        made.append(str(number))
    return made


def test_failed_jobs_appear_begin_again_and_are_dropped(site: Site, open_tab: OpenTab, shoot: Shoot) -> None:
    page = open_tab(ADMIN)
    page.goto("/en/admin/jobs")
    expect(page.get_by_role("heading", name="Jobs", level=1)).to_be_visible()
    expect(page.get_by_text("Live, as of")).to_be_visible()
    no_violation(page)

    first, second, third = failed_jobs(site, "MailNotSent", "StorageAwayError", "MailNotSent")
    table = page.get_by_role("table", name="Failed jobs, the newest first")
    row = {
        number: table.get_by_role("row").filter(has=page.get_by_role("cell", name=number, exact=True))
        for number in (first, second, third)
    }
    expect(row[second]).to_contain_text("StorageAwayError")
    expect(row[second]).to_contain_text("7 attempts")
    no_violation(page)
    fits(page)
    shoot(page, "admin-jobs")

    press_until(page, row[third].get_by_role("button", name="Drop"))
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Drop this job?")
    expect(dialog).to_contain_text(third)
    no_violation(page)
    shoot(page, "admin-jobs-drop")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(row[third]).to_be_visible()
    press_until(page, row[third].get_by_role("button", name="Drop"))
    page.keyboard.press("Enter")
    press_until(page, dialog.get_by_role("button", name="Drop the job"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Dropped. The audit keeps that you did.")).to_be_visible()
    expect(row[third]).to_have_count(0)

    press_until(page, row[second].get_by_role("button", name="Retry"), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("It begins again within seconds.")).to_be_visible()
    expect(row[second]).to_have_count(0)
    kinds = page.get_by_role("table", name="Jobs by kind")
    press_until(page, kinds.get_by_role("row").filter(has_text=KIND).get_by_role("button", name="Retry all"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 job begins again.")).to_be_visible()
    expect(row[first]).to_have_count(0)
    states = site.rows("SELECT status::text FROM procrastinate_jobs WHERE task_name = %s", KIND)
    assert states == [("todo",), ("todo",)]
    site.rows("DELETE FROM procrastinate_jobs WHERE task_name = %s", KIND)

    page.goto("/en/admin/audit?action=job.dropped")
    acts = page.get_by_role("row").filter(has_text="Dropped a failed job")
    expect(acts).to_contain_text(f"no. {third}")
