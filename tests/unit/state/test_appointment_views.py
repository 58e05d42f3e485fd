"""What a patient reads of an appointment: what happens next, until when it can be changed, what happened so far."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from healthmed_app.booking.views import AppointmentView, Texts
from state.appointment_views import PanelView, panel_view, row_view, timeline_of

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
STARTS = datetime(2026, 11, 25, 14, 0, tzinfo=UTC)
CUT_OFF = STARTS - timedelta(hours=2)
ZONE = "America/Recife"
ROW = AppointmentView(
    id=UUID("0193a000-0000-7000-8000-0000deadbeef"),
    status="waiting_for_confirmation",
    doctor_id=UUID(int=1),
    doctor_name="Dra. Lúcia Prado",
    doctor_slug="lucia-prado",
    specialty="cardiology",
    crm="112233",
    crm_state="PE",
    doctor_zone=ZONE,
    patient_id=UUID(int=2),
    patient_name="Ana Souza",
    for_name=None,
    for_birth_date=None,
    slot_id=UUID(int=3),
    starts_at=STARTS,
    ends_at=STARTS + timedelta(minutes=30),
    online=False,
    price_cents=25_050,
    currency="BRL",
    expires_at=NOW + timedelta(hours=20),
    extended=False,
    street="Rua do Sol",
    number="10",
    neighborhood="Boa Vista",
    city="Recife",
    state="PE",
    cancelled_by=None,
    sequence=0,
    created_at=NOW,
    changed_at=NOW,
    active=True,
    reason_sealed=None,
    cancel_reason_sealed=None,
)


def panel(row: AppointmentView, now: datetime = NOW, texts: Texts | None = None) -> PanelView:
    return panel_view(row, texts or Texts("", ""), until=CUT_OFF, now=now, zone=ZONE, prefix="/en")


def test_a_request_that_waits_says_until_when_the_doctor_answers() -> None:
    shown = panel(ROW)
    assert shown.title == "Your request was sent"
    assert "answers by Wednesday 25 November 2026 at 05:00" in shown.what_next
    assert shown.cut_off == "You can change or cancel it until Wednesday 25 November 2026 at 09:00."
    assert (shown.can_cancel, shown.can_reschedule, shown.is_over) == (True, True, False)


def test_a_confirmed_one_says_everything_once() -> None:
    shown = panel(replace(ROW, status="confirmed", expires_at=None))
    assert shown.title == "Your appointment is confirmed"
    assert shown.visit.price == "R$ 250.50"
    assert shown.for_whom == "For Ana Souza"
    assert shown.reference == "DEAD-BEEF"
    assert shown.calendar_href == f"/api/v1/appointments/{ROW.id}.ics"


def test_after_the_cut_off_it_can_only_be_changed_by_telephone() -> None:
    shown = panel(replace(ROW, status="confirmed"), now=CUT_OFF)
    assert not shown.can_cancel
    assert not shown.can_reschedule
    assert shown.cut_off.startswith("It is too close to the start")


@pytest.mark.parametrize(
    ("by", "words"),
    [("patient", "You cancelled it"), ("doctor", "could not keep"), ("deadline", "did not answer in time")],
)
def test_a_cancelled_one_says_who_did_it_and_that_nothing_was_charged(by: str, words: str) -> None:
    shown = panel(replace(ROW, status="cancelled", cancelled_by=by, active=False))
    assert words in shown.what_next
    assert "Nothing was charged" in shown.what_next
    assert (shown.is_over, shown.can_cancel, shown.cut_off) == (True, False, "")


def test_a_reschedule_in_line_keeps_the_old_time() -> None:
    shown = panel(replace(ROW, status="re_schedule_in_analysis"))
    assert "this one stays yours" in shown.in_line_note
    assert not shown.can_reschedule


@pytest.mark.parametrize(
    ("status", "titles"),
    [
        (
            "waiting_for_confirmation",
            ["You asked for an appointment", "The doctor answers at the latest", "Visit"],
        ),
        ("confirmed", ["You asked for an appointment", "The doctor confirmed it", "Visit"]),
        ("cancelled", ["You asked for an appointment", "It was cancelled"]),
    ],
)
def test_the_history_is_told_in_order(status: str, titles: list[str]) -> None:
    assert [item.title for item in timeline_of(replace(ROW, status=status), ZONE)] == titles


def test_a_row_of_the_list_names_whom_it_is_for_when_it_is_another() -> None:
    shown = row_view(replace(ROW, for_name="Bia Souza", online=True), zone=ZONE, prefix="/en")
    assert shown.detail == "Cardiology · By video · For Bia Souza"
    assert shown.label == "Dra. Lúcia Prado, Wednesday 25 November 2026 at 11:00"
