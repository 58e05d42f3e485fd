"""Who is offered which time: in the order of asking, each time to one, each person one; and when the wait is over."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthmed_app.core.errors import Invalid
from healthmed_app.waitlist import rules
from healthmed_app.waitlist.rules import Free, Offer, Span, Standing, Waiting

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def uid(kind: int, number: int) -> UUID:
    return UUID(int=kind << 64 | number)


def free(number: int, *, closes: timedelta = 20 * HOUR) -> Free:
    begins = NOW + DAY + number * HOUR
    return Free(uid(1, number), begins, begins + HOUR, NOW + closes)


def waiting(number: int, first: int = 0, last: int = 10_000, **changes: Any) -> Waiting:
    """One who wants the times numbered from `first` to `last`."""
    wanted = Span(NOW + DAY + first * HOUR, NOW + DAY + (last + 1) * HOUR)
    return Waiting(uid(2, number), uid(3, number), wanted, **changes)


def pairs(matched: list[tuple[Waiting, Free]]) -> list[tuple[int, int]]:
    return [(one.id.int & 0xFFFF, slot.slot_id.int & 0xFFFF) for one, slot in matched]


def test_the_first_who_asked_gets_the_first_time() -> None:
    line = [waiting(1), waiting(2), waiting(3)]
    assert pairs(rules.match(line, [free(5), free(4)], set(), NOW)) == [(1, 4), (2, 5)]


def test_one_whom_it_does_not_suit_is_passed_over_and_keeps_their_place() -> None:
    line = [waiting(1, 7, 9), waiting(2, busy=(Span(free(4).begins_at, free(4).ends_at),)), waiting(3)]
    assert pairs(rules.match(line, [free(4), free(5), free(7)], set(), NOW)) == [(3, 4), (2, 5), (1, 7)]


def test_what_somebody_let_go_is_for_the_next() -> None:
    line = [waiting(1), waiting(2)]
    assert pairs(rules.match(line, [free(4)], {(uid(2, 1), free(4).slot_id)}, NOW)) == [(2, 4)]
    assert pairs(rules.match([waiting(1, has_offer=True), waiting(2)], [free(4)], set(), NOW)) == [(2, 4)]


def test_a_time_that_nobody_could_answer_in_is_offered_to_nobody() -> None:
    assert rules.match([waiting(1)], [free(1, closes=timedelta(minutes=10))], set(), NOW) == []


_numbers = st.integers(0, 12)


@given(
    line=st.lists(st.tuples(_numbers, _numbers, st.booleans(), st.lists(_numbers, max_size=3)), max_size=8),
    slots=st.sets(_numbers, max_size=8),
    barred=st.sets(st.tuples(st.integers(0, 7), _numbers), max_size=20),
)
def test_nothing_is_offered_twice_and_nobody_is_overtaken(
    line: list[tuple[int, int, bool, list[int]]], slots: set[int], barred: set[tuple[int, int]]
) -> None:
    people = [
        waiting(
            number,
            min(a, b),
            max(a, b),
            has_offer=has_offer,
            busy=tuple(Span(free(at).begins_at, free(at).ends_at) for at in busy),
        )
        for number, (a, b, has_offer, busy) in enumerate(line)
    ]
    bars = {(uid(2, who), uid(1, what)) for who, what in barred}
    matched = rules.match(people, [free(one) for one in slots], bars, NOW)
    given_to = {one.id: slot for one, slot in matched}
    assert len({slot.slot_id for _, slot in matched}) == len(matched) == len(given_to)
    for one, slot in matched:
        assert rules.suits(one, slot)
        assert not one.has_offer
        assert (one.id, slot.slot_id) not in bars
        for before in people[: people.index(one)]:
            wants_it = rules.suits(before, slot) and (before.id, slot.slot_id) not in bars
            if wants_it and not before.has_offer:
                assert given_to[before.id].begins_at <= slot.begins_at
    for slot in (free(one) for one in slots):
        if slot.slot_id not in {other.slot_id for _, other in matched}:
            left = [one for one in people if not one.has_offer and one.id not in given_to]
            assert not [one for one in left if rules.suits(one, slot) and (one.id, slot.slot_id) not in bars]


@pytest.mark.parametrize(
    ("offer", "fate"),
    [
        (Offer(None, None, taken=False, asking=False), "open"),
        (Offer("held", NOW + HOUR, taken=False, asking=False), "open"),
        (Offer("held", NOW - timedelta(seconds=2), taken=False, asking=False), "open"),
        (Offer("held", NOW - timedelta(seconds=4), taken=False, asking=False), "passed"),
        (Offer("held", NOW - timedelta(seconds=4), taken=False, asking=True), "open"),
        (Offer("held", None, taken=False, asking=False), "passed"),
        (Offer("held", None, taken=True, asking=False), "taken"),
        (Offer("held", NOW - HOUR, taken=True, asking=True), "taken"),
        (Offer("refused", None, taken=False, asking=False), "refused"),
        (Offer("failed", None, taken=False, asking=False), "refused"),
    ],
)
def test_the_fate_of_an_offer(offer: Offer, fate: str) -> None:
    assert rules.fate(offer, NOW) == fate


def standing(**changes: Any) -> Standing:
    return Standing(NOW + DAY, 0, account_gone=False)._replace(**changes)


def moving(status: str, **changes: Any) -> Standing:
    return standing(appointment=status, appointment_at=NOW + DAY, **changes)


@pytest.mark.parametrize(
    ("who", "why"),
    [
        (standing(), None),
        (standing(latest_at=NOW), "expired"),
        (standing(passed=rules.PASSED_MAX), "passed"),
        (standing(account_gone=True), "over"),
        (moving("confirmed"), None),
        (moving("waiting_for_confirmation"), None),
        (moving("in_progress"), "over"),
        (moving("confirmed", same_doctor=False), "over"),
        (moving("confirmed")._replace(appointment_at=NOW), "over"),
        (moving("cancelled", called_off_by="patient"), "over"),
        (moving("cancelled", called_off_by="doctor"), None),
        (moving("cancelled", called_off_by="deadline"), None),
        (moving("cancelled", called_off_by="doctor", latest_at=NOW), "expired"),
    ],
)
def test_when_the_wait_is_over(who: Standing, why: str | None) -> None:
    assert rules.ended(who, NOW) == why


RECIFE = "America/Recife"
"""Three hours behind UTC."""
MIDNIGHT = timedelta(hours=3)


def test_days_are_those_of_the_reader_and_both_count() -> None:
    day = datetime(2026, 11, 26, 3, tzinfo=UTC)
    assert rules.window(date(2026, 11, 26), date(2026, 11, 27), RECIFE, NOW, None) == Span(day, day + 2 * DAY)


def test_without_days_it_is_until_the_appointment_or_for_some_weeks() -> None:
    assert rules.window(None, None, RECIFE, NOW, NOW + 9 * DAY) == Span(NOW, NOW + 9 * DAY)
    assert rules.window(None, None, RECIFE, NOW, None) == Span(NOW, NOW + rules.WAITS)
    last = rules.window(None, date(2027, 3, 1), RECIFE, NOW, NOW + 9 * DAY)
    assert last == Span(NOW, NOW + 9 * DAY)


@pytest.mark.parametrize(
    ("earliest", "latest", "before", "field"),
    [
        (date(2026, 11, 23), None, None, "earliest"),
        (date(2028, 1, 1), None, None, "earliest"),
        (date(2026, 12, 5), None, NOW + 9 * DAY, "earliest"),
        (None, date(2026, 11, 23), None, "latest"),
        (None, date(2028, 1, 1), None, "latest"),
        (date(2026, 12, 5), date(2026, 12, 4), None, "latest"),
    ],
)
def test_days_that_make_no_sense(
    earliest: date | None, latest: date | None, before: datetime | None, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        rules.window(earliest, latest, RECIFE, NOW, before)
    assert list(refused.value.fields) == [field]


@given(
    earliest=st.none() | st.dates(date(2026, 11, 20), date(2028, 1, 1)),
    latest=st.none() | st.dates(date(2026, 11, 20), date(2028, 1, 1)),
    before=st.none() | st.integers(1, 9_000).map(lambda hours: NOW + hours * HOUR),
    zone=st.sampled_from([RECIFE, "UTC", "Pacific/Auckland", "America/Sao_Paulo"]),
)
def test_a_window_is_never_empty_past_or_after_the_appointment(
    earliest: date | None, latest: date | None, before: datetime | None, zone: str
) -> None:
    try:
        wanted = rules.window(earliest, latest, zone, NOW, before)
    except Invalid:
        return
    assert NOW <= wanted.begins_at < wanted.ends_at
    assert before is None or wanted.ends_at <= before
