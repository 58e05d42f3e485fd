"""What goes wrong while somebody books: each time one sentence and a way on, nothing booked twice, nothing typed lost."""

import re
from collections.abc import Callable

import psycopg
import pytest
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from tests.e2e.conftest import PASSWORD, OpenTab, Practice, Site

QUESTIONS = ("Who is the appointment for?", "Why do you want to be seen?", "Check and confirm")
Patient = Callable[..., tuple[Page, str]]


class Cable:
    """What connects a page with the network, which can be cut and mended."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._ends: list[WebSocketRoute] = []
        page.route_web_socket(re.compile("/_event"), self._plug)

    def _plug(self, end: WebSocketRoute) -> None:
        end.connect_to_server()
        self._ends.append(end)

    def cut(self) -> None:
        # Being offline stops new connections only; those that stand are closed.
        self._page.context.set_offline(True)
        for end in list(self._ends):
            end.close(code=1011)

    def mend(self) -> None:
        self._page.context.set_offline(False)


def heading(page: Page, words: str) -> Locator:
    return page.get_by_role("heading", name=words)


def hold(page: Page, slot: str) -> str:
    """Take a hold; return its id."""
    page.goto(f"/en/book?slot={slot}")
    expect(heading(page, QUESTIONS[0])).to_be_visible()
    page.wait_for_url(re.compile(r"/en/book/[0-9a-f-]{36}"))
    return page.url.split("/en/book/")[1][:36]


def answer(page: Page, reason: str = "") -> None:
    """Answer both questions for oneself, up to the check page."""
    page.get_by_label(re.compile("^Me,")).check()
    page.get_by_role("button", name="Continue").click()
    expect(heading(page, QUESTIONS[1])).to_be_visible()
    page.get_by_role("textbox").fill(reason)
    page.get_by_role("button", name="Continue").click()
    expect(heading(page, QUESTIONS[2])).to_be_visible()


def booked(site: Site, practice: Practice) -> int:
    return int(
        site.one(
            "SELECT count(*) FROM appointments WHERE doctor_id = %s AND active AND status = 'waiting_for_confirmation' "
            "AND slot_id = ANY(%s::uuid[])",
            practice.id,
            list(practice.slots),
        )
    )


@pytest.fixture
def patient(site: Site, open_tab: OpenTab) -> Patient:
    """A new patient's tab, and their e-mail."""

    def arrive(name: str = "Ana Clara de Souza", *, confirmed: bool = True) -> tuple[Page, str]:
        email = site.new_patient(name, confirmed=confirmed)
        return open_tab(email), email

    return arrive


def test_a_hold_that_ran_out_is_offered_again_and_keeps_what_was_typed(
    site: Site, practice: Practice, patient: Patient
) -> None:
    page, _ = patient()
    hold_id = hold(page, practice.slots[0])
    answer(page, "My knee hurts")
    site.rows(
        "UPDATE appointments SET expires_at = clock_timestamp() - interval '1 second' WHERE id = %s", hold_id
    )
    page.reload()
    expect(heading(page, "Your five minutes ended")).to_be_visible()
    page.get_by_role("link", name="Hold it again").click()
    expect(heading(page, QUESTIONS[0])).to_be_visible()
    expect(page.get_by_label(re.compile("^Me,"))).to_be_checked()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("textbox")).to_have_value("My knee hurts")


def test_a_hold_that_runs_out_before_the_eyes_says_so(
    site: Site, practice: Practice, patient: Patient
) -> None:
    page, _ = patient()
    hold_id = hold(page, practice.slots[0])
    site.rows(
        "UPDATE appointments SET expires_at = clock_timestamp() + interval '3 seconds' WHERE id = %s", hold_id
    )
    page.reload()
    expect(heading(page, "Your five minutes ended")).to_be_visible()


def test_more_time_can_be_had_once(practice: Practice, patient: Patient) -> None:
    page, _ = patient()
    hold(page, practice.slots[0])
    page.get_by_role("button", name="I need more time").click()
    expect(page.get_by_text("You have five more minutes.")).to_be_visible()
    expect(page.get_by_text(re.compile(r"Held for you for 9:"))).to_be_visible()
    expect(page.get_by_role("button", name="I need more time")).to_have_count(0)


