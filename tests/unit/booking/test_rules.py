"""What each command comes to, rule by rule."""

from datetime import datetime, timedelta

import pytest

from healthmed_app.booking import commands
from healthmed_app.booking.calendar import Decision, Entry, Patient
from healthmed_app.booking.commands import AnyCommand, Details
from healthmed_app.booking.outcomes import REFUSALS
from healthmed_app.booking.rules import decide
from tests.unit.booking.build import (
    NOW,
    calendar,
    doctor,
    doctor_id,
    entry,
    patient_id,
    request,
    slot,
)

FREE = slot(0)
LATER = slot(4)
FAR = slot(0, hours=48)._replace(id=slot(96).id)
ELSEWHERE = slot(0, of=1)
HELD = entry(FREE, status="held")
WAITING = entry(FREE, status="waiting_for_confirmation", expires_at=NOW + timedelta(hours=20))
BOOKED = entry(FREE)
HOLD = commands.Hold(slot_id=FREE.id)
BOOK = commands.Book(slot_id=FREE.id, details=Details(reason="Cough", for_name="Ana Lima"))
BOOK_HELD = commands.Book(hold_id=HELD.id, details=Details(reason="Cough"))


def refusal(decision: Decision) -> str | None:
    assert decision.kind == "refused"
    assert decision.refusal in REFUSALS
    assert not decision.events
    return decision.refusal


def test_a_free_slot_is_held_for_five_minutes() -> None:
    decision = decide(calendar([FREE]), request(HOLD), NOW)
    (held,) = decision.changes
    assert (decision.kind, held.status, held.active) == ("held", "held", True)
    assert held.expires_at == NOW + timedelta(minutes=5)
    assert held.id == decision.appointment_id == request(HOLD).id


def test_the_same_hold_again_is_the_same_hold() -> None:
    decision = decide(calendar([FREE], [HELD]), request(HOLD), NOW)
    assert (decision.kind, decision.appointment_id, decision.changes) == ("held", HELD.id, ())


def test_an_offer_is_held_for_ninety_seconds_and_takes_nothing_away() -> None:
    offer = commands.Hold(slot_id=FREE.id, offered=True)
    assert decide(calendar([FREE]), request(offer), NOW).changes[0].expires_at == NOW + timedelta(seconds=90)
    two = [entry(LATER, status="held"), entry(slot(8), status="held")]
    assert refusal(decide(calendar([FREE], two), request(offer), NOW)) == "too_many_holds"
    overlapping = entry(ELSEWHERE, status="held")
    assert refusal(decide(calendar([FREE], [overlapping]), request(offer), NOW)) == "own_overlap"


@pytest.mark.parametrize("command", [HOLD, BOOK])
@pytest.mark.parametrize(
    ("there", "now", "expected"),
    [
        (entry(FREE, who=1, status="held"), NOW, "slot_taken"),
        (entry(FREE, who=1), NOW, "slot_taken"),
        (entry(FREE, status="waiting_for_confirmation"), NOW, "own_overlap"),
        (entry(ELSEWHERE), NOW, "own_overlap"),
        (None, FREE.starts_at - timedelta(hours=3) + timedelta(seconds=1), "too_soon"),
        (None, FREE.starts_at - timedelta(days=58), "too_far"),
    ],
)
def test_a_time_cannot_be_had(command: AnyCommand, there: Entry | None, now: datetime, expected: str) -> None:
    asked = request(command, received=now)
    assert refusal(decide(calendar([FREE], [there] if there else []), asked, now)) == expected


@pytest.mark.parametrize("command", [HOLD, BOOK])
def test_who_may_not_book(command: AnyCommand) -> None:
    suspended = Patient(patient_id(), suspended=True, email_confirmed=True)
    assert refusal(decide(calendar([FREE], who=suspended), request(command), NOW)) == "patient_suspended"
    closed = calendar([FREE], of=doctor(takes_bookings=False))
    assert refusal(decide(closed, request(command), NOW)) == "doctor_unavailable"
    gone = calendar([FREE._replace(active=False)])
    assert refusal(decide(gone, request(command), NOW)) == "slot_gone"
    assert refusal(decide(calendar([]), request(command), NOW)) == "slot_gone"
    late = request(command).decide_by + timedelta(seconds=1)
    assert refusal(decide(calendar([FREE]), request(command), late)) == "stale"


