"""Sharing files with a doctor in two browsers: picked while booking, opened, seen in the ledger, taken back while it is open."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests import sample_files as samples
from tests.e2e.checks import fits, no_violation, press_until
from tests.e2e.conftest import OpenTab, Practice, Site

Shoot = Callable[[Page, str], None]


def upload(page: Page, site: Site, name: str, content: bytes) -> str:
    """Add a file as the page of records does; return its id."""
    answer = page.context.request.post(
        "/records/files",
        multipart={"file": {"name": name, "mimeType": "application/octet-stream", "buffer": content}},
        headers={"Origin": site.url},
    )
    assert answer.ok, answer.text()
    return str(answer.json()["id"])


def book(page: Page, slot: str, *, tick: str) -> None:
    """Go through the steps of a booking by keyboard, and pick a file to share."""
    page.goto(f"/en/book?slot={slot}")
    expect(page.get_by_role("heading", name="Who is the appointment for?")).to_be_visible()
    page.get_by_role("radio").first.press("Space")
    page.get_by_role("button", name="Continue").press("Enter")
    expect(page.get_by_role("heading", name="Why do you want to be seen?")).to_be_visible()
    press_until(page, page.get_by_label(tick))
    page.keyboard.press("Space")
    no_violation(page)
    fits(page)
    page.get_by_role("button", name="Continue").press("Enter")
    expect(page.get_by_role("heading", name="Check and confirm")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(tick)


def test_a_file_is_shared_opened_seen_in_the_ledger_and_taken_back_while_it_is_open(
    site: Site, practice: Practice, open_tab: OpenTab, shoot: Shoot
) -> None:
    patient = open_tab(site.new_patient("Yara Zimmermann"))
    upload(patient, site, "raio-x do joelho direito.png", samples.png())
    kept = upload(patient, site, "hemograma.pdf", samples.pdf(2))
    visit = booked_with_a_file(patient, practice.slots[0], shoot)
    share_another(patient, shoot)

    doctor = open_tab(practice.email)
    doctor.goto(f"/en/visit/{visit}")
    files = doctor.get_by_role("list", name="Files that the patient shares with you")
    expect(files.get_by_role("listitem")).to_have_count(2)
    press_until(doctor, doctor.get_by_role("button", name="Show hemograma.pdf"))
    doctor.keyboard.press("Enter")
    first = doctor.get_by_role("img", name="Page 1 of 2")
    expect(first).to_have_attribute("data-loading", "false")
    no_violation(doctor)
    fits(doctor)
    shoot(doctor, "visit-files")

    ledger = patient.context.new_page()
    ledger.goto("/en/records/access")
    expect(ledger.get_by_text("This record is complete and unchanged.")).to_be_visible()
    listed = ledger.get_by_role("list", name="What happened, the newest first").get_by_role("listitem")
    expect(listed.first).to_contain_text(f"{practice.name} opened hemograma.pdf")
    expect(listed).to_have_count(5)
    no_violation(ledger)
    fits(ledger)
    shoot(ledger, "records-access")

    press_until(patient, patient.get_by_role("button", name="Stop sharing hemograma.pdf"))
    patient.keyboard.press("Enter")
    expect(patient.get_by_text("It is no longer shared.")).to_be_visible()
    expect(first).to_have_count(0)
    expect(doctor.get_by_text("The patient no longer shares this file with you.")).to_be_visible()
    expect(files.get_by_role("listitem")).to_have_count(1)
    for address in ("pages/1", "content"):
        assert doctor.context.request.get(f"/records/files/{kept}/{address}").status == 404
    expect(listed.first).to_contain_text("You stopped sharing hemograma.pdf")
    runs_out_while_it_is_open(site, doctor, visit)

    patient_of = "(SELECT patient_id FROM appointments WHERE id = %s)"
    site.rows(f"DELETE FROM access_ledger WHERE sequence = 3 AND patient_id = {patient_of}", visit)  # pyright: ignore[reportArgumentType]
    ledger.reload()
    expect(ledger.get_by_text("This record is not as it was written")).to_be_visible()
    no_violation(ledger)
    shoot(ledger, "records-access-broken")


def booked_with_a_file(page: Page, slot: str, shoot: Shoot) -> str:
    """Book, with one file picked; return the appointment's id."""
    book(page, slot, tick="hemograma.pdf")
    shoot(page, "book-check-with-files")
    page.go_back()
    box = page.get_by_label("hemograma.pdf")
    expect(box).to_be_checked()
    shoot(page, "book-files")
    box.uncheck()
    page.reload()
    expect(box).not_to_be_checked()
    box.check()
    page.reload()
    expect(box).to_be_checked()
    page.get_by_role("button", name="Continue").press("Enter")
    page.get_by_role("button", name="Confirm booking").press("Enter")
    expect(page.get_by_role("heading", name="Your request was sent")).to_be_visible()
    return page.url.split("/appointments/")[1]


