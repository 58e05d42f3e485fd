"""A time that becomes free: it appears where the first in line looks, then where the next does, without a reload."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.checks import fits, no_violation, press_until
from tests.e2e.conftest import OpenTab, Practice, Site

Shoot = Callable[[Page, str], None]

BOOKED = """
    INSERT INTO appointments (id, doctor_id, patient_id, slot_id, during, starts_at, status, active, price_cents)
    SELECT gen_random_uuid(), s.doctor_id, u.id, s.id, s.during, s.starts_at, 'confirmed', true, 25000
    FROM slots s, users u WHERE s.id = %s AND u.email = %s RETURNING id::text
"""
ALL_TAKEN = """
    INSERT INTO appointments (id, doctor_id, patient_id, slot_id, during, starts_at, status, active, price_cents)
    SELECT gen_random_uuid(), s.doctor_id, u.id, s.id, s.during, s.starts_at, 'confirmed', true, 25000
    FROM slots s, users u
    WHERE s.doctor_id = %s AND s.active AND s.starts_at > now() AND s.starts_at < now() + interval '150 days' AND u.email = %s
      AND NOT EXISTS (SELECT FROM appointments a WHERE a.doctor_id = s.doctor_id AND a.active AND a.during && s.during)
    RETURNING id
"""
"""Somebody has all of the doctor's other times: nobody can wait while one that suits is free."""


def full(site: Site, practice: Practice) -> None:
    site.rows(ALL_TAKEN, practice.id, site.new_patient("Somebody With Patience"))


def press(page: Page, target: str, name: str | re.Pattern[str]) -> None:
    control = page.get_by_role("main").get_by_role(target, name=name)  # type: ignore[arg-type]
    expect(control).to_be_visible()
    press_until(page, control)
    page.keyboard.press("Enter")


def cancel(page: Page, appointment: str) -> None:
    page.goto(f"/en/appointments/{appointment}")
    page.get_by_role("button", name="Cancel it").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("I am well again")
    dialog.get_by_role("button", name="Cancel the appointment").click()
    expect(page.get_by_text("The appointment was cancelled, and the doctor knows.")).to_be_visible()


def looked_at(page: Page, shoot: Shoot, name: str) -> None:
    """Check a page and keep its picture."""
    no_violation(page)
    fits(page)
    shoot(page, name)


def test_what_one_cancels_is_kept_for_the_first_and_then_for_the_next(
    site: Site, practice: Practice, open_tab: OpenTab, shoot: Shoot
) -> None:
    name = {who: f"{who} Guimaraes de Albuquerque" for who in ("Alba", "Bento", "Celia")}
    email = {who: site.new_patient(words) for who, words in name.items()}
    early = site.one(BOOKED, practice.slots[0], email["Alba"])
    late = site.one(BOOKED, practice.slots[-1], email["Bento"])
    full(site, practice)

    bento = open_tab(email["Bento"])
    bento.goto(f"/en/appointments/{late}")
    expect(bento.get_by_role("heading", name="An earlier time?")).to_be_visible()
    looked_at(bento, shoot, "appointment-wait")
    press(bento, "button", "Tell me when a time becomes free")
    expect(bento.get_by_text("You are the first in line.")).to_be_visible()
    looked_at(bento, shoot, "appointment-waiting-list")

    celia = open_tab(email["Celia"])
    celia.goto(f"/en/doctor/{practice.slug}")
    expect(celia.get_by_role("heading", name="No time that suits you?")).to_be_visible()
    looked_at(celia, shoot, "doctor-wait")
    press(celia, "button", "Tell me when a time becomes free")
    expect(celia.get_by_text("One person asked before you.")).to_be_visible()
    celia.goto("/en/waitlist")
    expect(celia.get_by_role("link", name=practice.name)).to_be_visible()
    looked_at(celia, shoot, "waitlist")

    cancel(open_tab(email["Alba"]), early)

    offered = bento.get_by_role("heading", name="A time is kept for you")
    expect(offered).to_be_visible()
    expect(bento.get_by_text(re.compile(r"Kept for you for (2\d|30):\d\d"))).to_be_visible()
    looked_at(bento, shoot, "appointment-kept")
    expect(celia.get_by_role("heading", name="A time is kept for you")).to_have_count(0)

    press(bento, "link", re.compile("^Take "))
    press(bento, "button", "Ask for the new time")
    expect(bento).to_have_url(re.compile(f"/en/appointments/{late}$"))
    assert site.one("SELECT slot_id::text FROM appointments WHERE id = %s", late) == practice.slots[0]

    # Celia is the next: Bento's old time is kept for her; she lets it go, and nobody else waits.
    expect(celia.get_by_role("heading", name="A time is kept for you")).to_be_visible()
    looked_at(celia, shoot, "waitlist-kept")
    told = "SELECT count(*) = 1 FROM notices n JOIN users u ON u.id = n.recipient_id WHERE u.email = %s AND n.kind = 'slot_offered'"
    site.until(told, email["Celia"])
    press(celia, "button", re.compile("^Let .* go$"))
    expect(celia.get_by_text("The time was let go. You keep your place for the next one.")).to_be_visible()
    expect(celia.get_by_role("heading", name="A time is kept for you")).to_have_count(0)
    press(celia, "button", re.compile("^Stop waiting"))
    expect(celia.get_by_role("heading", name="You wait for nothing")).to_be_visible()
    looked_at(celia, shoot, "waitlist-empty")


