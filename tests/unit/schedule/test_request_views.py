"""How requests and visits read: the time left, ages, and the story so far."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from healthmed_app.booking.views import AppointmentView, Texts
from healthmed_app.core.ids import new_id
from state.request_views import age, left_words, request_view
from state.visit_views import visit_view

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
START = datetime(2026, 11, 25, 17, tzinfo=UTC)
NO_TEXTS = Texts("", "")
WAITING = AppointmentView(
    id=new_id(), status="waiting_for_confirmation", doctor_id=new_id(), doctor_name="Ana", doctor_slug="ana",
    specialty="cardiology", crm="1", crm_state="PE", doctor_zone="America/Recife", patient_id=new_id(),
    patient_name="Bia Lima", for_name=None, for_birth_date=None, slot_id=None, starts_at=START,
    ends_at=START + timedelta(minutes=30), online=True, price_cents=25000, currency="BRL",
    expires_at=NOW + timedelta(hours=5), extended=False, street=None, number=None, neighborhood=None, city=None,
    state=None, cancelled_by=None, sequence=0, created_at=NOW - timedelta(hours=1), changed_at=NOW, active=True,
    reason_sealed=None, cancel_reason_sealed=None,
)  # fmt: skip


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(minutes=-3), "0 minutes left"),
        (timedelta(minutes=1), "1 minute left"),
        (timedelta(minutes=59), "59 minutes left"),
        (timedelta(minutes=90), "1 hour left"),
        (timedelta(hours=47), "47 hours left"),
        (timedelta(hours=49), "2 days left"),
    ],
)
def test_the_time_left_is_said_in_its_largest_whole_unit(left: timedelta, words: str) -> None:
    assert left_words(left) == words


@pytest.mark.parametrize(
    ("left", "tone"),
    [(timedelta(minutes=59), "danger"), (timedelta(hours=3), "warning"), (timedelta(hours=5), "neutral")],
)
def test_a_near_deadline_looks_nearer(left: timedelta, tone: str) -> None:
    near = replace(WAITING, expires_at=NOW + left)
    assert request_view(near, NO_TEXTS, NOW, "America/Recife", "/en").tone == tone


@pytest.mark.parametrize(
    ("born", "years"), [(date(2020, 2, 29), 6), (date(2020, 11, 24), 6), (date(2020, 11, 25), 5)]
)
def test_an_age_turns_on_the_birthday(born: date, years: int) -> None:
    assert age(born, date(2026, 11, 24)) == years


def test_a_request_says_when_it_must_be_answered_and_for_whom_it_is() -> None:
    child = replace(WAITING, for_name="Téo Lima", for_birth_date=date(2020, 5, 1))
    view = request_view(child, Texts("Fever", ""), NOW, "America/Recife", "/en")
    assert view.when == "Wednesday 25 November 2026 at 14:00"
    assert view.for_whom == "For Téo Lima, 6 years"
    assert view.deadline == "Deadline: Today, 14:00"
    assert (view.reason, view.where, view.initials) == ("Fever", "Video visit", "BL")


@pytest.mark.parametrize(
    ("status", "at", "verbs"),
    [
        ("waiting_for_confirmation", NOW, {"can_answer"}),
        ("confirmed", NOW, {"can_cancel"}),
        ("confirmed", START - timedelta(minutes=15), {"can_cancel", "can_start"}),
        ("confirmed", START, {"can_cancel", "can_start", "can_miss"}),
        ("confirmed", START + timedelta(hours=1), {"can_start", "can_miss"}),
        ("in_progress", START, {"can_conclude"}),
        ("concluded", START, set()),
        ("cancelled", NOW, set()),
    ],
)
def test_only_the_verbs_that_make_sense_are_offered(status: str, at: datetime, verbs: set[str]) -> None:
    view = visit_view(replace(WAITING, status=status), NO_TEXTS, at, "America/Recife")
    assert {name for name in dir(view) if name.startswith("can_") and getattr(view, name)} == verbs


def test_the_story_ends_with_why_it_was_called_off() -> None:
    over = replace(WAITING, status="cancelled", active=False, cancelled_by="patient", sequence=1)
    told = visit_view(over, Texts("", "I am better"), NOW, "America/Recife").story
    assert [one.title for one in told] == [
        "Requested",
        "Moved to another time",
        "Cancelled by the patient",
    ]
    assert told[-1].detail == "I am better"