def test_the_hold_of_another_is_not_found_and_a_broken_link_is_called_that(
    practice: Practice, patient: Patient
) -> None:
    owner, _ = patient()
    hold_id = hold(owner, practice.slots[0])
    other, _ = patient("Outra Pessoa")
    other.goto(f"/en/book/{hold_id}")
    expect(heading(other, "We could not find this booking")).to_be_visible()
    expect(other.get_by_role("link", name="Find a doctor").first).to_be_visible()
    other.goto("/en/book/12345")
    expect(heading(other, "This link is not complete")).to_be_visible()
    other.goto("/en/book?slot=12345")
    expect(heading(other, "This link is not complete")).to_be_visible()


def test_a_time_inside_the_notice_or_in_the_past_is_refused(
    site: Site, practice: Practice, patient: Patient
) -> None:
    page, _ = patient()
    site.rows("UPDATE calendars SET notice_minutes = 60 * 24 * 30 WHERE doctor_id = %s", practice.id)
    page.goto(f"/en/book?slot={practice.slots[0]}")
    expect(heading(page, "This time is too close now")).to_be_visible()
    expect(page.get_by_role("link", name="See the doctor's other times")).to_be_visible()
    past = site.one(
        "INSERT INTO slots (id, doctor_id, during, starts_at, source) SELECT gen_random_uuid(), %s, "
        "tstzrange(at, at + interval '20 minutes'), at, 'hand' FROM (SELECT now() - interval '400 days' AS at) AS old "
        "RETURNING id",
        practice.id,
    )
    page.goto(f"/en/book?slot={past}")
    expect(heading(page, "This time is too close now")).to_be_visible()
    site.rows("UPDATE calendars SET notice_minutes = 180 WHERE doctor_id = %s", practice.id)


def test_an_own_appointment_at_that_time_can_be_kept_or_replaced(
    site: Site, practice: Practice, patient: Patient
) -> None:
    page, email = patient()
    mine = site.one(
        """
        INSERT INTO appointments (id, doctor_id, patient_id, during, starts_at, status, active, price_cents)
        SELECT gen_random_uuid(), other.id, u.id, s.during, s.starts_at, 'confirmed', true, 20000
        FROM slots s, users u, doctors other JOIN calendars c ON c.doctor_id = other.id
        WHERE s.id = %s AND u.email = %s AND other.id <> s.doctor_id AND other.status = 'verified'
          AND NOT EXISTS (SELECT FROM appointments a WHERE a.doctor_id = other.id AND a.active AND a.during && s.during)
        LIMIT 1 RETURNING id
        """,
        practice.slots[0],
        email,
    )
    page.goto(f"/en/book?slot={practice.slots[0]}")
    expect(heading(page, "You already have an appointment near then")).to_be_visible()
    expect(page.get_by_role("link", name="Keep the one I have")).to_have_attribute(
        "href", f"/en/appointments/{mine}"
    )
    page.get_by_role("link", name="Replace it").click()
    expect(heading(page, "Change to this time?")).to_be_visible()
    page.get_by_role("button", name="Ask for the new time").click()
    expect(heading(page, "Your request was sent")).to_be_visible()
    assert site.one("SELECT doctor_id::text FROM appointments WHERE id = %s", mine) == practice.id


def test_a_doctor_who_is_suspended_meanwhile_cannot_be_booked(
    site: Site, practice: Practice, patient: Patient
) -> None:
    page, _ = patient()
    hold(page, practice.slots[0])
    answer(page)
    site.rows("UPDATE doctors SET status = 'suspended' WHERE id = %s", practice.id)
    page.get_by_role("button", name="Confirm booking").click()
    expect(heading(page, "This doctor takes no bookings at the moment")).to_be_visible()
    page.reload()
    expect(heading(page, "This doctor takes no bookings at the moment")).to_be_visible()
    assert booked(site, practice) == 0
    site.rows("UPDATE doctors SET status = 'verified' WHERE id = %s", practice.id)


def test_confirm_is_disabled_before_it_is_pressed_when_the_time_is_lost(
    site: Site, practice: Practice, patient: Patient
) -> None:
    page, _ = patient()
    hold(page, practice.slots[0])
    answer(page)
    site.rows("UPDATE doctors SET status = 'suspended' WHERE id = %s", practice.id)
    site.hint(f"doctor:{practice.id}")
    expect(page.get_by_role("alert").filter(has_text="takes no bookings any more")).to_be_visible()
    expect(page.get_by_role("button", name="Confirm booking")).to_be_disabled()
    site.rows("UPDATE doctors SET status = 'verified' WHERE id = %s", practice.id)


