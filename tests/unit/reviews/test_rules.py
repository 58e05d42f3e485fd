"""What a review may say, why it may be hidden, and which months a doctor looks back on."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthmed_app.reviews import rules
from healthmed_app.reviews.rules import Month


@pytest.mark.parametrize(
    ("rating", "comment", "fields"),
    [
        (1, "", set()),
        (5, "x" * 2_000 + "  ", set()),
        (0, "", {"rating"}),
        (6, "", {"rating"}),
        (None, "x" * 2_001, {"rating", "comment"}),
    ],
)
def test_a_review_has_one_to_five_stars_and_a_comment_that_ends(
    rating: int | None, comment: str, fields: set[str]
) -> None:
    assert rules.problems(rating, comment).keys() == fields


@pytest.mark.parametrize(
    ("reason", "fields"),
    [("It names a patient.", set()), ("x" * 500, set()), (" \n", {"reason"}), ("x" * 501, {"reason"})],
)
def test_a_review_is_hidden_for_a_reason(reason: str, fields: set[str]) -> None:
    assert rules.reason_problems(reason).keys() == fields


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 40))
def test_months_follow_each_other_and_end_with_this_one(today: date, count: int) -> None:
    months = rules.months_back(today, count)
    assert len(months) == count
    assert months[-1] == today.replace(day=1)
    for earlier, later in pairwise(months):
        assert later.day == 1
        assert (later.year * 12 + later.month) - (earlier.year * 12 + earlier.month) == 1


def test_a_month_without_reviews_is_there_too() -> None:
    months = rules.months_back(date(2026, 2, 28), 3)
    found = [Month(date(2026, 1, 1), 450, 2), Month(date(2024, 1, 1), 100, 9)]
    assert rules.filled(found, months) == [
        Month(date(2025, 12, 1), 0, 0),
        Month(date(2026, 1, 1), 450, 2),
        Month(date(2026, 2, 1), 0, 0),
    ]
