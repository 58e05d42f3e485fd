"""How a doctor's months and an administrator's reviews are drawn."""

from datetime import UTC, date, datetime
from uuid import UUID

from healthmed_app.reviews.rules import Month, filled, months_back
from healthmed_app.reviews.views import ModeratedReview
from state.review_views import mean_of, moderated_view, month_views, months_words

MONTHS = filled([Month(date(2026, 11, 1), 450, 1_200)], months_back(date(2026, 11, 24)))
REVIEW = ModeratedReview(
    UUID(int=1), "Ana S.", "Rui Barbosa", "rui", 1, "Late.", datetime(2026, 11, 24, 2, tzinfo=UTC), None, ""
)


def test_a_bar_is_as_high_as_its_mean_of_five() -> None:
    views = month_views(MONTHS)
    assert (views[-1].short, views[-1].words, views[-1].mean, views[-1].number) == (
        "Nov",
        "November 2026",
        "4.5",
        "1,200",
    )
    assert (views[-1].height, views[-1].top) == ("90", "10")
    assert (views[0].mean, views[0].number, views[0].height) == ("–", "0", "0")
    assert [view.early for view in views] == [True] * 6 + [False] * 6


def test_the_bars_are_said_in_words() -> None:
    assert months_words(MONTHS) == "Average by month: November 2026 4.5."
    assert (
        months_words(filled([], months_back(date(2026, 11, 24)))) == "No reviews in the last twelve months."
    )


def test_the_mean_of_no_reviews_is_none() -> None:
    assert mean_of({}) is None
    assert mean_of({5: 3, 1: 1}) == 4


def test_a_review_is_dated_on_the_readers_calendar_and_names_itself() -> None:
    view = moderated_view(REVIEW, "America/Recife", "/en")
    assert (view.day, view.doctor_href) == ("23 Nov 2026", "/en/doctor/rui")
    assert view.label == "Hide: 1 star by Ana S. about Rui Barbosa"
    assert not view.hidden
