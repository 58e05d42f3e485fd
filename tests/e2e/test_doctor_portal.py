"""A doctor's day, by keyboard alone: the agenda that moves by itself, requests, hours with their preview, one visit."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.checks import press_until
from tests.e2e.conftest import OpenTab, Practice, Site


def no_violation(page: Page) -> None:
    violations = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in violations] == []


def request_of(
    site: Site, practice: Practice, name: str, slot: int, *, status: str = "waiting_for_confirmation"
) -> str:
    """Put a patient's appointment into the doctor's agenda; return its id."""
    return str(
        site.one(
            """
            INSERT INTO appointments (id, doctor_id, patient_id, slot_id, during, starts_at, status, active, expires_at,
                                      price_cents)
            SELECT gen_random_uuid(), s.doctor_id, u.id, s.id, s.during, s.starts_at, %s, true,
                   clock_timestamp() + interval '5 hours', 25000
            FROM slots s, users u WHERE s.id = %s AND u.email = %s RETURNING id::text
            """,
            status,
            practice.slots[slot],
            site.new_patient(name),
        )
    )


LATE_CLOSE = """() => {
    let kept = null;
    addEventListener("close", event => {
        if (!event.isTrusted || kept) return;
        kept = event.target;
        event.stopImmediatePropagation();
    }, true);
    addEventListener("late", () => kept.dispatchEvent(new Event("close")), { once: true });
}"""
"""Keep back what the browser says of the next closing, until the event `late`."""


def first_slot(site: Site, practice: Practice) -> datetime:
    """Return when the first free time begins, on the doctor's own clock."""
    starts_at, zone = site.rows(
        "SELECT s.starts_at, c.time_zone FROM slots s JOIN calendars c USING (doctor_id) WHERE s.id = %s",
        practice.slots[0],
    )[0]
    return starts_at.astimezone(ZoneInfo(zone))