def test_a_double_click_books_once(site: Site, practice: Practice, patient: Patient) -> None:
    page, _ = patient()
    hold(page, practice.slots[0])
    answer(page)
    page.get_by_role("button", name="Confirm booking").dblclick()
    expect(heading(page, "Your request was sent")).to_be_visible()
    assert booked(site, practice) == 1


def test_the_back_button_goes_back_one_question_and_after_booking_nowhere_wrong(
    site: Site, practice: Practice, patient: Patient
) -> None:
    page, _ = patient()
    hold(page, practice.slots[0])
    answer(page, "Back and forth")
    page.go_back()
    expect(heading(page, QUESTIONS[1])).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_value("Back and forth")
    page.go_back()
    expect(heading(page, QUESTIONS[0])).to_be_visible()
    expect(page.get_by_label(re.compile("^Me,"))).to_be_checked()
    page.go_forward()
    page.go_forward()
    expect(heading(page, QUESTIONS[2])).to_be_visible()
    page.get_by_role("button", name="Confirm booking").click()
    expect(heading(page, "Your request was sent")).to_be_visible()
    page.go_back()
    expect(heading(page, "Your request was sent")).to_be_visible()
    assert booked(site, practice) == 1


def test_a_second_tab_follows_the_first(practice: Practice, patient: Patient) -> None:
    page, _ = patient()
    hold(page, practice.slots[0])
    answer(page)
    second = page.context.new_page()
    second.goto(page.url)
    expect(heading(second, QUESTIONS[2])).to_be_visible()
    page.get_by_role("button", name="Confirm booking").click()
    expect(heading(page, "Your request was sent")).to_be_visible()
    expect(heading(second, "Your request was sent")).to_be_visible()


def test_a_reload_in_the_middle_loses_nothing_that_was_typed(practice: Practice, patient: Patient) -> None:
    page, _ = patient()
    hold(page, practice.slots[0])
    page.get_by_label("Someone else").check()
    page.get_by_label("Their full name").fill("Bia de Souza")
    page.get_by_label("Their date of birth").fill("31/1")
    page.wait_for_timeout(900)  # What is typed is kept half a second after the last key.
    page.reload()
    expect(page.get_by_label("Their full name")).to_have_value("Bia de Souza")
    expect(page.get_by_label("Their date of birth")).to_have_value("31/1")
    page.get_by_role("button", name="Continue").click()
    summary = page.get_by_role("group", name="There is a problem")
    expect(summary).to_be_focused()
    summary.get_by_text("Enter the date of birth, such as 31/12/1990.").click()
    expect(page.get_by_label("Their date of birth")).to_be_focused()
    expect(page.get_by_label("Their date of birth")).to_have_value("31/1")


def test_a_reload_loses_no_choice_that_was_made(site: Site, practice: Practice, patient: Patient) -> None:
    site.rows("UPDATE doctors SET online = true WHERE id = %s RETURNING id", practice.id)
    page, _ = patient()
    hold_id = hold(page, practice.slots[0])
    page.get_by_label(re.compile("^Me,")).check()
    page.get_by_role("button", name="Continue").click()
    expect(heading(page, "How do you want to be seen?")).to_be_visible()
    saved = site.one("SELECT saved_at FROM booking_details WHERE hold_id = %s", hold_id)
    page.get_by_label("By video").check()
    site.until("SELECT saved_at > %s FROM booking_details WHERE hold_id = %s", saved, hold_id)
    page.reload()
    expect(page.get_by_label("By video")).to_be_checked()


def test_a_connection_that_is_lost_while_waiting_comes_back_to_the_outcome(
    site: Site, practice: Practice, patient: Patient
) -> None:
    page, _ = patient()
    cable = Cable(page)
    hold(page, practice.slots[0])
    answer(page)
    with psycopg.connect(site.database_url) as line:
        # Whoever decides must wait for this row: the request stays in line.
        line.execute("SELECT FROM calendars WHERE doctor_id = %s FOR UPDATE", (practice.id,))
        page.get_by_role("button", name="Confirm booking").click()
        expect(heading(page, "Booking your appointment")).to_be_visible()
        expect(page.get_by_text("You are next.")).to_be_visible()
        cable.cut()
        expect(page.get_by_text("The connection was lost")).to_be_visible()
    site.until(
        "SELECT status = 'waiting_for_confirmation' FROM appointments WHERE slot_id = %s AND active",
        practice.slots[0],
    )
    cable.mend()
    expect(heading(page, "Your request was sent")).to_be_visible(timeout=20_000)


