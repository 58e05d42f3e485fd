"""A hold for one who waited: longer than others, never beyond the notice, and it takes nothing away."""

from datetime import timedelta

import pytest

from healthmed_app.booking.commands import Hold
from healthmed_app.booking.policy import DEFAULT
from healthmed_app.booking.rules import decide
from tests.unit.booking.build import NOW, calendar, entry, request, slot

MINUTE = timedelta(minutes=1)


COMMAND = Hold(slot_id=slot(1).id, offered=True, waited=True)


def test_it_is_kept_for_half_an_hour() -> None:
    decision = decide(calendar([slot(1)]), request(COMMAND), NOW)
    assert decision.kind == "held"
    assert decision.changes[-1].expires_at == NOW + DEFAULT.waited_hold
    assert [event.kind for event in decision.events] == ["held"]


@pytest.mark.parametrize("minutes", [10, 20, 29])
def test_it_is_kept_no_longer_than_the_notice_allows(minutes: int) -> None:
    hours = 3 - 0.5 + minutes / 60  # The grid's slot 1 is half an hour after its begin.
    decision = decide(calendar([slot(1, hours=hours)]), request(COMMAND), NOW)
    assert decision.changes[-1].expires_at == NOW + minutes * MINUTE


def test_one_that_nobody_could_take_in_time_is_refused_and_the_next_is_asked_for() -> None:
    hours = 3 - 0.5 + 9 / 60
    decision = decide(calendar([slot(1, hours=hours)]), request(COMMAND), NOW)
    assert (decision.kind, decision.refusal, decision.changes) == ("refused", "too_soon", ())
    assert [(event.kind, event.appointment_id) for event in decision.events] == [("not_held", None)]


def test_it_takes_no_other_time_away_from_its_patient() -> None:
    one, other = slot(1), slot(5)
    overlapping = entry(slot(1, of=1), status="held")
    assert decide(calendar([one], [overlapping]), request(COMMAND), NOW).refusal == "own_overlap"
    two = [entry(other, status="held"), entry(slot(7), status="held")]
    decision = decide(calendar([one], two), request(COMMAND), NOW)
    assert (decision.refusal, decision.changes) == ("too_many_holds", ())


def test_what_another_has_taken_is_refused_with_an_event() -> None:
    decision = decide(calendar([slot(1)], [entry(slot(1), who=2)]), request(COMMAND), NOW)
    assert decision.refusal == "slot_taken"
    assert [event.kind for event in decision.events] == ["not_held"]


def test_a_loser_s_offer_has_no_such_event() -> None:
    command = Hold(slot_id=slot(1).id, offered=True)
    assert decide(calendar([slot(1)], [entry(slot(1), who=2)]), request(command), NOW).events == ()