def test_an_unconfirmed_address_holds_but_does_not_book() -> None:
    new = Patient(patient_id(), suspended=False, email_confirmed=False)
    assert decide(calendar([FREE], who=new), request(HOLD), NOW).kind == "held"
    assert refusal(decide(calendar([FREE], who=new), request(BOOK), NOW)) == "email_not_confirmed"


def test_a_doctor_who_confirms_automatically_may_have_a_short_notice() -> None:
    soon = slot(0, hours=1)
    quick = doctor(confirms_automatically=True, notice=timedelta(minutes=30))
    decision = decide(calendar([soon], of=quick), request(commands.Book(slot_id=soon.id)), NOW)
    assert (decision.changes[0].status, decision.changes[0].expires_at) == ("confirmed", None)
    assert [event.kind for event in decision.events] == ["confirmed"]
    slow = doctor(notice=timedelta(minutes=30))
    assert (
        refusal(decide(calendar([soon], of=slow), request(commands.Book(slot_id=soon.id)), NOW)) == "too_soon"
    )


@pytest.mark.parametrize(("hours", "deadline_hours"), [(24, 22), (100, 24)])
def test_the_doctor_has_a_day_to_answer_and_at_the_latest_two_hours_before(
    hours: int, deadline_hours: int
) -> None:
    at = slot(0, hours=hours)
    (booked,) = decide(calendar([at]), request(commands.Book(slot_id=at.id)), NOW).changes
    assert (booked.status, booked.expires_at) == (
        "waiting_for_confirmation",
        NOW + timedelta(hours=deadline_hours),
    )


def test_an_expired_hold_in_the_way_is_freed_first() -> None:
    stranger = entry(FREE, who=1, status="held", expires_at=NOW)
    decision = decide(calendar([FREE], [stranger]), request(HOLD), NOW)
    assert [(one.patient_id, one.active) for one in decision.changes] == [
        (patient_id(1), False),
        (patient_id(), True),
    ]


def test_a_later_wish_replaces_the_patients_own_hold_once_its_calendar_is_locked() -> None:
    other = entry(ELSEWHERE, status="held")
    assert decide(calendar([FREE], [other]), request(HOLD), NOW).needs == {doctor_id(1)}
    decision = decide(calendar([FREE], [other], locked=(0, 1)), request(HOLD), NOW)
    assert [(one.doctor_id, one.active) for one in decision.changes] == [
        (doctor_id(1), False),
        (doctor_id(), True),
    ]


def test_a_third_hold_lets_go_of_the_oldest() -> None:
    old = entry(LATER, status="held", created_at=NOW - timedelta(minutes=4))
    newer = entry(slot(8), status="held", created_at=NOW - timedelta(minutes=2))
    decision = decide(calendar([FREE], [newer, old]), request(HOLD), NOW)
    assert [(one.id, one.active) for one in decision.changes[:-1]] == [(old.id, False)]


def test_a_hold_is_booked_in_place_with_its_details() -> None:
    (booked,) = decide(calendar([FREE], [HELD]), request(BOOK_HELD), NOW).changes
    assert (booked.id, booked.status, booked.reason) == (HELD.id, "waiting_for_confirmation", "Cough")


def test_a_hold_counts_if_it_was_live_when_the_request_came() -> None:
    ended = entry(FREE, status="held", expires_at=NOW - timedelta(seconds=1))
    in_time = request(BOOK_HELD, received=NOW - timedelta(seconds=2))
    assert decide(calendar([FREE], [ended]), in_time, NOW).kind == "booked"
    assert refusal(decide(calendar([FREE], [ended]), request(BOOK_HELD), NOW)) == "hold_expired"
    freed = entry(FREE, status="held", active=False)
    assert refusal(decide(calendar([FREE], [freed]), in_time, NOW)) == "hold_expired"
    assert refusal(
        decide(calendar([FREE], [entry(FREE, who=1, status="held")]), request(BOOK_HELD), NOW)
    ) == ("hold_not_yours")


def test_the_form_may_outlast_the_notice_but_not_the_doctors_new_one() -> None:
    edge = slot(0, hours=3)
    held = entry(edge, status="held", created_at=NOW)
    later = NOW + timedelta(minutes=2)
    asked = request(commands.Book(hold_id=held.id), received=later)
    assert decide(calendar([edge], [held]), asked, later).kind == "booked"
    stricter = calendar([edge], [held], of=doctor(notice=timedelta(hours=5)))
    assert refusal(decide(stricter, asked, later)) == "too_soon"


