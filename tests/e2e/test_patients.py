"""A doctor's own patients in the browser, by keyboard: found by name, and what they share for as long as they do."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests import sample_files as samples
from tests.e2e.checks import fits, no_violation, press_until
from tests.e2e.conftest import OpenTab, Practice, Site
from tests.e2e.test_sharing import upload

Shoot = Callable[[Page, str], None]


def forget_patients(site: Site, practice: Practice) -> None:
    """Let the doctor have met nobody yet."""
    site.rows("UPDATE appointments SET status = 'held', active = false WHERE doctor_id = %s", practice.id)


def concluded(site: Site, practice: Practice, email: str) -> str:
    """Put a visit of last week into the doctor's past; return the patient's id."""
    return str(
        site.one(
            """
            INSERT INTO appointments (id, doctor_id, patient_id, during, starts_at, status, active, price_cents)
            SELECT gen_random_uuid(), %s, u.id, tstzrange(at, at + interval '30 minutes'), at, 'concluded', false, 25000
            FROM users u, (SELECT now() - interval '7 days' AS at) WHERE u.email = %s RETURNING patient_id::text
            """,
            practice.id,
            email,
        )
    )


def test_a_doctor_finds_a_patient_and_what_they_share_goes_when_it_ends(
    site: Site, practice: Practice, open_tab: OpenTab, shoot: Shoot
) -> None:
    forget_patients(site, practice)
    email = site.new_patient("Iolanda Gonçalves de Araújo")
    patient_id = concluded(site, practice, email)
    concluded(site, practice, site.new_patient("Álvaro Um"))
    file_id = upload(open_tab(email), site, "hemograma.pdf", samples.pdf())
    site.rows(
        "INSERT INTO file_grants (id, file_id, doctor_id, expires_at) VALUES (gen_random_uuid(), %s, %s, now() + interval '3 days')",
        file_id,
        practice.id,
    )
    page = open_tab(practice.email)
    page.goto("/en/agenda")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Patients").press("Enter")
    rows = page.get_by_role("table", name="Your patients, by name").get_by_role("row")
    expect(rows.filter(has_text="Iolanda")).to_be_visible()
    expect(rows.filter(has_text="Álvaro Um")).to_be_visible()
    no_violation(page)
    fits(page)
    shoot(page, "patients")

    press_until(page, page.get_by_label("Name of the patient"))
    page.keyboard.type("goncalves iol")
    page.keyboard.press("Enter")
    expect(rows).to_have_count(2)
    expect(rows.nth(1)).to_contain_text("1 visit")
    press_until(page, rows.nth(1).get_by_role("link"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Iolanda Gonçalves de Araújo")).to_be_visible()
    visits = page.get_by_role("list", name="Visits, the latest first").get_by_role("listitem")
    expect(visits).to_have_count(1)
    expect(visits).to_contain_text("Concluded")
    press_until(page, page.get_by_role("button", name="Show hemograma.pdf"))
    page.keyboard.press("Enter")
    drawn = page.get_by_role("img", name="Page 1 of 1")
    expect(drawn).to_be_visible()
    expect(drawn).to_have_attribute("data-loading", "false")
    no_violation(page)
    fits(page)
    shoot(page, "patient")

    site.rows("DELETE FROM file_grants WHERE file_id = %s", file_id)
    expect(page.get_by_text("The patient no longer shares this file with you.")).to_be_visible()
    expect(page.get_by_role("img", name="Page 1 of 1")).to_have_count(0)
    none_of_ones_patients(site, page, shoot)
    reader = open_tab(email)
    reader.goto(f"/en/patients/{patient_id}")
    expect(reader.get_by_text("Your account may not do this.")).to_be_visible()


def none_of_ones_patients(site: Site, page: Page, shoot: Shoot) -> None:
    """Look for a name that nobody has, and at the addresses of somebody else's patient and of nobody."""
    page.goto("/en/patients")
    page.get_by_label("Name of the patient").fill("nobody of this name")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="None of your patients has this name")).to_be_visible()
    expect(page.get_by_label("Name of the patient")).to_have_value("nobody of this name")
    no_violation(page)
    strange = site.one("SELECT id::text FROM users WHERE email = %s", site.new_patient("Outra Pessoa"))
    for missing in (strange, "nothing"):
        page.goto(f"/en/patients/{missing}")
        expect(page.get_by_role("heading", name="This is none of your patients")).to_be_visible()
        expect(page.get_by_text("Outra Pessoa")).to_have_count(0)
    no_violation(page)
    shoot(page, "patient-missing")


def test_a_doctor_without_patients_is_told_who_will_stand_there(
    site: Site, practice: Practice, open_tab: OpenTab, shoot: Shoot
) -> None:
    forget_patients(site, practice)
    page = open_tab(practice.email)
    page.goto("/en/patients")
    expect(page.get_by_role("heading", name="No patients yet")).to_be_visible()
    no_violation(page)
    fits(page)
    shoot(page, "patients-empty")
