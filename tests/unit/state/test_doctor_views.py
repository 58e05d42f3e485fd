"""How doctors and their times are written: in the reader's zone, split into parts of the day, with days that have times."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from healthmed_app.booking.views import FreeDay, FreeSlot
from healthmed_app.directory.views import Card
from healthmed_app.reviews.views import PublicReview
from state.doctor import _chosen
from state.doctor_cards import card_views
from state.doctor_views import bar_views, day_view, parts_of_day, review_view

TODAY = date(2026, 11, 24)
DOCTOR = UUID(int=7)
CARD = Card(
    id=DOCTOR,
    slug="helena-lins",
    name="Dra. Helena Lins",
    specialty="cardiology",
    crm="CRM 112233-PE",
    rating=4.75,
    reviews=1,
    price_cents=25_000,
    currency="BRL",
    neighborhood="Boa Viagem",
    city="Recife",
    state="PE",
    online=True,
    in_person=True,
    zone="America/Recife",
    next_free_at=None,
    distance_km=None,
)


@pytest.mark.parametrize(
    ("km", "place"),
    [
        (None, "Boa Viagem, Recife – PE"),
        (0.0, "Boa Viagem, Recife – PE"),
        (0.4, "Boa Viagem, Recife – PE · about 1 km away"),
        (104.6, "Boa Viagem, Recife – PE · about 105 km away"),
    ],
)
def test_a_card_says_about_how_far_away_its_town_is(km: float | None, place: str) -> None:
    [view] = card_views([replace(CARD, distance_km=km)], {}, "America/Recife", TODAY)
    assert view.place == place


def slot(hour_utc: int, day: int = 25) -> FreeSlot:
    starts_at = datetime(2026, 11, day, hour_utc, 30, tzinfo=UTC)
    return FreeSlot(UUID(int=hour_utc), DOCTOR, starts_at, starts_at + timedelta(minutes=30), online=True)


def test_a_card_writes_times_in_the_readers_zone() -> None:
    (card,) = card_views([CARD], {DOCTOR: [slot(12), slot(2)]}, "America/Recife", TODAY)
    assert [(time.day, time.time) for time in card.times] == [("Tomorrow", "09:30"), ("Today", "23:30")]
    assert card.initials == "HL"
    assert card.rating == "4.8"
    assert card.reviews == "(1 review)"
    assert card.price == "R$ 250"


def test_a_doctor_without_reviews_or_times_says_so() -> None:
    (card,) = card_views([replace(CARD, rating=None, reviews=0)], {}, "America/Recife", TODAY)
    assert (card.rating, card.reviews, card.times) == ("", "No reviews yet", [])


def test_a_card_opens_its_page_on_the_day_that_was_asked_for() -> None:
    (card,) = card_views([CARD], {}, "America/Recife", TODAY, date(2026, 12, 1))
    assert card.href == "/en/doctor/helena-lins?from=2026-12-01"


def test_parts_of_the_day_are_those_of_the_readers_zone() -> None:
    slots = [slot(hour) for hour in (11, 14, 15, 20, 21)]
    recife = parts_of_day(slots, "America/Recife", TODAY, "Helena")
    manaus = parts_of_day(slots, "America/Manaus", TODAY, "Helena")
    assert [[time.time for time in part] for part in recife] == [
        ["08:30", "11:30"],
        ["12:30", "17:30"],
        ["18:30"],
    ]
    assert [len(part) for part in manaus] == [3, 2, 0]


def test_a_day_that_lost_its_last_time_gives_way_to_the_next_one() -> None:
    days = [FreeDay(date(2026, 11, 25), 2), FreeDay(date(2026, 11, 27), 1)]
    assert _chosen("", days) == date(2026, 11, 25)
    assert _chosen("2026-11-25", days) == date(2026, 11, 25)
    assert _chosen("2026-11-26", days) == date(2026, 11, 27)
    assert _chosen("2026-11-30", days) == date(2026, 11, 25)
    assert _chosen("2026-11-26", []) is None


def test_a_day_is_written_for_eyes_and_ears() -> None:
    day = day_view(FreeDay(TODAY, 1), TODAY)
    assert (day.weekday, day.date, day.free) == ("Today", "24 Nov", "1 time")
    assert day.label == "Tuesday 24 November 2026"


def test_bars_share_out_all_reviews_from_five_stars_down() -> None:
    bars = bar_views({5: 3, 1: 1})
    assert [(bar.stars, bar.share, bar.count) for bar in bars] == [
        ("5 stars", 75, "3"),
        ("4 stars", 0, "0"),
        ("3 stars", 0, "0"),
        ("2 stars", 0, "0"),
        ("1 star", 25, "1"),
    ]
    assert bar_views({}) == []


def test_a_review_is_dated_on_the_readers_calendar() -> None:
    late = PublicReview("Ana S.", 5, "Kind.", datetime(2026, 11, 24, 1, tzinfo=UTC), UUID(int=1))
    assert review_view(late, "UTC").day == "24 Nov 2026"
    assert review_view(late, "America/Recife").day == "23 Nov 2026"