def share_another(page: Page, shoot: Shoot) -> None:
    """Share the other file too, from the page of the appointment."""
    shared = page.get_by_role("list", name="Files that the doctor can read").get_by_role("listitem")
    expect(shared).to_have_count(1)
    expect(shared).to_contain_text("hemograma.pdf")
    page.get_by_role("button", name="Share the ticked files").press("Enter")
    expect(page.get_by_text("Tick at least one file.")).to_be_visible()
    page.get_by_label("raio-x do joelho direito.png").press("Space")
    page.get_by_role("button", name="Share the ticked files").press("Enter")
    expect(shared).to_have_count(2)
    no_violation(page)
    fits(page)
    shoot(page, "appointment-files")


def runs_out_while_it_is_open(site: Site, doctor: Page, visit: str) -> None:
    """A grant that ends closes the file too, although nobody says so."""
    doctor.get_by_role("button", name="Show raio-x").press("Enter")
    image = doctor.get_by_role("img", name="raio-x do joelho direito.png")
    expect(image).to_have_attribute("data-loading", "false")
    site.rows("UPDATE file_grants SET expires_at = clock_timestamp() WHERE appointment_id = %s", visit)
    expect(image).to_have_count(0)
    expect(doctor.get_by_text("The patient shares no file with you.")).to_be_visible()


def test_a_file_is_shared_from_its_own_page_until_a_date(
    site: Site, practice: Practice, open_tab: OpenTab, shoot: Shoot
) -> None:
    email = site.new_patient("Xisto Valadares")
    page = open_tab(email)
    file_id = upload(page, site, "receita.pdf", samples.pdf())
    page.goto(f"/en/records/{file_id}")
    expect(page.get_by_text("Only you can read it.")).to_be_visible()
    expect(page.get_by_text("You can share a file with a doctor once you have booked")).to_be_visible()
    site.rows(
        """
        INSERT INTO appointments (id, doctor_id, patient_id, during, starts_at, status, active, price_cents)
        SELECT uuidv7(), %s, id, tstzrange(now() - interval '49 hours', now() - interval '48 hours'),
               now() - interval '49 hours', 'concluded', false, 25000
        FROM users WHERE email = %s
        """,
        practice.id,
        email,
    )
    page.reload()
    press_until(page, page.get_by_label("Doctor", exact=True))
    page.get_by_label("Until the end of").fill("2020-01-01")
    page.get_by_role("button", name="Share", exact=True).press("Enter")
    expect(page.get_by_text("Choose a date in the future")).to_be_visible()
    no_violation(page)
    fits(page)
    until = site.one("SELECT (now() + interval '40 days')::date::text")
    page.get_by_label("Until the end of").fill(until)
    page.get_by_role("button", name="Share", exact=True).press("Enter")
    readers = page.get_by_role("list", name="Doctors who can read this file")
    expect(readers).to_contain_text(practice.name)
    no_violation(page)
    fits(page)
    shoot(page, "record-file-shared")
    press_until(page, page.get_by_role("button", name=f"Stop sharing with {practice.name}"), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("What the doctor saved before cannot be taken back.")).to_be_visible()
    expect(readers).to_have_count(0)
