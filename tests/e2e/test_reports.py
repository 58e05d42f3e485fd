"""A visit and its report: written while it is saved, signed, read and downloaded by the patient, checked by a stranger."""

import io
import re
from collections.abc import Callable

import pikepdf
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.checks import fits, no_violation, press_until
from tests.e2e.conftest import PASSWORD, OpenTab, Practice, Site

Shoot = Callable[[Page, str], None]


@pytest.fixture
def visit(site: Site, practice: Practice) -> tuple[str, str]:
    """A confirmed visit that may begin now, and its patient's e-mail."""
    email = site.new_patient("Rosa de Cássia Magalhães")
    visit_id = site.one(
        """
        INSERT INTO appointments (id, doctor_id, patient_id, during, starts_at, status, active, price_cents)
        SELECT gen_random_uuid(), %s, u.id, tstzrange(at, at + interval '30 minutes'), at, 'confirmed', true, 25000
        FROM users u, (SELECT now() - interval '5 minutes' AS at) WHERE u.email = %s RETURNING id::text
        """,
        practice.id,
        email,
    )
    site.rows("UPDATE doctors SET specialty = 'cardiology' WHERE id = %s", practice.id)
    return str(visit_id), email


def saved(site: Site, visit_id: str, revision: int) -> None:
    """Wait until so many changes of the draft are in the database."""
    site.until("SELECT revision >= %s FROM reports WHERE appointment_id = %s", revision, visit_id)


def begun(site: Site, visit_id: str, page: Page) -> None:
    """Let the visit be under way, and open its report."""
    site.rows("UPDATE appointments SET status = 'in_progress' WHERE id = %s", visit_id)
    page.goto(f"/en/visit/{visit_id}/report")
    expect(page.get_by_role("heading", name="Write the report")).to_be_visible()


def sign(page: Page) -> None:
    """Look through the report, and sign it."""
    page.get_by_role("button", name="Look through and sign").click()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Sign the report").click()
    expect(page.get_by_text("The report is signed.")).to_be_visible()


def write(page: Page) -> None:
    """Fill in a report with a diagnosis and two medicines, of which nobody says how often."""
    page.get_by_label("Main complaint").fill("Tightness in the chest when climbing stairs, for three weeks.")
    page.get_by_label("Cardiovascular examination").fill("BP 150/95 mmHg, HR 78, no murmurs, no oedema.")
    page.get_by_label("Plan", exact=True).fill("Stress test. Less salt.\nBack in 30 days.")
    find = page.get_by_role("combobox", name="Find a diagnosis")
    find.press_sequentially("essential hyp")
    found = page.get_by_role("listbox", name="Find a diagnosis").get_by_role("option")
    expect(found.first).to_contain_text("Essential (primary) hypertension")
    find.press("Enter")
    expect(page.get_by_role("button", name="Remove I10")).to_be_visible()
    for number, medicine in enumerate(("Losartan 50 mg", "Aspirin 100 mg"), 1):
        page.get_by_role("button", name="Add a medicine").click()
        line = medicine_line(page, number)
        expect(line.get_by_label("Medicine and strength")).to_be_focused()
        line.get_by_label("Medicine and strength").fill(medicine)
        line.get_by_label("Dose").fill("1 tablet")
        line.get_by_label("For how long").fill("30 days")


def medicine_line(page: Page, number: int) -> Locator:
    """Return the fields of one medicine."""
    return page.get_by_role("group", name=f"Medicine {number}", exact=True)


