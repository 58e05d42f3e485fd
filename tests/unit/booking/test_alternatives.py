"""Alternatives: spread over the losers, looked for near what each wanted, and put in line in good time."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from healthmed_app.booking import alternatives
from healthmed_app.booking.alternatives import Loser, Offered, spread, together
from healthmed_app.booking.queries.alternatives import Area, Candidate

DOCTOR, NEIGHBOUR = UUID(int=1), UUID(int=2)
HERE = Area("cardiology", "recife")
NOON = datetime(2030, 5, 6, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def losers(count: int, *times: datetime) -> list[Loser]:
    return [
        Loser(UUID(int=100 + n), DOCTOR, UUID(int=1000 + n), (times or (NOON,))[n % max(1, len(times))])
        for n in range(count)
    ]


def slot(number: int, hours: float, doctor: UUID = NEIGHBOUR) -> Candidate:
    return Candidate(UUID(int=number), doctor, NOON + hours * HOUR)


def test_first_ones_go_to_nobody_twice_until_none_is_left() -> None:
    around = {(HERE, NOON): [slot(n, n) for n in range(1, 6)]}
    offers = spread(losers(7), {NOON: NOON}, {DOCTOR: HERE}, {(DOCTOR, NOON): []}, around, set())
    assert [offer.hold_first for offer in offers] == [True] * 5 + [False] * 2
    assert len({offer.slots[0].slot_id for offer in offers[:5]}) == 5
    assert all(len(offer.slots) == 3 for offer in offers)


def test_the_same_doctor_comes_first_and_what_is_taken_is_held_for_nobody() -> None:
    own, around = [slot(1, 9, DOCTOR), slot(2, 8, DOCTOR)], [slot(3, 1), slot(4, -2)]
    (offer,) = spread(
        losers(1), {NOON: NOON}, {DOCTOR: HERE}, {(DOCTOR, NOON): own}, {(HERE, NOON): around}, {UUID(int=2)}
    )
    assert [one.slot_id.int for one in offer.slots] == [1, 3, 4]


def test_few_are_looked_for_near_the_very_time_they_wanted() -> None:
    far = NOON + timedelta(days=40)
    assert together(losers(6, NOON, NOON + HOUR, far)) == {
        NOON: NOON, NOON + HOUR: NOON + HOUR, far: far,
    }  # fmt: skip


def test_very_many_of_one_day_are_looked_for_together_but_never_with_those_of_another() -> None:
    times = [NOON + n * HOUR / 2 for n in range(10)]
    far = NOON + timedelta(days=40)
    when = together(losers(990, *times, far))
    assert {when[at] for at in times} == {times[5]}
    assert when[far] == far


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(alternatives, "time", clock)
    return clock


def requests(count: int) -> list[tuple[UUID, UUID]]:
    return [(NEIGHBOUR, UUID(int=n)) for n in range(count)]


@pytest.mark.usefixtures("clock")
def test_offers_go_in_line_at_once_when_no_lane_has_work() -> None:
    offered = Offered()
    offered.stand_back(requests(500))
    offered.lanes_at_work = 1
    assert offered.due() == offered.overdue() == []
    offered.lanes_at_work = 0
    assert offered.due() == requests(500)
    assert not offered.any()


def test_offers_that_stood_back_long_enough_go_in_line_some_at_a_time(clock: Clock) -> None:
    offered = Offered()
    offered.stand_back(requests(300))
    clock.now = 0.4
    offered.stand_back([(DOCTOR, DOCTOR)])
    clock.now = 0.5
    assert offered.overdue() == requests(300)[:200]
    assert offered.overdue() == [*requests(300)[200:], (DOCTOR, DOCTOR)]
    offered.stand_back(requests(1))
    assert offered.overdue() == []


def test_what_was_offered_is_remembered_for_a_while(clock: Clock) -> None:
    offered = Offered()
    offered.remember([DOCTOR])
    assert offered.recent() == {DOCTOR}
    clock.now = 11
    assert offered.recent() == set()