def test_who_lets_it_go_gives_it_to_the_next_who_books_it(
    site: Site, practice: Practice, open_tab: OpenTab
) -> None:
    emails = [site.new_patient(f"{who} Nogueira") for who in ("Davi", "Elisa", "Fabio")]
    taken = site.one(BOOKED, practice.slots[0], emails[0])
    full(site, practice)
    pages = [open_tab(email) for email in emails]
    for page in pages[1:]:
        page.goto(f"/en/doctor/{practice.slug}")
        page.get_by_role("button", name="Tell me when a time becomes free").click()
        expect(page.get_by_text("You are on the list.")).to_be_visible()
        page.goto("/en/appointments")
        expect(page.get_by_role("link", name="You wait for a time with one doctor")).to_be_visible()
    cancel(pages[0], taken)

    elisa, fabio = pages[1:]
    expect(elisa.get_by_role("heading", name="A time is kept for you")).to_be_visible()
    elisa.get_by_role("button", name=re.compile("^Let .* go$")).click()
    expect(fabio.get_by_role("heading", name="A time is kept for you")).to_be_visible()
    expect(elisa.get_by_role("heading", name="A time is kept for you")).to_have_count(0)
    fabio.get_by_role("link", name=re.compile("^Take ")).click()
    fabio.get_by_label(re.compile("^Me,")).check()
    fabio.get_by_role("button", name="Continue").click()
    expect(fabio.get_by_role("heading", name="Why do you want to be seen?")).to_be_visible()
    fabio.get_by_role("button", name="Continue").click()
    fabio.get_by_role("button", name="Confirm booking").click()
    expect(fabio).to_have_url(re.compile("/en/appointments/"))
    fabio.goto("/en/waitlist")
    expect(fabio.get_by_role("heading", name="You wait for nothing")).to_be_visible()


def test_days_that_make_no_sense_and_times_that_are_free_are_said(
    site: Site, practice: Practice, open_tab: OpenTab, shoot: Shoot
) -> None:
    page = open_tab(site.new_patient("Gilda Pessoa"))
    page.goto(f"/en/doctor/{practice.slug}")
    page.get_by_role("button", name="Tell me when a time becomes free").click()
    expect(page.get_by_text("There is a free time already, on")).to_be_visible()
    page.get_by_label("From").fill("2020-01-01")
    page.get_by_role("button", name="Tell me when a time becomes free").click()
    expect(page.get_by_text("This day is over. Choose today or a later day.")).to_be_visible()
    expect(page.get_by_label("From")).to_have_value("2020-01-01")
    looked_at(page, shoot, "doctor-wait-refused")

    visitor = open_tab()
    visitor.goto(f"/en/doctor/{practice.slug}")
    visitor.get_by_role("link", name="Sign in to be told").click()
    expect(visitor).to_have_url(re.compile(rf"/en/sign-in\?next=.*{practice.slug}"))
