"""An account from the first page to the last: signing up and in, recovering, keeping it, and the administrator's part."""

import uuid
from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.conftest import ADMIN, PASSWORD, OpenTab, Site

Shoot = Callable[[Page, str], None]
NEW = "another four words together"


def assert_accessible(page: Page) -> None:
    violations = Axe().run(page).response["violations"]
    assert violations == [], [(one["id"], one["nodes"][0]["html"]) for one in violations]


def fresh_cpf() -> str:
    """Return a CPF that nobody has; the check digits are Receita Federal's."""
    digits = [int(sign) for sign in f"{uuid.uuid4().int % 10**9:09}"]
    for first in (10, 11):
        total = sum(digit * weight for digit, weight in zip(digits, range(first, 1, -1), strict=True))
        digits.append(0 if total % 11 < 2 else 11 - total % 11)
    return "".join(map(str, digits))


def fresh_email() -> str:
    return f"{uuid.uuid4().hex[:10]}@example.com"


def ready(page: Page, path: str, heading: str) -> None:
    """Open a page and wait until it is connected, so that a form knows where its reader was going."""
    page.goto(path)
    expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
    expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()


def type_in(page: Page, **fields: str) -> None:
    for ident, text in fields.items():
        page.locator(f"#{ident}").fill(text)