def test_a_web_process_that_is_killed_while_a_patient_waits_costs_nothing(
    site: Site, practice: Practice, patient: Patient
) -> None:
    page, _ = patient()
    hold(page, practice.slots[0])
    answer(page)
    with psycopg.connect(site.database_url) as line:
        line.execute("SELECT FROM calendars WHERE doctor_id = %s FOR UPDATE", (practice.id,))
        page.get_by_role("button", name="Confirm booking").click()
        expect(page.get_by_text("You are next.")).to_be_visible()
        site.kill("web")
        expect(page.get_by_text("The connection was lost")).to_be_visible()
    expect(heading(page, "Your request was sent")).to_be_visible(timeout=60_000)
    assert booked(site, practice) == 1


def test_a_second_booking_begins_with_nothing_of_the_first(
    site: Site, practice: Practice, patient: Patient
) -> None:
    page, _ = patient()
    hold(page, practice.slots[0])
    page.get_by_label("Someone else").check()
    page.get_by_label("Their full name").fill("Bia de Souza")
    page.get_by_label("Their date of birth").fill("31/12/2015")
    page.get_by_role("button", name="Continue").click()
    expect(heading(page, QUESTIONS[1])).to_be_visible()
    page.get_by_role("link", name="Find a doctor").first.click()
    page.wait_for_url(re.compile("/en/find"))
    page.evaluate("address => history.pushState({}, '', address)", f"/en/book?slot={practice.slots[1]}")
    page.go_back()
    page.go_forward()
    expect(heading(page, QUESTIONS[0])).to_be_visible()
    expect(page.get_by_label("Someone else")).not_to_be_checked()
    expect(page.get_by_label("Their full name")).to_have_value("")


def test_a_session_that_was_ended_asks_to_sign_in_and_comes_back(
    site: Site, practice: Practice, patient: Patient
) -> None:
    page, email = patient()
    hold_id = hold(page, practice.slots[0])
    page.get_by_label(re.compile("^Me,")).check()
    page.wait_for_timeout(900)
    site.rows("DELETE FROM sessions WHERE user_id = (SELECT id FROM users WHERE email = %s)", email)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(re.compile("/en/sign-in"))
    expect(page.get_by_text("You were signed out.")).to_be_visible()
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(heading(page, QUESTIONS[0])).to_be_visible()
    assert hold_id in page.url
    expect(page.get_by_label(re.compile("^Me,"))).to_be_checked()


def test_an_unconfirmed_e_mail_is_said_before_the_button_and_costs_nothing_typed(
    site: Site, practice: Practice, patient: Patient
) -> None:
    page, email = patient(confirmed=False)
    hold(page, practice.slots[0])
    answer(page, "Kept all along")
    expect(page.get_by_text("Confirm your e-mail first")).to_be_visible()
    expect(page.get_by_role("button", name="Confirm booking")).to_be_disabled()
    page.get_by_role("button", name="Send the link again").click()
    expect(page.get_by_text("We sent the link again.")).to_be_visible()

    # The mailed link is opened in another tab, and this one goes on by itself.
    other = page.context.new_page()
    other.goto(site.link_mailed_to(email, "Confirm your e-mail address"))
    other.get_by_role("main").get_by_role("button").first.click()
    other.wait_for_url(re.compile(r"/en/(?!confirm-email)"))
    expect(page.get_by_role("button", name="Confirm booking")).to_be_enabled()
    expect(page.get_by_role("main")).to_contain_text("Kept all along")
    page.get_by_role("button", name="Confirm booking").click()
    expect(heading(page, "Your request was sent")).to_be_visible()


def test_a_doctor_does_not_book(practice: Practice, open_tab: OpenTab) -> None:
    page = open_tab(practice.email)
    page.goto(f"/en/book?slot={practice.slots[0]}")
    expect(heading(page, "Only patients book")).to_be_visible()
