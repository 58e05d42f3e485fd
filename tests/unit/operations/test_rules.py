"""Histograms that add up, quantiles of them, which minutes are counted, and what stands for a crowd."""

from datetime import UTC, date, datetime, timedelta
from math import ceil

from hypothesis import given
from hypothesis import strategies as st

from healthmed_app.operations import rules
from healthmed_app.operations.jobs import minute_rows

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
TIMES = st.lists(st.floats(min_value=1.5, max_value=900_000), min_size=1, max_size=60)


def histogram(times: list[float]) -> list[int]:
    counts = rules.empty()
    for time in times:
        counts[sum(bound <= time for bound in rules.BOUNDS_MS)] += 1
    return counts


@given(TIMES, st.sampled_from([0.5, 0.95]))
def test_a_quantile_is_right_to_half_as_much_again(times: list[float], share: float) -> None:
    exact = sorted(times)[ceil(len(times) * share) - 1]
    found = rules.quantile_ms(histogram(times), share)
    assert found is not None
    assert exact / 1.5 <= found <= exact * 1.5


@given(TIMES, TIMES)
def test_histograms_add_up(some: list[float], others: list[float]) -> None:
    assert rules.added([histogram(some), histogram(others)]) == histogram([*some, *others])


def test_nothing_has_no_quantile() -> None:
    assert rules.quantile_ms(rules.empty(), 0.5) is None


def test_minutes_are_counted_once_more_and_a_long_silence_is_not_made_up_for() -> None:
    now = NOON + timedelta(seconds=42)
    first = rules.minutes_to_count(now, None)
    assert (first[0], first[-1], len(first)) == (NOON - timedelta(hours=1), NOON - rules.MINUTE, 60)
    again = rules.minutes_to_count(now, NOON - rules.MINUTE)
    assert again == [NOON - timedelta(minutes=minutes) for minutes in (3, 2, 1)]
    assert rules.minutes_to_count(now, NOON - timedelta(days=2))[0] == NOON - timedelta(hours=1)
    assert rules.minutes_to_count(now, NOON + timedelta(hours=1)) == []


def test_a_minute_without_requests_is_a_minute() -> None:
    wanted = [NOON, NOON + rules.MINUTE]
    rows = minute_rows(wanted, [(NOON, 5, 3, 0), (NOON, 7, 1, 1), (NOON, None, 2, 0)])
    assert [(minute, requests, failed) for minute, requests, failed, _ in rows] == [
        (NOON, 6, 1),
        (NOON + rules.MINUTE, 0, 0),
    ]
    assert (rows[0][3][5], rows[0][3][7], sum(rows[0][3])) == (3, 1, 4)


def test_the_newest_of_very_many_stand_for_all() -> None:
    assert rules.rate_per_minute(40, 100, 59) == 40
    assert rules.rate_per_minute(100, 100, 2) == 3_000


def test_what_is_not_among_the_largest_is_one() -> None:
    assert rules.largest({"a": 1, "b": 5, "c": 2, "d": 2}, 2) == ([("b", 5), ("c", 2)], 3)


def test_a_year_of_months_ends_with_this_one() -> None:
    months = rules.first_of_months(date(2026, 2, 28))
    assert (months[0], months[-1], len(months)) == (date(2025, 3, 1), date(2026, 2, 1), 12)
