"""An administrator finds an account, suspends it for a reason, and lets it in again; what its owner has open closes by itself."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.checks import fits, no_violation, press_until
from tests.e2e.conftest import ADMIN, PASSWORD, OpenTab, Practice, Site

Shoot = Callable[[Page, str], None]
OUT_MS = 5_000
"""A suspension is felt on open pages so soon (issue 3, point 8)."""
LONG = "Maria Aparecida das Graças de Albuquerque Cavalcanti Montenegro"


def find(page: Page, typed: str) -> None:
    page.get_by_label("Name, e-mail, CPF or CRM").fill(typed)
    page.keyboard.press("Enter")


def suspend(page: Page, email: str, reason: str) -> None:
    row = page.get_by_role("row").filter(has_text=email)
    row.get_by_role("button", name="Suspend").press("Enter")
    dialog = page.get_by_role("dialog", name="Suspend this account?")
    dialog.get_by_label("Why do you suspend it?").fill(reason)
    dialog.get_by_role("button", name="Suspend this account").press("Enter")


def test_a_suspended_patient_is_out_of_every_open_page_without_a_click(
    open_tab: OpenTab, site: Site, shoot: Shoot
) -> None:
    email = site.new_patient(LONG)
    account, elsewhere, admin = open_tab(email), open_tab(email), open_tab(ADMIN)
    account.goto("/en/account")
    expect(account.get_by_role("heading", name="Signed-in devices")).to_be_visible()
    elsewhere.goto("/en/appointments")
    expect(elsewhere.get_by_role("heading", level=1)).to_be_visible()
    expect(elsewhere.get_by_text("Account menu")).to_be_attached()

    admin.goto("/en/admin/users")
    expect(admin.get_by_role("row").nth(1)).to_be_visible()
    find(admin, "montenegro apareci")
    row = admin.get_by_role("row").filter(has_text=email)
    expect(row).to_be_visible()

    press_until(admin, row.get_by_role("button", name="Suspend"))
    admin.keyboard.press("Enter")
    dialog = admin.get_by_role("dialog", name="Suspend this account?")
    expect(dialog).to_contain_text(LONG)
    press_until(admin, dialog.get_by_role("button", name="Suspend this account"))
    admin.keyboard.press("Enter")
    expect(dialog.get_by_text("Say why, so that other administrators know.")).to_be_visible()
    no_violation(admin)
    shoot(admin, "admin-users-suspend")
    dialog.get_by_label("Why do you suspend it?").fill("Asked doctors for money.")
    press_until(admin, dialog.get_by_role("button", name="Suspend this account"))
    admin.keyboard.press("Enter")
    account.wait_for_url("**/en/sign-in?next=%2Fen%2Faccount&ended=1", timeout=OUT_MS)
    elsewhere.wait_for_url("**/en/sign-in?next=%2Fen%2Fappointments&ended=1", timeout=OUT_MS)
    expect(admin.get_by_text("Suspended. All devices of this account were signed out.")).to_be_visible()
    expect(row).to_contain_text("Asked doctors for money.")
    no_violation(admin)
    fits(admin)
    shoot(admin, "admin-users-suspended")

    row.get_by_role("button", name="Let in again").press("Enter")
    expect(admin.get_by_text("This account can sign in again.")).to_be_visible()
    expect(row).not_to_contain_text("Asked doctors for money.")
    account.locator("#identifier").fill(email)
    account.locator("#password").fill(PASSWORD)
    account.keyboard.press("Enter")
    account.wait_for_url("**/en/account")


def test_accounts_are_found_and_turned_over_by_keyboard(open_tab: OpenTab, shoot: Shoot) -> None:
    page = open_tab(ADMIN)
    page.goto("/en/admin")
    ways = page.get_by_role("navigation", name="Administration")
    ways.get_by_role("link", name="Users").press("Enter")
    expect(page.get_by_role("heading", name="Users", level=1)).to_be_visible()
    expect(page.get_by_role("row").nth(20)).to_be_visible()
    no_violation(page)
    fits(page)
    shoot(page, "admin-users")
    press_until(page, page.get_by_role("button", name="Next"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Page 2")).to_be_visible()

    find(page, "ma")
    expect(page.locator("#typed-error")).to_contain_text("at least three letters")
    no_violation(page)
    find(page, "nobody is called so")
    expect(page.get_by_role("heading", name="No account is like that")).to_be_visible()
    no_violation(page)
    shoot(page, "admin-users-nobody")


def test_a_suspended_doctor_leaves_the_directory_until_they_are_verified_again(
    open_tab: OpenTab, site: Site, practice: Practice
) -> None:
    admin, visitor, doctor = open_tab(ADMIN), open_tab(), open_tab(practice.email)
    doctor.goto("/en/agenda")
    expect(doctor.get_by_role("heading", level=1)).to_be_visible()
    visitor.goto(f"/en/doctor/{practice.slug}")
    expect(visitor.get_by_role("heading", name=practice.name, level=1)).to_be_visible()
    found = "SELECT count(*) FROM doctor_search WHERE doctor_id = %s"
    assert site.one(found, practice.id) == 1

    admin.goto("/en/admin/users")
    expect(admin.get_by_role("row").nth(1)).to_be_visible()
    crm = site.one("SELECT crm || '-' || crm_state FROM doctors WHERE id = %s", practice.id)
    find(admin, crm)
    expect(admin.get_by_role("row")).to_have_count(2)
    suspend(admin, practice.email, "The CRM was withdrawn.")
    doctor.wait_for_url("**/en/sign-in?next=%2Fen%2Fagenda*", timeout=OUT_MS)
    expect(admin.get_by_text("Suspended. All devices of this account were signed out.")).to_be_visible()
    assert site.one(found, practice.id) == 0
    visitor.reload()
    expect(visitor.get_by_text("We could not find this doctor")).to_be_visible()

    row = admin.get_by_role("row").filter(has_text=practice.email)
    row.get_by_role("button", name="Let in again").press("Enter")
    expect(admin.get_by_text("Verify the doctor before patients can find them.")).to_be_visible()
    row.get_by_role("button", name="Verify").press("Enter")
    expect(admin.get_by_text("Verified. Patients can find this doctor now.")).to_be_visible()
    visitor.reload()
    expect(visitor.get_by_role("heading", name=practice.name, level=1)).to_be_visible()


def test_administrators_have_no_button_against_themselves(open_tab: OpenTab) -> None:
    page = open_tab(ADMIN)
    page.goto("/en/admin/users")
    expect(page.get_by_role("row").nth(1)).to_be_visible()
    find(page, ADMIN)
    row = page.get_by_role("row").filter(has_text=ADMIN)
    expect(row).to_contain_text("This is you")
    expect(row.get_by_role("button")).to_have_count(0)
