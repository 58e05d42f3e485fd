"""A patient's pages: booked by keyboard alone, without a violation at any step, on the narrowest phone too."""

import re
from collections.abc import Callable

import psycopg
from playwright.sync_api import Page, expect

from tests.e2e.checks import fits, no_violation, press_until
from tests.e2e.conftest import PATIENT, OpenTab, Practice, Site

Shoot = Callable[[Page, str], None]


def seen(page: Page, heading: str, shoot: Shoot, name: str) -> None:
    """Wait for a page's heading; check the page and keep its picture."""
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    no_violation(page)
    fits(page)
    shoot(page, name)


def press(page: Page, name: str | re.Pattern[str], role: str = "button", key: str = "Enter") -> None:
    """Reach a control with the tab key, and press it."""
    target = page.get_by_role("main").get_by_role(role, name=name).first  # type: ignore[arg-type]
    expect(target).to_be_visible()
    press_until(page, target)
    page.keyboard.press(key)


def test_a_patient_books_moves_and_cancels_by_keyboard_alone(
    site: Site, practice: Practice, open_tab: OpenTab, shoot: Shoot
) -> None:
    page = open_tab(site.new_patient("Ana Clara de Souza"))
    page.goto(f"/en/book?slot={practice.slots[0]}")
    seen(page, "Who is the appointment for?", shoot, "book-who")

    press_until(page, page.get_by_label(re.compile("^Me,")))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Someone else")).to_be_checked()
    press(page, "Continue")
    expect(page.get_by_role("group", name="There is a problem")).to_be_focused()
    seen(page, "Who is the appointment for?", shoot, "book-who-problem")
    press_until(page, page.get_by_label("Their full name"))
    page.keyboard.type("Bia de Souza")
    page.keyboard.press("Tab")
    page.keyboard.type("31/12/2015")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Why do you want to be seen?")).to_be_focused()
    seen(page, "Why do you want to be seen?", shoot, "book-reason")
    press_until(page, page.get_by_role("textbox"))
    page.keyboard.type("A cough at night")
    press(page, "Continue")

    expect(page.get_by_role("heading", name="Check and confirm")).to_be_focused()
    seen(page, "Check and confirm", shoot, "book-check")
    with psycopg.connect(site.database_url) as line:
        line.execute("SELECT FROM calendars WHERE doctor_id = %s FOR UPDATE", (practice.id,))
        press(page, "Confirm booking")
        seen(page, "Booking your appointment", shoot, "book-waiting")
    seen(page, "Your request was sent", shoot, "appointment-waiting")

    press(page, "Change the time", role="link")
    seen(page, "Choose another time", shoot, "reschedule-pick")
    press(page, re.compile(r"at \d\d:\d\d with"), role="link")
    seen(page, "Change to this time?", shoot, "reschedule-check")
    press(page, "Ask for the new time")
    expect(page.get_by_text("You moved it to this time")).to_be_visible()

    press(page, "Cancel it")
    dialog = page.get_by_role("dialog", name="Cancel this appointment?")
    expect(dialog).to_be_visible()
    press_until(page, dialog.get_by_role("button", name="Cancel the appointment"))
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("Say in a few words why")).to_be_visible()
    no_violation(page)
    shoot(page, "appointment-cancel")
    press_until(page, dialog.get_by_label("Why do you cancel?"), key="Shift+Tab")
    page.keyboard.type("She is well again")
    press_until(page, dialog.get_by_role("button", name="Cancel the appointment"))
    page.keyboard.press("Enter")
    seen(page, "This appointment was cancelled", shoot, "appointment-cancelled")
    assert (
        site.one(
            "SELECT count(*) FROM appointments WHERE slot_id = ANY(%s::uuid[]) AND active",
            list(practice.slots),
        )
        == 0
    )


def test_the_list_of_appointments(open_tab: OpenTab, site: Site, shoot: Shoot) -> None:
    page = open_tab(PATIENT)
    page.goto("/en/appointments")
    expect(page.get_by_role("article").first).to_be_visible()
    seen(page, "Your appointments", shoot, "appointments")
    press(page, "Waiting for an answer", role="link")
    expect(page.get_by_text("Waiting for the doctor")).to_be_visible()
    press(page, "Past", role="link")
    expect(page.get_by_text("Concluded").first).to_be_visible()
    seen(page, "Your appointments", shoot, "appointments-past")

    empty = open_tab(site.new_patient("Ninguém Ainda"))
    empty.goto("/en/appointments")
    seen(empty, "No appointments ahead", shoot, "appointments-empty")