def read_and_download(page: Page, visit_id: str) -> str:
    """Read the report as its patient, from the appointment on, and download it; return its code."""
    page.goto(f"/en/appointments/{visit_id}")
    page.get_by_role("link", name="Read the report").click()
    expect(page.get_by_role("heading", name="Report of your visit")).to_be_visible()
    expect(page.get_by_text("Losartan 50 mg")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as PDF").click()
    assert re.fullmatch(r"report-\d{4}-\d\d-\d\d\.pdf", download.value.suggested_filename)
    assert len(pikepdf.open(io.BytesIO(download.value.path().read_bytes())).pages) == 1
    return page.get_by_text(re.compile(r"^(\w{4}-){6}\w{4}$")).inner_text()


def test_from_the_start_of_the_visit_to_a_stranger_who_checks_the_report(
    site: Site, practice: Practice, visit: tuple[str, str], open_tab: OpenTab, shoot: Shoot
) -> None:
    visit_id, patient = visit
    page = open_tab(practice.email)
    page.goto(f"/en/visit/{visit_id}")
    page.get_by_role("button", name="Start the visit").click()
    page.get_by_role("link", name="Write the report").click()
    expect(page.get_by_role("heading", name="Write the report")).to_be_visible()
    no_violation(page)
    write(page)
    page.get_by_role("button", name="Look through and sign").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    no_violation(page)
    shoot(page, "report-write")
    for number in (1, 2):
        medicine_line(page, number).get_by_label("How often").fill("once a day")
    page.get_by_role("button", name="Look through and sign").click()
    page.get_by_label("Your password").fill("not my password")
    page.get_by_role("button", name="Sign the report").click()
    expect(page.get_by_text("This is not your current password.").first).to_be_visible()
    no_violation(page)
    shoot(page, "report-check")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Sign the report").click()
    expect(page.get_by_text("The report is signed.")).to_be_visible()
    page.get_by_role("button", name="Conclude the visit").click()
    expect(page.get_by_text("The visit is concluded.")).to_be_visible()
    no_violation(page)
    fits(page)

    page.goto("/en/patients")
    page.get_by_label("Name of the patient").fill("rosa cassia")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Rosa de Cássia Magalhães").click()
    expect(page.get_by_role("heading", name="Reports that you signed")).to_be_visible()
    expect(page.get_by_text("I10 Essential (primary) hypertension")).to_be_visible()

    reader = open_tab(patient)
    code = read_and_download(reader, visit_id)
    no_violation(reader)
    fits(reader)
    shoot(reader, "report-read")
    list_and_ledger(reader, practice, shoot)
    stranger_checks(open_tab(), practice, code, shoot)


def list_and_ledger(page: Page, practice: Practice, shoot: Shoot) -> None:
    """Find the report in the patient's list by keyboard, and in the ledger who opened it."""
    page.goto("/en/records")
    rows = page.get_by_role("table", name="Reports of your visits, the newest first").get_by_role("row")
    expect(rows).to_have_count(2)
    expect(rows.nth(1)).to_contain_text(practice.name)
    expect(rows.nth(1)).to_contain_text("Cardiology")
    no_violation(page)
    fits(page)
    shoot(page, "records-reports")
    press_until(page, rows.nth(1).get_by_role("link", name=re.compile("^PDF of the report")))
    with page.expect_download():
        page.keyboard.press("Enter")
    press_until(page, rows.nth(1).get_by_role("link").first, "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Report of your visit")).to_be_visible()
    page.goto("/en/records/access")
    lines = page.get_by_role("list", name="What happened, the newest first").get_by_role("listitem")
    expect(lines.filter(has_text=f"You opened the report of {practice.name}").first).to_be_visible()
    expect(lines.filter(has_text=f"{practice.name} opened their own report").first).to_be_visible()
    expect(page.get_by_text("This record is complete and unchanged.")).to_be_visible()
    no_violation(page)
    fits(page)
    shoot(page, "records-access-reports")


def stranger_checks(page: Page, practice: Practice, code: str, shoot: Shoot) -> None:
    """Check a code by keyboard, then another that is none."""
    page.goto("/en/verify")
    press_until(page, page.get_by_label("Verification code"))
    page.keyboard.type(code.lower())
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"signed by {practice.name}")).to_be_visible()
    expect(page.get_by_text("Rosa")).to_have_count(0)
    no_violation(page)
    fits(page)
    shoot(page, "verify")
    page.get_by_label("Verification code").fill(code[:-4] + "0000")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("No signed report has this code")).to_be_visible()
    no_violation(page)


def test_nothing_that_was_typed_is_lost_by_a_reload_or_a_power_cut(
    site: Site, practice: Practice, visit: tuple[str, str], open_tab: OpenTab
) -> None:
    visit_id, _ = visit
    page = open_tab(practice.email)
    begun(site, visit_id, page)
    plan, complaint = page.get_by_label("Plan", exact=True), page.get_by_label("Main complaint")
    plan.fill("Rest")
    page.reload()
    expect(plan).to_have_value("Rest")
    saved(site, visit_id, 1)

    complaint.fill("Before the cut")
    saved(site, visit_id, 2)
    site.kill("web")
    lost = page.get_by_text("The connection was lost")
    expect(lost).to_be_visible()
    complaint.fill("During the cut")
    expect(lost).to_have_count(0, timeout=60_000)
    saved(site, visit_id, 3)
    page.reload()
    expect(complaint).to_have_value("During the cut")
    expect(plan).to_have_value("Rest")


