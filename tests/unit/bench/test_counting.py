"""What the benchmarks of booking count: from outcomes in hand, so that what must never happen would be seen."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from healthmed_app.bench import town
from healthmed_app.bench.stampede import Seen, figures
from healthmed_app.booking.outcomes import Alternative, Outcome

NOON = datetime(2030, 5, 6, 12, tzinfo=UTC)


def booked(request: int, appointment: int) -> Outcome:
    return Outcome(UUID(int=request), "booked", None, UUID(int=appointment))


def refused(request: int, slot: int, hold: int | None = None) -> Outcome:
    offered = Alternative(
        UUID(int=slot), UUID(int=9), "Dr. Lima", "lima", NOON, NOON + timedelta(minutes=30),
        hold_id=UUID(int=hold) if hold else None,
    )  # fmt: skip
    return Outcome(UUID(int=request), "refused", "slot_taken", None, (offered,), UUID(int=1000 + request))


def by_request(*outcomes: Outcome) -> dict[UUID, Outcome]:
    return {outcome.request_id: outcome for outcome in outcomes}


def test_each_slot_once_is_no_duplicate() -> None:
    seen = [(0, booked(1, 11)), (1, booked(2, 12)), (0, refused(3, 5))]
    assert town.duplicates(seen, by_request(*(outcome for _, outcome in seen))) == 0


def test_a_slot_that_two_booked_is_a_duplicate() -> None:
    seen = [(0, booked(1, 11)), (0, booked(2, 12))]
    assert town.duplicates(seen, by_request(*(outcome for _, outcome in seen))) == 1


def test_a_request_with_another_outcome_later_is_a_duplicate() -> None:
    assert town.duplicates([(0, booked(1, 11))], by_request(refused(1, 5))) == 1


def test_a_stampede_counts_holds_and_what_is_undecided() -> None:
    in_hand: list[Outcome | None] = [booked(1, 11), refused(2, 5), refused(3, 6), None]
    later = by_request(booked(1, 11), refused(2, 5, hold=21), refused(3, 6))
    counted = figures(Seen([0.1, 0.2, 0.3, 0.4], in_hand, 0.4, 1, later, 0.6), 1)
    assert (counted.booked, counted.refused, counted.undecided, counted.duplicates) == (1, 2, 2, 0)
    assert (counted.with_alternatives, counted.with_first_held) == (2, 1)


def test_a_time_that_is_held_for_two_is_a_duplicate() -> None:
    in_hand: list[Outcome | None] = [refused(2, 5), refused(3, 5)]
    later = by_request(refused(2, 5, hold=21), refused(3, 5, hold=22))
    assert figures(Seen([0.1, 0.2], in_hand, 0.4, 0, later, 0.6), 1).duplicates == 1