def test_a_hold_is_extended_once() -> None:
    (longer,) = decide(calendar([FREE], [HELD]), request(commands.Extend(hold_id=HELD.id)), NOW).changes
    assert longer.expires_at == NOW + timedelta(minutes=10)
    again = decide(calendar([FREE], [longer]), request(commands.Extend(hold_id=HELD.id)), NOW)
    assert refusal(again) == "already_extended"


def test_a_hold_that_ran_out_in_line_is_extended_unless_two_others_were_given() -> None:
    extend, later = request(commands.Extend(hold_id=HELD.id)), NOW + timedelta(minutes=6)
    assert decide(calendar([FREE], [HELD]), extend._replace(decide_by=later), later).kind == "extended"
    others = [
        entry(at, status="held", expires_at=later + timedelta(minutes=5))
        for at in (LATER, slot(3, hours=30, of=1))
    ]
    both = decide(calendar([FREE], [HELD, *others]), extend._replace(decide_by=later), later)
    assert refusal(both) == "too_many_holds"


def test_a_hold_is_extended_only_for_who_may_book() -> None:
    extend = request(commands.Extend(hold_id=HELD.id))
    away = calendar([FREE], [HELD], of=doctor(takes_bookings=False))
    assert refusal(decide(away, extend, NOW)) == "doctor_unavailable"
    suspended = Patient(patient_id(), suspended=True, email_confirmed=True)
    assert refusal(decide(calendar([FREE], [HELD], who=suspended), extend, NOW)) == "patient_suspended"
    assert decide(calendar([FREE], [HELD], locked=()), extend, NOW).needs == {doctor_id()}


def test_letting_go_twice_changes_nothing_the_second_time() -> None:
    command = commands.Release(hold_id=HELD.id)
    decision = decide(calendar([FREE], [HELD]), request(command), NOW)
    assert not decision.changes[0].active
    assert decide(calendar([FREE], decision.changes), request(command), NOW).changes == ()
    assert refusal(decide(calendar([FREE], [BOOKED]), request(command), NOW)) == "hold_not_yours"


def test_a_reschedule_moves_the_appointment_and_lets_its_own_overlap_be() -> None:
    half_past = slot(1, hours=23.75)
    command = commands.Reschedule(appointment_id=BOOKED.id, slot_id=half_past.id)
    decision = decide(calendar([FREE, half_past], [BOOKED]), request(command), NOW)
    (moved,) = decision.changes
    assert (moved.id, moved.slot_id, moved.status, moved.sequence) == (
        BOOKED.id, half_past.id, "waiting_for_confirmation", 1,
    )  # fmt: skip


def test_a_reschedule_from_another_doctor_needs_both_calendars() -> None:
    theirs = entry(ELSEWHERE, price_cents=90_000)
    command = commands.Reschedule(appointment_id=theirs.id, slot_id=LATER.id)
    assert decide(calendar([LATER], [theirs]), request(command), NOW).needs == {doctor_id(1)}
    decision = decide(calendar([LATER], [theirs], locked=(0, 1)), request(command), NOW)
    assert (decision.changes[0].doctor_id, decision.changes[0].price_cents) == (doctor_id(), 25_000)
    assert [event.kind for event in decision.events] == ["rescheduled", "moved_away"]


@pytest.mark.parametrize(
    ("command", "entries", "now", "expected"),
    [
        (commands.Reschedule(appointment_id=BOOKED.id, slot_id=FREE.id), [BOOKED], NOW, "same_time"),
        (commands.Reschedule(appointment_id=BOOKED.id, slot_id=LATER.id), [], NOW, "appointment_gone"),
        (
            commands.Reschedule(appointment_id=BOOKED.id, slot_id=LATER.id),
            [BOOKED],
            FREE.starts_at - timedelta(minutes=119),
            "too_late",
        ),
        (
            commands.Reschedule(appointment_id=BOOKED.id, slot_id=LATER.id),
            [BOOKED, entry(LATER, who=1)],
            NOW,
            "slot_taken",
        ),
    ],
)
def test_a_reschedule_that_cannot_be(
    command: AnyCommand, entries: list[Entry], now: datetime, expected: str
) -> None:
    decision = decide(calendar([FREE, LATER], entries), request(command, received=now), now)
    assert refusal(decision) == expected