def test_two_tabs_write_in_different_fields_and_are_asked_about_the_same_one(
    site: Site, practice: Practice, visit: tuple[str, str], open_tab: OpenTab, shoot: Shoot
) -> None:
    visit_id, _ = visit
    one, two = open_tab(practice.email), open_tab(practice.email)
    begun(site, visit_id, one)
    begun(site, visit_id, two)
    one.get_by_label("Plan", exact=True).fill("Rest")
    saved(site, visit_id, 1)
    two.get_by_label("Main complaint").fill("Dizzy")
    saved(site, visit_id, 2)
    expect(two.get_by_label("Plan", exact=True)).to_have_value("Rest")

    one.get_by_label("Plan", exact=True).fill("Rest for a week")
    saved(site, visit_id, 3)
    two.get_by_label("Plan", exact=True).fill("Walk every day")
    clash = two.get_by_role("alert").filter(has_text="This was changed in another tab")
    expect(clash).to_contain_text("Rest for a week")
    no_violation(two)
    shoot(two, "report-two-tabs")
    assert two.get_by_label("Plan", exact=True).input_value() == "Walk every day"
    two.get_by_role("button", name="Keep what is typed here").click()
    expect(clash).to_have_count(0)
    saved(site, visit_id, 4)

    one.get_by_label("Plan", exact=True).fill("Rest for two weeks")
    expect(one.get_by_role("alert").filter(has_text="Walk every day")).to_be_visible()
    one.get_by_role("button", name="Use the other text").click()
    expect(one.get_by_label("Plan", exact=True)).to_have_value("Walk every day")
    one.reload()
    expect(one.get_by_label("Plan", exact=True)).to_have_value("Walk every day")
    expect(one.get_by_label("Main complaint")).to_have_value("Dizzy")


def test_by_keyboard_alone_a_report_is_written_signed_and_amended(
    site: Site, practice: Practice, visit: tuple[str, str], open_tab: OpenTab, shoot: Shoot
) -> None:
    visit_id, patient = visit
    page = open_tab(practice.email, width=390)
    begun(site, visit_id, page)
    press_until(page, page.get_by_label("Plan", exact=True))
    page.keyboard.type("Rest")
    find = page.get_by_role("combobox", name="Find a diagnosis")
    press_until(page, find)
    page.keyboard.type("migraine")
    found = page.get_by_role("listbox", name="Find a diagnosis").get_by_role("option")
    expect(found.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(found.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Remove G43")).to_be_visible()
    expect(find).to_be_focused()
    press_until(page, page.get_by_role("button", name="Look through and sign"))
    page.keyboard.press("Enter")
    press_until(page, page.get_by_label("Your password"))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("The report is signed.")).to_be_visible()

    amend = page.get_by_role("button", name="Amend the report")
    press_until(page, amend)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Amend the report")).to_be_visible()
    expect(page.get_by_label("Plan", exact=True)).to_have_value("Rest")
    press_until(page, page.get_by_label("Why do you amend the report?"))
    page.keyboard.type("The length was missing.")
    press_until(page, page.get_by_label("Plan", exact=True))
    page.keyboard.press("End")
    page.keyboard.type(" for a week")
    no_violation(page)
    fits(page)
    sign(page)
    expect(page.get_by_text("Rest for a week")).to_be_visible()
    page.get_by_role("link", name=re.compile("Version 1, signed")).click()
    expect(page.get_by_text("A newer version replaced this one.")).to_be_visible()
    expect(page.get_by_text("Rest", exact=True)).to_be_visible()
    no_violation(page)
    shoot(page, "report-amended")

    reader = open_tab(patient)
    reader.goto(f"/en/appointments/{visit_id}/report")
    expect(reader.get_by_text("The length was missing.")).to_be_visible()


def test_who_has_no_part_in_a_visit_finds_no_report(
    site: Site, practice: Practice, visit: tuple[str, str], open_tab: OpenTab
) -> None:
    visit_id, patient = visit
    page = open_tab(practice.email)
    page.goto(f"/en/visit/{visit_id}/report")
    expect(page.get_by_role("heading", name="The visit has not begun")).to_be_visible()
    no_violation(page)
    reader = open_tab(patient)
    reader.goto(f"/en/appointments/{visit_id}/report")
    expect(reader.get_by_role("heading", name="There is no report to read here")).to_be_visible()
    no_violation(reader)
    stranger = open_tab(site.new_patient("Outra Pessoa"))
    stranger.goto(f"/en/appointments/{visit_id}/report")
    expect(stranger.get_by_role("heading", name="There is no report to read here")).to_be_visible()
