"""The story that the product is for: find, pick, book; another's screen loses the time; the doctor's answer appears."""

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import PASSWORD, OpenTab, Practice, Site


def free_time(page: Page, slot_id: str) -> Locator:
    return page.locator(f"a[href*='slot={slot_id}']")


def pick_day_of(page: Page, site: Site, slot_id: str) -> None:
    """Choose the day of a slot in the strip of days."""
    day = site.one(
        "SELECT to_char(starts_at AT TIME ZONE 'America/Sao_Paulo', 'FMDD Mon') FROM slots WHERE id = %s",
        slot_id,
    )
    page.get_by_role("button").filter(has_text=day).first.click()


def test_a_patient_books_while_another_watches_and_the_doctor_answers(
    site: Site, practice: Practice, open_tab: OpenTab
) -> None:
    slot = practice.slots[0]
    name = "Ana Clara de Souza"
    ana_mail = site.new_patient(name)
    watcher, doctor, ana = open_tab(), open_tab(practice.email), open_tab(width=390)

    watcher.goto(f"/en/doctor/{practice.slug}")
    pick_day_of(watcher, site, slot)
    expect(free_time(watcher, slot)).to_be_visible()
    doctor.goto("/en/requests")
    expect(doctor.get_by_role("heading", name="Requests")).to_be_visible()

    # A visitor picks a time, signs in, and comes back to that very time, which is now held.
    ana.goto(f"/en/doctor/{practice.slug}")
    pick_day_of(ana, site, slot)
    free_time(ana, slot).click()
    expect(ana.get_by_text("Sign in or sign up to book the time you chose.")).to_be_visible()
    ana.get_by_label("E-mail").fill(ana_mail)
    ana.get_by_label("Password", exact=True).fill(PASSWORD)
    ana.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(ana.get_by_role("heading", name="Who is the appointment for?")).to_be_visible()
    expect(ana.get_by_text("Held for you for")).to_be_visible()

    # The other screen loses it, by itself.
    expect(free_time(watcher, slot)).to_have_count(0)

    ana.get_by_label("Someone else").check()
    ana.get_by_label("Their full name").fill("Bia de Souza")
    ana.get_by_label("Their date of birth").fill("31/12/2015")
    ana.get_by_role("button", name="Continue").click()
    expect(ana.get_by_role("heading", name="Why do you want to be seen?")).to_be_visible()
    expect(ana.get_by_text("For Bia de Souza")).to_be_visible()
    ana.get_by_role("textbox").fill("A cough at night")
    ana.get_by_role("button", name="Continue").click()
    expect(ana.get_by_role("heading", name="Check and confirm")).to_be_visible()
    expect(ana.get_by_role("main")).to_contain_text("A cough at night")
    ana.get_by_role("button", name="Confirm booking").click()
    expect(ana.get_by_role("heading", name="Your request was sent")).to_be_visible()
    assert "/en/appointments/" in ana.url

    # The doctor sees it arrive, confirms it, and the patient's page says so; nobody reloads.
    request = doctor.get_by_role("listitem").filter(has=doctor.get_by_role("heading", name=name)).last
    expect(request).to_contain_text("Bia de Souza")
    request.get_by_role("button", name="Confirm").click()
    expect(ana.get_by_role("heading", name="Your appointment is confirmed")).to_be_visible()

    with ana.expect_download() as download:
        ana.get_by_role("link", name="Add to calendar").click()
    content = download.value.path().read_text()
    assert "STATUS:CONFIRMED" in content
    assert "cough" not in content


def test_two_patients_press_the_same_time_and_one_wins(
    site: Site, practice: Practice, open_tab: OpenTab
) -> None:
    slot = practice.slots[1]
    one, two = (open_tab(site.new_patient(name)) for name in ("Um Primeiro", "Dois Segundo"))
    one.goto(f"/en/book?slot={slot}")
    expect(one.get_by_role("heading", name="Who is the appointment for?")).to_be_visible()
    two.goto(f"/en/book?slot={slot}")
    expect(two.get_by_role("heading", name="Someone else has just taken this time")).to_be_visible()
    expect(two.get_by_role("heading", name="The nearest times")).to_be_visible()
    expect(two.get_by_text("Kept for you for")).to_be_visible()
    two.get_by_role("link", name="Take this time").or_(
        two.locator("main a[href*='slot=']").first
    ).first.click()
    expect(two.get_by_role("heading", name="Who is the appointment for?")).to_be_visible()