def test_a_patient_signs_up_by_keyboard_and_goes_where_they_were_going(
    open_tab: OpenTab, site: Site, shoot: Shoot
) -> None:
    page, email = open_tab(), fresh_email()
    ready(page, "/en/sign-in?next=%2Fen%2Ffind%3Fcity%3Drecife", "Sign in")
    assert_accessible(page)
    shoot(page, "sign-in")
    link = page.get_by_role("link", name="Sign up as a patient")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Sign up", level=1)).to_be_visible()
    expect(page.locator("input[name=next]")).to_have_value("/en/find?city=recife")
    assert_accessible(page)

    page.locator("#full_name").focus()
    for text in ("Maria", email, "111", "81 99876-5432", "31/12/1990", "password"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    summary = page.get_by_role("group", name="There is a problem")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_count(3)
    expect(page.locator("#email")).to_have_value(email)
    expect(page.locator("#password")).to_have_value("")
    assert_accessible(page)
    shoot(page, "sign-up-refused")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#full_name")).to_be_focused()

    type_in(page, full_name="Maria Silva", cpf=fresh_cpf(), password=PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Look in your mailbox")).to_be_visible()
    expect(page.get_by_text(email)).to_be_visible()
    assert_accessible(page)
    shoot(page, "confirm-email-sent")

    page.goto(site.link_mailed_to(email, "Confirm your e-mail address"))
    expect(page.get_by_role("button", name="Confirm this address")).to_be_visible()
    assert_accessible(page)
    shoot(page, "confirm-email")
    page.get_by_role("button", name="Confirm this address").press("Enter")
    page.wait_for_url("**/en/find?city=recife")


def test_a_wrong_password_keeps_the_name_and_the_way(open_tab: OpenTab, site: Site, shoot: Shoot) -> None:
    page, email = open_tab(), site.new_patient("Rita Alves")
    ready(page, "/en/sign-in?next=%2Fen%2Faccount", "Sign in")
    type_in(page, identifier=email, password="wrong words")
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="There is a problem")).to_be_focused()
    expect(page.locator("#identifier")).to_have_value(email)
    assert_accessible(page)
    shoot(page, "sign-in-refused")
    page.reload()
    expect(page.locator("#identifier")).to_have_value(email)
    type_in(page, password=PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/account")
    page.goto("/en/sign-in")
    page.wait_for_url("**/en/appointments")


def test_a_forgotten_password_is_replaced_once(open_tab: OpenTab, site: Site, shoot: Shoot) -> None:
    email = site.new_patient("Rita Alves")
    elsewhere, page = open_tab(email), open_tab()
    ready(page, "/en/forgot-password", "Forgot your password?")
    assert_accessible(page)
    shoot(page, "forgot-password")
    type_in(page, email=email)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Look in your mailbox")).to_be_visible()
    assert_accessible(page)

    link = site.link_mailed_to(email, "Choose a new password")
    page.goto(link)
    type_in(page, password="password1")
    page.keyboard.press("Enter")
    expect(page.locator("#password-error")).to_contain_text("others would try")
    assert_accessible(page)
    shoot(page, "reset-password-refused")
    type_in(page, password=NEW)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your password was changed. Sign in with the new one.")).to_be_visible()

    page.goto(link)
    expect(page.get_by_role("heading", name="This link was used already")).to_be_visible()
    assert_accessible(page)
    page.goto("/en/reset-password?token=half")
    expect(page.get_by_role("heading", name="This link is not complete")).to_be_visible()
    elsewhere.goto("/en/account")
    elsewhere.wait_for_url("**/en/sign-in?next=%2Fen%2Faccount&ended=1")


def test_the_account_is_changed_and_other_devices_are_signed_out(
    open_tab: OpenTab, site: Site, shoot: Shoot
) -> None:
    email = site.new_patient("Rita Alves")
    page, other = open_tab(email), open_tab(email)
    for each in (other, page):
        each.goto("/en/account")
        expect(each.get_by_role("heading", name="Signed-in devices")).to_be_visible()
    assert_accessible(page)
    shoot(page, "account")

    type_in(page, full_name="Rita", phone="81 3421-1234", birth_date="1/2/1980")
    page.get_by_role("button", name="Save details").click()
    expect(page.locator("#full_name-error")).to_be_visible()
    expect(page.locator("#phone")).to_have_value("81 3421-1234")
    assert_accessible(page)
    type_in(page, full_name="Rita Lima")
    page.get_by_role("button", name="Save details").click()
    expect(page.get_by_text("Your details were saved.")).to_be_visible()

    type_in(page, current_password="wrong words", new_password=NEW)
    page.keyboard.press("Enter")
    expect(page.locator("#current_password-error")).to_be_visible()
    assert_accessible(page)

    page.get_by_role("button", name="Sign out everywhere else").click()
    expect(page.get_by_text("1 device was signed out.")).to_be_visible()
    other.get_by_role("button", name="Save details").click()
    other.wait_for_url("**/en/sign-in?next=%2Fen%2Faccount&ended=1")


def test_a_doctor_signs_up_and_an_administrator_verifies_them(
    open_tab: OpenTab, site: Site, shoot: Shoot
) -> None:
    page, email, crm = open_tab(), fresh_email(), str(uuid.uuid4().int % 9_000_000 + 1_000_000)
    ready(page, "/en/sign-up/doctor", "Sign up as a doctor")
    assert_accessible(page)
    shoot(page, "sign-up-doctor")
    type_in(
        page,
        full_name="Bia Zuleide Lima",
        email=email,
        cpf=fresh_cpf(),
        phone="81 99876-5432",
        birth_date="31/12/1980",
    )
    type_in(
        page, password=PASSWORD, crm=crm, price="free", zip="50030-230", street="Rua da Aurora", number="1"
    )
    type_in(page, neighborhood="Boa Vista", city="Recife")
    for ident, value in {"crm_state": "PE", "specialty": "cardiology", "state": "PE"}.items():
        page.locator(f"#{ident}").select_option(value)
    page.get_by_label("In person").uncheck()
    page.get_by_label("Online").check()
    page.get_by_role("button", name="Sign up").click()
    expect(page.locator("#price-error")).to_be_visible()
    expect(page.locator("#specialty")).to_have_value("cardiology")
    expect(page.get_by_label("Online")).to_be_checked()
    expect(page.get_by_label("In person")).not_to_be_checked()
    assert_accessible(page)
    type_in(page, price="300", password=PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("heading", name="Look in your mailbox")).to_be_visible()
    page.goto("/en/doctor/bia-zuleide-lima-recife")
    expect(page.get_by_text("We could not find this doctor")).to_be_visible()

    own = open_tab(email)
    own.goto("/en/agenda")
    expect(own.get_by_text("Your CRM is being checked")).to_be_visible()
    assert_accessible(own)
    shoot(own, "agenda-new-doctor")
    own.get_by_role("link", name="Set your hours").press("Enter")
    expect(own.get_by_role("heading", name="Your hours")).to_be_visible()

    admin = open_tab(ADMIN)
    admin.goto("/en/admin/doctors")
    row = admin.get_by_role("row").filter(has_text=email)
    expect(row).to_be_visible()
    assert_accessible(admin)
    shoot(admin, "admin-doctors")
    row.get_by_role("button", name="Verify Bia Zuleide Lima").press("Enter")
    expect(admin.get_by_text("Verified. Patients can find this doctor now.")).to_be_visible()
    expect(row).to_have_count(0)
    page.reload()
    expect(page.get_by_role("heading", name="Bia Zuleide Lima", level=1)).to_be_visible()
    own.goto("/en/agenda")
    expect(own.get_by_text("Say when you see patients")).to_be_visible()
    expect(own.get_by_text("Your CRM is being checked")).to_have_count(0)
