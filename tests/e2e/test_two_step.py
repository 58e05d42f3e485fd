"""Two-step sign-in as a person meets it: turned on with the keyboard alone, used, lost and found, turned off."""

from collections.abc import Callable

from playwright.sync_api import Page, expect
from pyotp.totp import TOTP

from tests.e2e.checks import fits, no_violation, press_until
from tests.e2e.conftest import PASSWORD, OpenTab, Site

Shoot = Callable[[Page, str], None]
PAGE = "/en/account/two-step"


def looked_at(page: Page, shoot: Shoot, name: str) -> None:
    """Check the page as it is now, and keep a picture of it."""
    no_violation(page)
    fits(page)
    shoot(page, name)


def code_of(app: TOTP, site: Site, email: str) -> str:
    """Return a code that was not used: the app's of now, or of the step after the last one that was."""
    used = site.one(
        "SELECT last_step FROM two_factors JOIN users u ON u.id = user_id WHERE email = %s", email
    )
    now = site.one("SELECT floor(extract(epoch FROM clock_timestamp()) / 30)::bigint")
    return app.generate_otp(max(used + 1, now))


def forget_used(site: Site, email: str) -> None:
    """Let time pass: half a minute, in which the app shows another code."""
    site.rows(
        "UPDATE two_factors SET last_step = last_step - 10 FROM users u WHERE u.id = user_id AND email = %s",
        email,
    )


def turned_on(page: Page, site: Site, email: str, shoot: Shoot) -> tuple[TOTP, list[str]]:
    """Turn two-step sign-in on with the keyboard alone; return the app and the recovery codes."""
    page.goto("/en/account")
    way = page.get_by_role("link", name="Turn on two-step sign-in")
    expect(way).to_be_visible()
    way.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Two-step sign-in", level=1)).to_be_visible()
    expect(page.locator("#password")).to_be_visible()
    looked_at(page, shoot, "two-step")
    press_until(page, page.locator("#password"))
    page.keyboard.type("wrong words")
    page.keyboard.press("Enter")
    expect(page.locator("#password-error")).to_contain_text("not your current password")
    looked_at(page, shoot, "two-step-refused")
    page.locator("#password").focus()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")

    expect(page.get_by_role("img", name="Picture for your authenticator app")).to_be_visible()
    looked_at(page, shoot, "two-step-picture")
    app = TOTP(page.locator("#secret").inner_text().replace(" ", ""))
    press_until(page, page.locator("#code"))
    page.keyboard.type("12345")
    page.keyboard.press("Enter")
    expect(page.locator("#code-error")).to_be_visible()
    no_violation(page)
    page.locator("#code").focus()
    page.keyboard.type(code_of(app, site, email))
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Keep your recovery codes")).to_be_visible()
    codes = page.locator("#recovery-codes li").all_inner_texts()
    assert len(codes) == 10
    looked_at(page, shoot, "two-step-recovery-codes")
    return app, codes


def signs_in(page: Page, email: str) -> None:
    """Give the password on the sign-in page."""
    page.goto("/en/sign-in?next=%2Fen%2Faccount")
    expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()
    page.locator("#identifier").fill(email)
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Enter your code", level=1)).to_be_visible()
    expect(page.locator("#code")).to_be_visible()


def test_two_steps_from_on_to_off(open_tab: OpenTab, site: Site, shoot: Shoot) -> None:
    email = site.new_patient("Rita Alves")
    page = open_tab(email)
    app, codes = turned_on(page, site, email, shoot)
    page.reload()
    expect(page.get_by_text("Recovery codes that you have not used: 10")).to_be_visible()
    expect(page.locator("#recovery-codes")).to_have_count(0)
    looked_at(page, shoot, "two-step-on")

    other = open_tab()
    signs_in(other, email)
    looked_at(other, shoot, "sign-in-code")
    press_until(other, other.locator("#code"))
    other.keyboard.type("000000")
    other.keyboard.press("Enter")
    summary = other.get_by_role("group", name="There is a problem")
    expect(summary).to_be_focused()
    looked_at(other, shoot, "sign-in-code-refused")
    other.keyboard.press("Tab")
    other.keyboard.press("Enter")
    expect(other.locator("#code")).to_be_focused()
    forget_used(site, email)
    other.keyboard.type(code_of(app, site, email))
    other.keyboard.press("Enter")
    other.wait_for_url("**/en/account")
    expect(other.get_by_text("On: signing in asks for your password and a code.")).to_be_visible()

    third = open_tab()
    signs_in(third, email)
    third.locator("#code").fill(codes[0])
    third.keyboard.press("Enter")
    third.wait_for_url("**/en/account")

    page.goto(PAGE)
    expect(page.get_by_text("Recovery codes that you have not used: 9")).to_be_visible()
    page.locator("#renew_password").fill(PASSWORD)
    page.locator("#renew_code").fill(codes[1])
    page.keyboard.press("Enter")
    expect(page.locator("#recovery-codes li")).to_have_count(10)
    assert not set(page.locator("#recovery-codes li").all_inner_texts()) & set(codes)
    page.goto(PAGE)
    forget_used(site, email)
    page.locator("#off_password").fill(PASSWORD)
    page.locator("#off_code").fill(code_of(app, site, email))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Two-step sign-in is off.")).to_be_visible()
    expect(page.locator("#password")).to_be_visible()


def test_the_page_for_the_code_without_a_password_leads_back(open_tab: OpenTab) -> None:
    page = open_tab()
    page.goto("/en/sign-in/code?next=%2Fen%2Ffind")
    page.wait_for_url("**/en/sign-in?done=late&next=%2Fen%2Ffind")
    expect(page.get_by_text("The time to enter the code ran out.")).to_be_visible()
