"""Dates, times and money read as people in Brazil and abroad expect them, in the zone that they live in."""

from datetime import UTC, date, datetime

import pytest

from healthmed_app.core import formats

NOON = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


def test_a_moment_names_its_weekday_in_the_readers_zone() -> None:
    assert formats.moment(NOON, "America/Recife") == "Tuesday 24 November 2026 at 12:00"
    assert formats.moment(NOON, "Asia/Tokyo") == "Wednesday 25 November 2026 at 00:00"


def test_a_zone_is_named_as_people_say_it() -> None:
    assert formats.zone_name("America/Sao_Paulo", NOON) == "Brasilia Standard Time"


@pytest.mark.parametrize(
    ("cents", "text"), [(25_000, "R$ 250"), (25_050, "R$ 250.50"), (120_000, "R$ 1,200"), (0, "R$ 0")]
)
def test_money_shows_cents_only_where_there_are_any(cents: int, text: str) -> None:
    assert formats.money(cents).replace("\xa0", " ") == text


def test_near_days_have_names() -> None:
    today = date(2026, 11, 24)
    assert formats.relative_day(today, today) == "Today"
    assert formats.relative_day(date(2026, 11, 25), today) == "Tomorrow"
    assert formats.relative_day(date(2026, 11, 27), today) == "Fri 27 Nov"