def test_requests_are_answered_by_one_key_each_and_several_at_once(
    site: Site, practice: Practice, open_tab: OpenTab, shoot: Callable[[Page, str], None]
) -> None:
    names = ("Ana Um", "Bia Dois", "Caio Três", "Davi Quatro")
    ids = [request_of(site, practice, name, slot) for slot, name in enumerate(names)]
    page = open_tab(practice.email)
    page.goto("/en/requests")
    rows = page.locator("[data-row]")
    expect(rows.filter(has_text="Davi Quatro")).to_be_visible()
    shoot(page, "requests")
    no_violation(page)
    before = rows.count()

    press_until(page, rows.filter(has_text="Ana Um"))
    page.keyboard.press("c")
    expect(rows).to_have_count(before - 1)
    expect(page.get_by_text("The request is confirmed.")).to_be_visible()
    expect(page.locator("[data-row]:focus")).to_have_count(1)

    press_until(page, rows.filter(has_text="Bia Dois"), "ArrowDown", before)
    page.keyboard.press("d")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Bia Dois")
    press_until(page, dialog.get_by_role("button", name="Decline"))
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("Say why, so that the patient knows.")).to_be_visible()
    press_until(page, dialog.get_by_role("textbox"), "Shift+Tab")
    page.keyboard.type("I am away that day.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(rows).to_have_count(before - 2)
    expect(dialog).to_be_hidden()

    # Another patient never reads the reason that the last one was given.
    rows.filter(has_text="Caio Três").get_by_role("button", name="Decline").press("Enter")
    expect(dialog).to_contain_text("Caio Três")
    expect(dialog.get_by_role("textbox")).to_have_value("")
    dialog.get_by_role("textbox").fill("Not for Davi.")
    # The browser tells of a closing in its next frame, which a busy machine draws late.
    page.evaluate(LATE_CLOSE)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    rows.filter(has_text="Davi Quatro").get_by_role("button", name="Decline").press("Enter")
    expect(dialog).to_contain_text("Davi Quatro")
    expect(dialog.get_by_role("textbox")).to_have_value("")
    page.evaluate("dispatchEvent(new Event('late'))")
    dialog.get_by_role("button", name="Decline").press("Enter")
    expect(dialog.get_by_text("Say why, so that the patient knows.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()

    for name in names[2:]:
        press_until(page, rows.filter(has_text=name).get_by_role("checkbox"))
        page.keyboard.press("Space")
    expect(page.get_by_text("2 chosen")).to_be_visible()
    press_until(page, page.get_by_role("button", name="Confirm chosen"), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 requests are confirmed.")).to_be_visible()
    found = dict(site.rows("SELECT id::text, status FROM appointments WHERE id::text = ANY(%s)", ids))
    assert [found[one] for one in ids] == ["confirmed", "cancelled", "confirmed", "confirmed"]


def test_the_agenda_changes_by_itself_and_its_days_are_walked_by_keyboard(
    site: Site, practice: Practice, open_tab: OpenTab, shoot: Callable[[Page, str], None]
) -> None:
    begins = first_slot(site, practice)
    day = begins.date()
    page = open_tab(practice.email)
    page.goto(f"/en/agenda?view=day&date={day.isoformat()}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{day.day} {day:%B}")
    clock = f"{begins:%H:%M}"
    expect(page.locator("main li").filter(has_text=f"{clock} –").first).to_contain_text("Free")

    request_of(site, practice, "Elisa Cinco", 0)
    site.hint(f"doctor:{practice.id}")
    expect(
        page.get_by_role("link", name=re.compile(f"^{clock} –.*Elisa Cinco, Waiting for you"))
    ).to_be_visible()

    press_until(page, page.get_by_role("link", name="Later days"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{(day + timedelta(days=1)).day} ")
    press_until(page, page.get_by_role("link", name="Week"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Calendar")).to_be_visible()
    page.goto("/en/agenda")
    expect(page.get_by_role("region", name="Calendar")).to_be_visible()
    shoot(page, "agenda-week")
    no_violation(page)
    for view in ("day", "list"):
        page.goto(f"/en/agenda?view={view}&date={day.isoformat()}")
        expect(page.get_by_role("link", name=re.compile("Elisa Cinco")).first).to_be_visible()
        shoot(page, f"agenda-{view}")
        no_violation(page)


def test_hours_are_changed_by_keyboard_after_a_look_at_what_that_does(
    site: Site, practice: Practice, open_tab: OpenTab, shoot: Callable[[Page, str], None]
) -> None:
    appointment = request_of(site, practice, "Fábio Seis", 0, status="confirmed")
    page = open_tab(practice.email)
    page.goto("/en/hours")
    expect(page.get_by_role("button", name="Add hours on Sunday")).to_be_visible()
    shoot(page, "hours")
    no_violation(page)

    # Every working day is closed, one by one, and Sunday gets an interval that makes no sense.
    remove = page.get_by_role("button", name=re.compile(r"^Remove interval \d+ of"))
    while rows := remove.count():
        remove.last.focus()
        page.keyboard.press("Enter")
        expect(remove).to_have_count(rows - 1)
    page.get_by_role("button", name="Add hours on Sunday").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Sunday, interval 1, from").fill("12:00")
    page.get_by_label("Sunday, interval 1, to").fill("08:00")
    page.get_by_role("button", name="Review and save").focus()
    page.keyboard.press("Enter")
    wrong = page.get_by_role("link", name="Sunday, interval 1, to: The end must come after the beginning.")
    expect(wrong).to_be_visible()
    no_violation(page)
    wrong.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Sunday, interval 1, to")).to_be_focused()
    expect(page.get_by_label("Sunday, interval 1, from")).to_have_value("12:00")

    # What was typed outlives a reload.
    page.wait_for_function("Object.values(sessionStorage).some(text => text.includes('12:00'))")
    page.reload()
    expect(page.get_by_label("Sunday, interval 1, from")).to_have_value("12:00")
    page.get_by_label("Sunday, interval 1, to").fill("16:00")
    page.get_by_role("button", name="Review and save").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Fábio Seis")
    expect(dialog).to_contain_text("outside of your hours")
    no_violation(page)
    shoot(page, "hours-preview")
    # Each affected appointment is a link on the way, and a doctor may have a hundred.
    press_until(page, dialog.get_by_role("button", name="Save"), most=400)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your hours are saved.")).to_be_visible()
    expect(page.get_by_text("Everything is saved.")).to_be_visible()

    assert site.rows("SELECT weekday FROM weekly_hours WHERE doctor_id = %s", practice.id) == [(7,)]
    assert site.one("SELECT status FROM appointments WHERE id = %s", appointment) == "confirmed"
    assert site.one("SELECT active FROM slots WHERE id = %s", practice.slots[0])
    assert not site.one("SELECT active FROM slots WHERE id = %s", practice.slots[1])


def test_time_is_blocked_and_given_back(site: Site, practice: Practice, open_tab: OpenTab) -> None:
    begins = first_slot(site, practice)
    page = open_tab(practice.email)
    page.goto("/en/hours")
    expect(page.get_by_text("Nothing is blocked.")).to_be_visible()
    page.get_by_label("From, date").fill(f"{begins:%Y-%m-%d}")
    page.get_by_label("From, time").fill(f"{begins:%H:%M}")
    page.get_by_label("To, date").fill(f"{begins:%Y-%m-%d}")
    page.get_by_label("To, time").fill("23:30")
    page.get_by_label("Note").fill("Congress")
    page.get_by_label("Note").press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("taken away")
    dialog.get_by_role("button", name="Block", exact=True).press("Enter")
    expect(page.get_by_text("This time is blocked")).to_be_visible()
    expect(page.get_by_text("Congress", exact=True)).to_be_visible()
    assert not site.one("SELECT active FROM slots WHERE id = %s", practice.slots[0])
    page.get_by_role("button", name=re.compile("^Give back")).press("Enter")
    expect(page.get_by_text("Nothing is blocked.")).to_be_visible()
    assert site.one("SELECT active FROM slots WHERE id = %s", practice.slots[0])


def test_a_time_is_offered_by_hand_and_taken_away(site: Site, practice: Practice, open_tab: OpenTab) -> None:
    begins = first_slot(site, practice)
    page = open_tab(practice.email)
    page.goto("/en/hours")
    offer = page.get_by_role("button", name="Offer this time")
    expect(page.get_by_text("It lasts")).to_be_visible()
    offer.press("Enter")
    expect(
        page.get_by_text("Enter a date and a time.").and_(page.locator("#extra-day-error span"))
    ).to_be_visible()
    page.get_by_label("When, date").fill(f"{begins:%Y-%m-%d}")
    page.get_by_label("When, time").fill(f"{begins:%H:%M}")
    offer.press("Enter")
    expect(page.locator("#extra-day-error")).to_contain_text("overlaps a time that is already there")
    expect(page.get_by_label("When, time")).to_have_value(f"{begins:%H:%M}")
    page.get_by_label("When, time").fill("22:10")
    offer.press("Enter")
    expect(page.get_by_text("The time is offered.")).to_be_visible()
    by_hand = "SELECT count(*) FROM slots WHERE doctor_id = %s AND source = 'hand' AND active"
    assert site.one(by_hand, practice.id) == 1
    page.get_by_role("button", name=re.compile("^Take away")).press("Enter")
    expect(page.get_by_text("The time is taken away.")).to_be_visible()
    assert site.one(by_hand, practice.id) == 0


def test_one_visit_is_confirmed_and_cancelled_with_a_reason(
    site: Site, practice: Practice, open_tab: OpenTab, shoot: Callable[[Page, str], None]
) -> None:
    appointment = request_of(site, practice, "Gil Sete", 0)
    page = open_tab(practice.email)
    page.goto(f"/en/visit/{appointment}")
    expect(page.get_by_role("heading", name="Gil Sete")).to_be_visible()
    no_violation(page)
    page.get_by_role("button", name="Confirm").press("Enter")
    expect(page.get_by_text("The appointment is confirmed. The patient is told.")).to_be_visible()
    shoot(page, "visit")
    page.get_by_role("button", name="Cancel the appointment").press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("The clinic is closed that day.")
    dialog.get_by_role("button", name="Cancel the appointment").press("Enter")
    expect(page.get_by_text("The clinic is closed that day.")).to_be_visible()
    expect(page.get_by_text("Declined or cancelled by you")).to_be_visible()


def begins_now(site: Site, appointment: str, *, minutes: int) -> None:
    """Let an appointment begin `minutes` from now."""
    site.rows(
        """
        UPDATE appointments SET starts_at = moment, during = tstzrange(moment, moment + interval '30 minutes')
        FROM (SELECT clock_timestamp() + make_interval(mins => %s) AS moment) clock WHERE id = %s
        """,
        minutes,
        appointment,
    )


def test_a_visit_is_started_and_concluded(site: Site, practice: Practice, open_tab: OpenTab) -> None:
    appointment = request_of(site, practice, "Iara Nove", 0)
    page = open_tab(practice.email)
    page.goto(f"/en/visit/{appointment}")
    page.get_by_role("button", name="Confirm").press("Enter")
    expect(page.get_by_text("The appointment is confirmed. The patient is told.")).to_be_visible()
    start = page.get_by_role("button", name="Start the visit")
    expect(start).to_have_count(0)

    begins_now(site, appointment, minutes=5)
    page.reload()
    start.press("Enter")
    expect(page.get_by_text("The visit has begun.")).to_be_visible()
    expect(page.get_by_text("Visit begun")).to_be_visible()
    page.get_by_role("button", name="Conclude the visit").press("Enter")
    expect(page.get_by_text("The visit is concluded.")).to_be_visible()
    expect(page.get_by_text("Visit concluded")).to_be_visible()
    expect(page.locator("main").get_by_role("button")).to_have_count(0)
    assert site.one("SELECT status FROM appointments WHERE id = %s", appointment) == "concluded"


def test_a_patient_who_did_not_come_is_noted_after_the_start(
    site: Site, practice: Practice, open_tab: OpenTab
) -> None:
    appointment = request_of(site, practice, "Joel Dez", 0, status="confirmed")
    begins_now(site, appointment, minutes=5)
    page = open_tab(practice.email)
    page.goto(f"/en/visit/{appointment}")
    expect(page.get_by_role("button", name="Start the visit")).to_be_visible()
    miss = page.get_by_role("button", name="The patient did not come")
    expect(miss).to_have_count(0)
    begins_now(site, appointment, minutes=-5)
    page.reload()
    miss.press("Enter")
    expect(page.get_by_text("It is noted that the patient did not come.")).to_be_visible()
    assert site.one("SELECT status FROM appointments WHERE id = %s", appointment) == "no_show"


def test_whom_a_page_is_not_for_is_told_so_and_led_on(open_tab: OpenTab) -> None:
    patient, doctor = open_tab("patient@demo.test"), open_tab("doctor@demo.test")
    for page, addresses in (
        (patient, ("agenda", "requests", "hours", "visit/0")),
        (doctor, ("appointments", "appointments/0", "appointments/0/reschedule", "book/0")),
    ):
        for address in addresses:
            page.goto(f"/en/{address}")
            expect(page.get_by_role("button", name="Try again")).to_be_visible()
            expect(page.get_by_role("link", name="Go to the start")).to_be_visible()
            expect(page.locator("main").get_by_role("status").filter(has_text="Loading")).to_have_count(0)


def test_another_doctor_s_visit_is_not_told_apart_from_none(
    site: Site, practice: Practice, open_tab: OpenTab
) -> None:
    appointment = request_of(site, practice, "Hugo Oito", 0)
    stranger = open_tab("doctor@demo.test")
    for address in (appointment, "0" * 32, "nothing"):
        stranger.goto(f"/en/visit/{address}")
        expect(stranger.get_by_role("heading", name="This appointment is not in your agenda")).to_be_visible()
        expect(stranger.get_by_text("Hugo Oito")).to_have_count(0)
