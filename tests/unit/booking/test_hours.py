"""What a doctor's edits come to: a time by hand that patients can see, and hours that nobody changed meanwhile."""

from collections.abc import Iterable
from datetime import time, timedelta

import pytest

from healthmed_app.booking.calendar import Agenda, Calendar, Decision, Doctor, Entry
from healthmed_app.booking.commands import AddSlot, EditHours, MoveSlot
from healthmed_app.booking.policy import DEFAULT
from healthmed_app.booking.rules_hours import add_slot, edit_hours, move_slot
from healthmed_app.schedule.rules import CalendarSettings, Interval, Plan, SlotRow, Span, version_of
from tests.unit.booking.build import GRID, NOW, calendar, doctor, doctor_id, entry, request, slot, uid

HOUR = timedelta(hours=1)
SETTINGS = CalendarSettings("UTC", 30, 0, 180, 56, confirms_automatically=False)
PLAN = Plan(SETTINGS, (Interval(1, time(8), time(12)),))


def span(hours: float) -> Span:
    return Span(NOW + hours * HOUR, NOW + hours * HOUR + GRID)


def at_hand(
    *, of: Doctor | None = None, blocks: Iterable[Span] = (), slots: Iterable[SlotRow] = ()
) -> Calendar:
    """The calendar of a doctor who edits it."""
    taken_out = {uid(6, number): one for number, one in enumerate(blocks)}
    plan = Plan(SETTINGS, PLAN.hours, (), tuple(taken_out.values()))
    return calendar(of=of or doctor())._replace(agenda=Agenda(plan, taken_out, list(slots), []))


def offered(calendar: Calendar, at: Span) -> str | None:
    command = AddSlot(at.starts_at, at.ends_at)
    return add_slot(calendar, request(command, doctor_id()), command, NOW, DEFAULT).refusal


@pytest.mark.parametrize(
    ("hours", "refusal"),
    [
        (-1, "offer_too_soon"),
        (2.9, "offer_too_soon"),
        (3, None),
        (57 * 24, None),
        (57 * 24 + 0.1, "offer_too_far"),
    ],
)
def test_a_time_is_offered_only_where_patients_can_book_it(hours: float, refusal: str | None) -> None:
    assert offered(at_hand(), span(hours)) == refusal


def test_a_doctor_who_confirms_automatically_offers_a_time_as_soon_as_their_own_notice_says() -> None:
    quick = doctor(confirms_automatically=True, notice=timedelta(0))
    assert offered(at_hand(of=quick), span(0.5)) is None


@pytest.mark.parametrize(
    ("blocked", "refusal"), [(24, "offer_blocked"), (23.75, "offer_blocked"), (24.5, None)]
)
def test_blocked_time_is_not_offered(blocked: float, refusal: str | None) -> None:
    assert offered(at_hand(blocks=[span(blocked)]), span(24)) == refusal


def test_a_time_that_is_there_is_not_offered_twice() -> None:
    there = SlotRow(uid(3, 0), span(24).starts_at, span(24).ends_at, "hours")
    assert offered(at_hand(slots=[there]), span(24.25)) == "slot_overlaps"


def edited(seen: str) -> str | None:
    command = EditHours(SETTINGS, (Interval(2, time(8), time(12)),), seen=seen)
    return edit_hours(at_hand(), request(command, doctor_id()), command, NOW, DEFAULT).refusal


def test_hours_that_were_changed_meanwhile_are_not_overwritten() -> None:
    assert edited(version_of(PLAN)) is None
    assert edited(version_of(Plan(SETTINGS))) == "hours_changed"
    assert edited("") is None


def test_a_version_is_that_of_hours_dates_and_settings_but_not_of_blocked_time() -> None:
    assert version_of(PLAN) == version_of(Plan(SETTINGS, PLAN.hours, (), (span(1),)))
    assert version_of(PLAN) != version_of(Plan(SETTINGS, (Interval(1, time(8), time(12, 5)),)))


def moved(hours: float, *entries: Entry) -> Decision:
    """What comes of moving the first of two slots, 24 and 24.5 hours ahead, to begin `hours` ahead."""
    first, second = slot(0), slot(1)
    rows = [SlotRow(one.id, one.starts_at, one.ends_at, "hours") for one in (first, second)]
    busy = [Span(one.starts_at, one.ends_at) for one in entries]
    agenda = Agenda(PLAN, {}, rows, busy)
    here = calendar([first, second], entries)._replace(agenda=agenda)
    to = span(hours)
    command = MoveSlot(first.id, to.starts_at, to.ends_at)
    return move_slot(here, request(command, doctor_id()), command, NOW, DEFAULT)


@pytest.mark.parametrize("hours", [23, 23.75, 25])
def test_a_slot_moves_to_a_free_time_that_may_overlap_itself(hours: float) -> None:
    decision = moved(hours)
    assert decision.edit is not None
    assert decision.edit.remove_slot == slot(0).id
    assert decision.edit.add_by_hand is not None
    assert decision.edit.add_by_hand[1] == span(hours)


@pytest.mark.parametrize(
    ("hours", "refusal"), [(24.25, "slot_overlaps"), (1, "offer_too_soon"), (60 * 24, "offer_too_far")]
)
def test_a_slot_stays_where_it_is_when_its_new_time_is_refused(hours: float, refusal: str) -> None:
    assert moved(hours).refusal == refusal
    assert moved(hours).edit is None


def test_a_slot_that_is_booked_stays_and_an_expired_hold_goes_with_it() -> None:
    assert moved(23, entry(slot(0))).refusal == "slot_in_use"
    over = entry(slot(0), status="held", expires_at=NOW - HOUR)
    decision = moved(23.75, over)
    assert [one.active for one in decision.changes] == [False]
    assert decision.edit is not None
