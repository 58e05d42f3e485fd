"""The bell rings in an open page, and its page is read by keyboard alone; first with nothing in it."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.e2e.checks import fits, no_violation, press_until
from tests.e2e.conftest import OpenTab, Practice, Site

Shoot = Callable[[Page, str], None]


def bell(page: Page) -> Locator:
    return page.get_by_role("banner").get_by_role("link", name=re.compile("^Notices"))


def book(page: Page, slot: str) -> None:
    """Book a time as a patient does who has nothing to add."""
    page.goto(f"/en/book?slot={slot}")
    expect(page.get_by_role("heading", name="Who is the appointment for?")).to_be_visible()
    page.get_by_label(re.compile("^Me,")).check()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Why do you want to be seen?")).to_be_visible()
    page.get_by_role("textbox").fill("A cough at night")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Confirm booking").click()
    expect(page.get_by_role("heading", name="Your request was sent")).to_be_visible()


def test_the_bell_rings_on_both_sides_and_what_is_read_is_read_everywhere(
    site: Site, practice: Practice, open_tab: OpenTab, shoot: Shoot
) -> None:
    name = "Maria Aparecida do Nascimento Vasconcelos"
    email = site.new_patient(name)
    doctor, patient, phone = open_tab(practice.email), open_tab(email), open_tab(email, width=390)
    patient.goto("/en/notices")
    expect(patient.get_by_role("heading", name="No notices yet")).to_be_visible()
    shoot(patient, "notices-empty")
    no_violation(patient)
    doctor.goto("/en/hours")
    expect(bell(doctor)).to_be_visible()
    before = site.one("SELECT count(*) FROM notices WHERE recipient_id = %s", practice.id)
    assert before == 0
    expect(bell(doctor)).to_have_accessible_name("Notices, none unread")

    book(patient, practice.slots[0])
    expect(bell(doctor)).to_have_accessible_name("Notices, 1 unread")
    expect(bell(patient)).to_have_accessible_name("Notices, none unread")
    bell(doctor).press("Enter")
    asked = doctor.get_by_role("link", name=f"{name} asks for a time.")
    expect(asked).to_be_visible()
    shoot(doctor, "notices-doctor")
    phone.goto("/en/account")
    expect(bell(phone)).to_have_accessible_name("Notices, none unread")
    asked.press("Enter")
    expect(doctor).to_have_url(re.compile("/en/visit/"))
    expect(bell(doctor)).to_have_accessible_name("Notices, none unread")

    doctor.goto("/en/requests")
    request = doctor.get_by_role("listitem").filter(has=doctor.get_by_role("heading", name=name)).last
    request.get_by_role("button", name="Confirm").click()
    expect(bell(phone)).to_have_accessible_name("Notices, 1 unread")
    patient.goto("/en/notices")
    confirmed = patient.get_by_role("link", name=f"{practice.name} confirmed your appointment.")
    expect(confirmed).to_be_visible()
    fits(patient)
    no_violation(patient)
    shoot(patient, "notices")
    mark = patient.get_by_role("button", name=f"Mark as read: {practice.name} confirmed your appointment.")
    press_until(patient, mark)
    patient.keyboard.press("Enter")
    expect(mark).to_have_count(0)
    expect(bell(patient)).to_have_accessible_name("Notices, none unread")
    expect(bell(phone)).to_have_accessible_name("Notices, none unread")
    assert "cough" not in patient.content()


def test_a_long_list_is_read_in_parts_and_marked_at_once(site: Site, open_tab: OpenTab) -> None:
    email = site.new_patient("Lia Longa")
    site.rows(
        """
        INSERT INTO notices (id, recipient_id, kind, subject_id, person_id)
        SELECT uuidv7(), (SELECT id FROM users WHERE email = %s), 'file_opened', uuidv7(), (SELECT id FROM doctors LIMIT 1)
        FROM generate_series(1, 103)
        """,
        email,
    )
    page = open_tab(email)
    page.goto("/en/notices")
    expect(bell(page)).to_have_accessible_name("Notices, more than 99 unread")
    rows = page.get_by_role("list", name="Notices").get_by_role("listitem")
    expect(rows).to_have_count(20)
    following = page.get_by_role("link", name="Next")
    for _part in range(5):
        before = following.get_attribute("href")
        following.press("Enter")
        expect(page.locator(f"a[rel=next][href='{before}']")).to_have_count(0)
    expect(rows).to_have_count(3)
    page.get_by_role("link", name="Previous").press("Enter")
    expect(rows).to_have_count(20)
    page.get_by_role("button", name="Mark all as read").press("Enter")
    expect(page.get_by_text("All notices are marked as read.")).to_be_visible()
    expect(bell(page)).to_have_accessible_name("Notices, none unread")


def test_what_is_not_wanted_by_mail_is_unticked_by_keyboard_alone(
    site: Site, open_tab: OpenTab, shoot: Shoot
) -> None:
    email = site.new_patient("Nina Neves")
    page = open_tab(email)
    page.goto("/en/account")
    page.get_by_role("link", name="Choose mails").press("Enter")
    box = page.get_by_label("Reminder 2 hours before")
    expect(box).to_be_checked()
    no_violation(page)
    fits(page)
    shoot(page, "account-notices")
    press_until(page, box)
    page.keyboard.press("Space")
    press_until(page, page.get_by_role("button", name="Save choices"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved. From now on we mail you what is ticked.")).to_be_visible()
    page.reload()
    expect(box).not_to_be_checked()
    expect(page.get_by_label("Reminder 24 hours before")).to_be_checked()


def test_a_calendar_address_is_shown_once_works_and_ends(
    site: Site, practice: Practice, open_tab: OpenTab, shoot: Shoot
) -> None:
    page = open_tab(practice.email)
    page.goto("/en/account")
    page.get_by_role("link", name="Set up your calendar").press("Enter")
    make = page.get_by_role("button", name="Make an address")
    expect(make).to_be_visible()
    no_violation(page)
    fits(page)
    shoot(page, "account-calendar-none")
    press_until(page, make)
    page.keyboard.press("Enter")
    field = page.get_by_label("The address of your calendar")
    expect(field).to_be_visible()
    first = field.input_value()
    assert first.startswith(f"{site.url}/calendar/feed/")
    no_violation(page)
    fits(page)
    shoot(page, "account-calendar")
    answer = page.request.get(first)
    assert answer.status == 200
    assert answer.text().startswith("BEGIN:VCALENDAR")
    page.reload()
    expect(page.get_by_role("button", name="Make a new address")).to_be_visible()
    expect(field).to_have_count(0)

    page.get_by_role("button", name="Make a new address").press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Make a new address").press("Enter")
    expect(field).to_be_visible()
    second = field.input_value()
    assert [page.request.get(one).status for one in (first, second)] == [404, 200]
    page.get_by_role("button", name="Remove it").press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Remove it").press("Enter")
    expect(make).to_be_visible()
    assert page.request.get(second).status == 404