def test_a_visit_that_took_place_is_reviewed_by_keyboard_alone(
    site: Site, practice: Practice, open_tab: OpenTab, shoot: Shoot
) -> None:
    patient = site.new_patient("Rita Estrela")
    visit = site.one(
        """
        INSERT INTO appointments (id, doctor_id, patient_id, during, starts_at, status, active, price_cents)
        SELECT uuidv7(), %s, id, tstzrange(now() - interval '49 hours', now() - interval '48 hours'),
               now() - interval '49 hours', 'concluded', false, 25000
        FROM users WHERE email = %s
        RETURNING id
        """,
        practice.id,
        patient,
    )
    page = open_tab(patient)
    page.goto(f"/en/appointments/{visit}")
    expect(page.get_by_role("group", name="How was your visit with")).to_be_visible()
    page.get_by_role("textbox", name="What should others know?").fill("She explained everything twice.")
    press(page, "Publish the review")
    expect(page.get_by_text("Choose from one to five stars.").first).to_be_visible()
    expect(page.get_by_role("textbox", name="What should others know?")).to_have_value(
        "She explained everything twice."
    )
    seen(page, "This visit took place", shoot, "appointment-review")
    page.get_by_label("4 stars").press("Space")
    press(page, "Publish the review")
    expect(page.get_by_text("Thank you. Your review helps others to choose.")).to_be_visible()
    expect(page.get_by_role("heading", name="Your review")).to_be_visible()
    seen(page, "This visit took place", shoot, "appointment-reviewed")
    site.until(
        """
        SELECT d.reviews = (SELECT count(*) FROM reviews WHERE doctor_id = d.id)
        FROM doctors d WHERE d.id = %s
        """,
        practice.id,
    )

    visitor = open_tab()
    visitor.goto(f"/en/doctor/{practice.slug}")
    expect(visitor.get_by_text("She explained everything twice.")).to_be_visible()
    expect(visitor.get_by_text("Rita E.")).to_be_visible()


def test_the_ways_a_booking_ends_badly(
    site: Site, practice: Practice, open_tab: OpenTab, shoot: Shoot
) -> None:
    one, two = (open_tab(site.new_patient(name)) for name in ("Um Primeiro", "Dois Segundo"))
    one.goto(f"/en/book?slot={practice.slots[0]}")
    expect(one.get_by_role("heading", name="Who is the appointment for?")).to_be_visible()
    two.goto(f"/en/book?slot={practice.slots[0]}")
    seen(two, "Someone else has just taken this time", shoot, "book-taken")
    site.rows(
        "UPDATE appointments SET expires_at = clock_timestamp() - interval '1 second' WHERE slot_id = %s AND active",
        practice.slots[0],
    )
    one.reload()
    seen(one, "Your five minutes ended", shoot, "book-ended")
    one.goto("/en/book/nothing")
    seen(one, "This link is not complete", shoot, "book-nowhere")
    one.goto("/en/appointments/nothing")
    seen(one, "This link is not complete", shoot, "appointment-nowhere")


def test_after_the_cut_off_an_appointment_is_changed_by_telephone(
    site: Site, practice: Practice, open_tab: OpenTab
) -> None:
    email = site.new_patient("Ana Clara de Souza")
    soon = site.one(
        """
        INSERT INTO appointments (id, doctor_id, patient_id, during, starts_at, status, active, price_cents)
        SELECT gen_random_uuid(), %s, u.id, tstzrange(at, at + interval '20 minutes'), at, 'confirmed', true, 20000
        FROM users u, (SELECT now() + interval '1 hour' AS at) AS soon WHERE u.email = %s RETURNING id
        """,
        practice.id,
        email,
    )
    page = open_tab(email)
    page.goto(f"/en/appointments/{soon}")
    expect(page.get_by_text("It is too close to the start to change it here.")).to_be_visible()
    expect(page.get_by_role("button", name="Cancel it")).to_have_count(0)
    page.goto(f"/en/appointments/{soon}/reschedule")
    expect(page.get_by_role("heading", name="It is too late to change this here")).to_be_visible()


def test_a_new_time_that_goes_while_it_is_looked_at_is_said_before_it_is_pressed(
    site: Site, practice: Practice, open_tab: OpenTab
) -> None:
    page, other = open_tab(site.new_patient("Ana Clara de Souza")), open_tab(site.new_patient("Outra Pessoa"))
    mine = site.one(
        """
        INSERT INTO appointments (id, doctor_id, patient_id, slot_id, during, starts_at, status, active, price_cents)
        SELECT gen_random_uuid(), s.doctor_id, u.id, s.id, s.during, s.starts_at, 'confirmed', true, 20000
        FROM slots s, users u WHERE s.id = %s AND u.full_name = 'Ana Clara de Souza'
        ORDER BY u.created_at DESC LIMIT 1 RETURNING id
        """,
        practice.slots[0],
    )
    page.goto(f"/en/appointments/{mine}/reschedule?slot={practice.slots[1]}")
    expect(page.get_by_role("heading", name="Change to this time?")).to_be_visible()
    other.goto(f"/en/book?slot={practice.slots[1]}")
    expect(other.get_by_role("heading", name="Who is the appointment for?")).to_be_visible()
    expect(
        page.get_by_role("alert").filter(has_text="Someone else has just taken this time.")
    ).to_be_visible()
    expect(page.get_by_role("button", name="Ask for the new time")).to_be_disabled()
    assert site.one("SELECT status FROM appointments WHERE id = %s", mine) == "confirmed"
