"""Reviews as a doctor and an administrator see them, by keyboard alone; and the way to review from the list of past visits."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.checks import fits, no_violation, press_until
from tests.e2e.conftest import ADMIN, OpenTab, Practice, Site

Shoot = Callable[[Page, str], None]


def reviewed(site: Site, practice: Practice, author: str, rating: int, comment: str) -> None:
    """Let a new patient have reviewed a visit to this doctor just now."""
    site.rows(
        """
        WITH visit AS (
            INSERT INTO appointments (id, doctor_id, patient_id, during, starts_at, status, active, price_cents)
            SELECT uuidv7(), %s, id, tstzrange(now() - interval '49 hours', now() - interval '48 hours'),
                   now() - interval '49 hours', 'concluded', false, 25000
            FROM users WHERE email = %s RETURNING id, doctor_id, patient_id
        )
        INSERT INTO reviews (id, appointment_id, doctor_id, patient_id, rating, comment)
        SELECT uuidv7(), id, doctor_id, patient_id, %s, %s FROM visit
        """,
        practice.id,
        site.new_patient(author),
        rating,
        comment,
    )


def test_a_doctor_reads_their_rating_over_time(
    site: Site, practice: Practice, open_tab: OpenTab, shoot: Shoot
) -> None:
    reviewed(site, practice, "Rita Estrela", 4, "She explained everything twice.")
    page = open_tab(practice.email)
    page.goto("/en/agenda")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Reviews").press("Enter")
    expect(page.get_by_role("heading", name="Your reviews")).to_be_visible()
    expect(page.get_by_text("She explained everything twice.")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("^Average by month: "))).to_be_visible()
    no_violation(page)
    fits(page)
    shoot(page, "reviews")
    table = page.locator("summary", has_text="Show as a table")
    press_until(page, table)
    page.keyboard.press("Enter")
    expect(page.get_by_role("table", name="Your rating by month").get_by_role("row")).to_have_count(13)
    no_violation(page)
    fits(page)
    while more := page.get_by_role("button", name="Show more reviews").count():
        before = page.locator("main ul").last.locator("> li").count()
        page.get_by_role("button", name="Show more reviews").press("Enter")
        expect(page.locator("main ul").last.locator("> li").nth(before)).to_be_visible()
        assert more == 1
    listed = page.locator("main ul").last.locator("> li").count()
    assert listed == site.one(
        "SELECT count(*) FROM reviews WHERE doctor_id = %s AND hidden_at IS NULL", practice.id
    )


def test_a_doctor_without_reviews_is_told_where_they_come_from(
    site: Site, practice: Practice, open_tab: OpenTab, shoot: Shoot
) -> None:
    site.rows("DELETE FROM reviews WHERE doctor_id = %s", practice.id)
    page = open_tab(practice.email)
    page.goto("/en/reviews")
    expect(page.get_by_role("heading", name="No reviews yet")).to_be_visible()
    no_violation(page)
    fits(page)
    shoot(page, "reviews-empty")


def test_an_administrator_hides_a_review_and_shows_it_again(
    site: Site, practice: Practice, open_tab: OpenTab, shoot: Shoot
) -> None:
    words = "Call me at home, 81 99999-0000."
    reviewed(site, practice, "Saulo Tavares", 1, words)
    page = open_tab(ADMIN)
    page.goto("/en/admin")
    page.get_by_role("navigation", name="Administration").get_by_role("link", name="Reviews").press("Enter")
    expect(page.get_by_role("heading", name="Reviews", exact=True)).to_be_visible()
    row = page.get_by_role("article").filter(has_text=words)
    expect(row).to_be_visible()
    no_violation(page)
    fits(page)
    shoot(page, "admin-reviews")

    press_until(page, row.get_by_role("button", name="Hide"))
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Hide this review?")
    expect(dialog).to_contain_text("Saulo T.")
    press_until(page, dialog.get_by_role("button", name="Hide the review"))
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("Say why, so that its author knows.")).to_be_visible()
    no_violation(page)
    shoot(page, "admin-reviews-hide")
    press_until(page, dialog.get_by_role("textbox"), "Shift+Tab")
    page.keyboard.type("It gives a telephone number.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(page.get_by_text("Hidden. The doctor's rating is computed without it.")).to_be_visible()
    expect(row).to_contain_text("It gives a telephone number.")
    hidden_from_the_mean = """
        SELECT (d.reviews, s.reviews) = (n.shown, n.shown) FROM doctors d JOIN doctor_search s ON s.doctor_id = d.id,
            LATERAL (SELECT count(*)::int AS shown FROM reviews WHERE doctor_id = d.id AND hidden_at IS NULL) n
        WHERE d.id = %s
    """
    site.until(hidden_from_the_mean, practice.id)

    visitor = open_tab()
    visitor.goto(f"/en/doctor/{practice.slug}")
    expect(visitor.get_by_role("heading", name="Reviews", exact=True)).to_be_visible()
    expect(visitor.get_by_text(words)).to_have_count(0)

    press_until(page, page.get_by_role("link", name="Hidden", exact=True), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"show=hidden"))
    expect(row).to_be_visible()
    no_violation(page)
    shoot(page, "admin-reviews-hidden")
    press_until(page, row.get_by_role("button", name="Show again"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Shown again. It counts for the doctor's rating.")).to_be_visible()
    expect(row).to_have_count(0)
    site.until(hidden_from_the_mean, practice.id)
    visitor.reload()
    expect(visitor.get_by_text(words)).to_be_visible()


def test_a_past_visit_leads_to_its_review_and_says_when_that_is_hidden(
    site: Site, practice: Practice, open_tab: OpenTab, shoot: Shoot
) -> None:
    patient = site.new_patient("Tereza Uchoa")
    visit = site.one(
        """
        INSERT INTO appointments (id, doctor_id, patient_id, during, starts_at, status, active, price_cents)
        SELECT uuidv7(), %s, id, tstzrange(now() - interval '49 hours', now() - interval '48 hours'),
               now() - interval '49 hours', 'concluded', false, 25000
        FROM users WHERE email = %s RETURNING id
        """,
        practice.id,
        patient,
    )
    page = open_tab(patient)
    page.goto("/en/appointments?show=past")
    write = page.get_by_role("link", name=f"Write a review of your visit with {practice.name}")
    expect(write).to_be_visible()
    no_violation(page)
    fits(page)
    shoot(page, "appointments-to-review")
    press_until(page, write)
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="How was your visit with")).to_be_visible()
    page.get_by_label("2 stars").press("Space")
    page.get_by_role("button", name="Publish the review").press("Enter")
    expect(page.get_by_role("heading", name="Your review")).to_be_visible()

    site.rows(
        "UPDATE reviews SET hidden_at = now(), hidden_reason = 'It names a nurse.' WHERE appointment_id = %s",
        visit,
    )
    page.reload()
    expect(page.get_by_text("The reason: It names a nurse.")).to_be_visible()
    no_violation(page)
    shoot(page, "appointment-review-hidden")
    page.goto("/en/appointments?show=past")
    expect(page.get_by_role("article").first).to_be_visible()
    expect(write).to_have_count(0)
