"""A patient takes a copy of their data, deletes their account, and is a former patient to the doctor they saw."""

import json
import re
import zipfile
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.checks import fits, no_violation, press_until
from tests.e2e.conftest import PASSWORD, OpenTab, Practice, Site

Shoot = Callable[[Page, str], None]
NAME = "Joana Teles Prado"


def looked_at(page: Page, shoot: Shoot, name: str) -> None:
    """Check the page as it is now, and keep a picture of it."""
    no_violation(page)
    fits(page)
    shoot(page, name)


def seen_yesterday(site: Site, practice: Practice, email: str) -> str:
    """Let a visit with the doctor have taken place; return its id."""
    return str(
        site.one(
            """
            INSERT INTO appointments (id, doctor_id, patient_id, during, starts_at, status, active, price_cents)
            SELECT gen_random_uuid(), %s, id, tstzrange(at, at + interval '30 minutes'), at, 'concluded', false, 25000
            FROM users, (SELECT now() - interval '1 day' AS at) t WHERE email = %s RETURNING id
            """,
            practice.id,
            email,
        )
    )


def test_a_patient_takes_a_copy_and_leaves(
    open_tab: OpenTab, site: Site, practice: Practice, shoot: Shoot
) -> None:
    email = site.new_patient(NAME)
    visit = seen_yesterday(site, practice, email)
    page = open_tab(email)
    page.goto("/en/account")
    way = page.get_by_role("link", name="Copy or delete your data")
    expect(way).to_be_visible()
    way.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your data", level=1)).to_be_visible()
    expect(page.locator("#export_password")).to_be_visible()
    looked_at(page, shoot, "account-data")
    press_until(page, page.locator("#export_password"))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    site.until(
        "SELECT ready_at IS NOT NULL FROM data_exports e JOIN users u ON u.id = e.user_id WHERE email = %s",
        email,
    )
    download = page.get_by_role("link", name="Download")
    expect(download).to_be_visible()
    looked_at(page, shoot, "account-data-ready")
    with page.expect_download() as started:
        download.click()
    with zipfile.ZipFile(started.value.path()) as archive:
        assert archive.testzip() is None
        [profile] = json.loads(archive.read("profile.json"))
        [appointment] = json.loads(archive.read("appointments.json"))
    assert (profile["full_name"], appointment["id"]) == (NAME, visit)

    page.get_by_role("link", name="See what would happen").click()
    expect(page.get_by_role("heading", name="What stays, and why")).to_be_visible()
    looked_at(page, shoot, "account-delete")
    page.locator("#delete_password").fill(PASSWORD)
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_text("Tick this if you want to delete your account for good.").first).to_be_visible()
    looked_at(page, shoot, "account-delete-refused")
    page.locator("#delete_password").fill(PASSWORD)
    page.get_by_role("checkbox", name=re.compile("^I have read this")).check()
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_role("heading", name="Your account is deleted", level=1)).to_be_visible()
    looked_at(page, shoot, "account-deleted")

    site.until("SELECT NOT EXISTS (SELECT FROM users WHERE full_name = %s)", NAME)
    answer = page.context.request.post(
        "/auth/sign-in",
        form={"identifier": email, "password": PASSWORD},
        headers={"Origin": site.url},
        max_redirects=0,
    )
    assert "refused" in answer.headers["location"]
    doctor = open_tab(practice.email)
    doctor.goto(f"/en/visit/{visit}")
    expect(doctor.get_by_text("Former patient").first).to_be_visible()
    expect(doctor.get_by_text(NAME)).to_have_count(0)