def test_a_patient_cancels_until_two_hours_before_and_a_doctor_until_it_begins() -> None:
    command = commands.Cancel(appointment_id=BOOKED.id, reason="Travelling")
    decision = decide(calendar([FREE], [BOOKED]), request(command), NOW)
    (called_off,) = decision.changes
    assert (called_off.status, called_off.active, called_off.cancelled_by) == ("cancelled", False, "patient")
    late = FREE.starts_at - timedelta(minutes=119)
    assert refusal(decide(calendar([FREE], [BOOKED]), request(command, received=late), late)) == "too_late"
    by_doctor = decide(calendar([FREE], [BOOKED]), request(command, doctor_id(), received=late), late)
    assert by_doctor.changes[0].cancelled_by == "doctor"
    begun = entry(FREE, status="in_progress")
    assert (
        refusal(decide(calendar([FREE], [begun]), request(command, doctor_id()), NOW)) == "appointment_gone"
    )


def test_the_doctor_answers_before_the_deadline() -> None:
    confirm, decline = commands.Confirm(appointment_id=WAITING.id), commands.Decline(WAITING.id, "Full")
    day = calendar([FREE], [WAITING])
    assert decide(day, request(confirm, doctor_id()), NOW).changes[0].status == "confirmed"
    assert decide(day, request(decline, doctor_id()), NOW).changes[0].cancel_reason == "Full"
    assert refusal(decide(day, request(confirm, patient_id()), NOW)) == "appointment_gone"
    late = WAITING.expires_at
    assert late is not None
    assert refusal(decide(day, request(confirm, doctor_id(), received=late), late)) == "too_late"
    assert decide(calendar([FREE], [BOOKED]), request(confirm, doctor_id()), NOW).changes == ()


def test_what_was_asked_in_time_counts_however_long_the_line() -> None:
    deadline = WAITING.expires_at
    assert deadline is not None
    in_time = deadline - timedelta(seconds=1)
    confirm = request(commands.Confirm(appointment_id=WAITING.id), doctor_id(), received=in_time)
    day, later = calendar([FREE], [WAITING]), deadline + timedelta(seconds=30)
    assert decide(day, confirm, later).kind == "confirmed"
    begun = FREE.starts_at
    assert refusal(decide(day, confirm._replace(decide_by=begun), begun)) == "too_late"
    in_time = FREE.starts_at - timedelta(hours=2)
    later = in_time + timedelta(seconds=30)
    cancel = request(commands.Cancel(appointment_id=BOOKED.id, reason="Ill"), received=in_time)
    assert decide(calendar([FREE], [BOOKED]), cancel, later).kind == "cancelled"
    move = request(commands.Reschedule(appointment_id=BOOKED.id, slot_id=FAR.id), received=in_time)
    assert decide(calendar([FREE, FAR], [BOOKED]), move, later).kind == "rescheduled"
    over = move._replace(decide_by=begun)
    assert refusal(decide(calendar([FREE, FAR], [BOOKED]), over, begun)) == "too_late"


def test_a_visit_begins_ends_or_is_missed() -> None:
    start = commands.Start(appointment_id=BOOKED.id)
    missed = commands.MarkNoShow(appointment_id=BOOKED.id)
    end = commands.Conclude(appointment_id=BOOKED.id)
    day, at = calendar([FREE], [BOOKED]), FREE.starts_at
    assert refusal(decide(day, request(start, doctor_id()), NOW)) == "too_early"
    assert refusal(decide(day, request(missed, doctor_id()), NOW)) == "too_early"
    assert refusal(decide(day, request(end, doctor_id()), NOW)) == "appointment_gone"
    (begun,) = decide(day, request(start, doctor_id(), received=at), at).changes
    assert begun.status == "in_progress"
    assert decide(calendar([FREE], [begun]), request(end, doctor_id(), received=at), at).kind == "concluded"
    assert decide(day, request(missed, doctor_id(), received=at), at).changes[0].status == "no_show"


def test_the_clock_ends_what_is_over_and_nothing_else() -> None:
    command = commands.Expire(appointment_id=HELD.id)
    assert refusal(decide(calendar([FREE], [HELD]), request(command), NOW)) == "not_due"
    over = NOW + timedelta(days=1)
    ended = decide(calendar([FREE], [HELD]), request(command, received=over), over)
    assert (ended.kind, ended.changes[0].active) == ("expired", False)
    unanswered = decide(calendar([FREE], [WAITING]), request(command, received=over), over)
    assert (unanswered.changes[0].status, unanswered.changes[0].cancelled_by) == ("cancelled", "deadline")
    assert [event.kind for event in unanswered.events] == ["unanswered"]
    assert refusal(decide(calendar([FREE], [BOOKED]), request(command), NOW)) == "appointment_gone"
