"""Which page a hold is in: the steps, the wait, the refusal, its end, or the appointment that it became."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from healthmed_app.booking.details import Draft
from healthmed_app.booking.outcomes import Alternative, Outcome
from healthmed_app.booking.queries.choosing import Chosen
from healthmed_app.booking.views import AppointmentView
from healthmed_app.core.access import Actor
from state.book_page import BookPage, Held, page_of

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
STARTS = NOW + timedelta(days=1, hours=2)
HOLD, SLOT, DOCTOR, PATIENT, REQUEST = (UUID(int=number) for number in range(1, 6))
READER = Actor(PATIENT, "patient", UUID(int=9), "Ana Souza", "en", "America/Recife", email_confirmed=True)

ROW = AppointmentView(
    id=HOLD,
    status="held",
    doctor_id=DOCTOR,
    doctor_name="Dr. Bruno Lima",
    doctor_slug="bruno-lima",
    specialty="cardiology",
    crm="112233",
    crm_state="PE",
    doctor_zone="America/Recife",
    patient_id=PATIENT,
    patient_name="Ana Souza",
    for_name=None,
    for_birth_date=None,
    slot_id=SLOT,
    starts_at=STARTS,
    ends_at=STARTS + timedelta(minutes=30),
    online=False,
    price_cents=25_000,
    currency="BRL",
    expires_at=NOW + timedelta(minutes=5),
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
CHOSEN = Chosen(
    slot_id=SLOT,
    doctor_id=DOCTOR,
    doctor_name="Dr. Bruno Lima",
    doctor_slug="bruno-lima",
    doctor_status="verified",
    crm="112233",
    crm_state="PE",
    specialty="cardiology",
    offers_online=False,
    offers_in_person=True,
    confirms_automatically=False,
    price_cents=25_000,
    currency="BRL",
    starts_at=STARTS,
    ends_at=STARTS + timedelta(minutes=30),
    street="Rua do Sol",
    number="10",
    neighborhood="Boa Vista",
    city="Recife",
    state="PE",
    free=False,
)
HELD = Held(row=ROW, slot=CHOSEN, draft=Draft(), request=None, outcome=None, again=None)
ENDED = replace(HELD, row=replace(ROW, expires_at=NOW - timedelta(seconds=1)))


def page(held: Held, step: str = "") -> BookPage:
    return page_of(held, READER, NOW, step, "/en")


def test_a_live_hold_begins_with_who_it_is_for() -> None:
    shown = page(HELD)
    assert (shown.phase, shown.step, shown.can_extend) == ("steps", "who", True)
    assert shown.visit.day == "Wednesday 25 November 2026"
    assert (shown.visit.time, shown.visit.zone) == ("11:00", "Brasilia Standard Time")
    assert shown.visit.place == "Rua do Sol, 10, Boa Vista, Recife (PE)"
    assert shown.visit.price == "R$ 250"
    assert shown.blocked == ""


def test_the_check_waits_for_the_answers_before_it() -> None:
    assert page(HELD, "check").step == "who"
    assert page(replace(HELD, draft=Draft(whom="me")), "check").step == "check"
    either = replace(HELD, slot=replace(CHOSEN, offers_online=True), draft=Draft(whom="me"))
    assert page(either, "check").step == "how"


def test_a_step_that_does_not_exist_is_the_first_one() -> None:
    assert page(HELD, "../../admin").step == "who"
    assert page(HELD, "how").step == "who"


def test_back_leads_to_the_step_before_and_from_the_first_to_the_doctor() -> None:
    assert page(HELD).back_href == "/en/doctor/bruno-lima"
    assert page(HELD, "reason").back_href == f"/en/book/{HOLD}?step=who"


def test_what_was_typed_is_shown_as_it_was_typed() -> None:
    typed = Draft(whom="other", name=" Bia ", birth_date="31/2", reason="  Cough ")
    shown = page(replace(HELD, draft=typed), "reason")
    assert shown.draft is not None
    assert (shown.draft.name, shown.draft.birth_date, shown.draft.reason) == (" Bia ", "31/2", "  Cough ")
    assert shown.draft.for_whom == "For Bia"


def test_a_suspended_doctor_disables_the_confirmation_before_it_is_pressed() -> None:
    suspended = replace(HELD, slot=replace(CHOSEN, doctor_status="suspended"))
    assert page(suspended).phase == "steps"
    assert "takes no bookings" in page(suspended).blocked


def test_an_ended_hold_whose_time_is_free_is_offered_again_with_what_was_typed() -> None:
    shown = page(replace(ENDED, slot=replace(CHOSEN, free=True)))
    assert shown.phase == "ended"
    assert shown.title == "Your five minutes ended"
    assert shown.again_href == f"/en/book?slot={SLOT}&from={HOLD}"


def test_an_ended_hold_whose_time_went_says_so() -> None:
    shown = page(ENDED)
    assert (shown.phase, shown.again_href) == ("ended", "")
    assert "not free any more" in shown.sentence


def test_a_hold_that_was_let_go_is_not_called_expired() -> None:
    shown = page(replace(HELD, row=replace(ROW, active=False)))
    assert shown.phase == "ended"
    assert shown.title == "This time is no longer kept for you"


def test_a_time_that_is_held_again_leads_to_the_new_hold() -> None:
    again = UUID(int=77)
    assert page(replace(ENDED, again=again)).again_href == f"/en/book/{again}"


def test_an_undecided_request_is_waited_for() -> None:
    waiting = replace(HELD, row=replace(ROW, status="schedule_in_analysis"), request=REQUEST)
    assert page(waiting, "who").phase == "waiting"


def test_a_refusal_tells_why_and_offers_the_nearest_times_with_what_was_typed() -> None:
    other = Alternative(UUID(int=50), DOCTOR, "Dr. Bruno Lima", "bruno-lima", STARTS, STARTS)
    kept = replace(other, slot_id=UUID(int=51), hold_id=UUID(int=52), held_until=NOW + timedelta(seconds=90))
    outcome = Outcome(REQUEST, "refused", "hold_expired", None, (kept, other))
    shown = page(replace(ENDED, outcome=outcome))
    assert (shown.phase, shown.title) == ("refused", "Your time to book ran out")
    assert [one.href for one in shown.alternatives] == [
        f"/en/book?slot={UUID(int=51)}&from={HOLD}",
        f"/en/book?slot={UUID(int=50)}&from={HOLD}",
    ]
    assert [bool(one.held_until) for one in shown.alternatives] == [True, False]


@pytest.mark.parametrize("status", ["waiting_for_confirmation", "confirmed", "cancelled", "concluded"])
def test_an_appointment_that_came_of_it_has_its_own_page(status: str) -> None:
    assert page(replace(HELD, row=replace(ROW, status=status))).leave_for == f"/en/appointments/{HOLD}"
