"""Every rule of what a doctor may enter, with the field that it names."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from healthmed_app.core.errors import Invalid
from healthmed_app.schedule.limits import checked, checked_block
from healthmed_app.schedule.rules import CalendarSettings, Day, Interval, Plan, Span

TODAY = date(2026, 11, 24)
RULES = CalendarSettings("America/Recife", 30, 0, 180, 56, confirms_automatically=False)
EIGHT, NOON, SIX = time(8), time(12), time(18)


def refused(plan: Plan) -> dict[str, str]:
    with pytest.raises(Invalid) as refusal:
        checked(plan, TODAY)
    return refusal.value.fields


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"time_zone": "America/Recif"}, "time_zone"),
        ({"slot_minutes": 5}, "slot_minutes"),
        ({"slot_minutes": 31}, "slot_minutes"),
        ({"slot_minutes": 245}, "slot_minutes"),
        ({"buffer_minutes": -5}, "buffer_minutes"),
        ({"buffer_minutes": 7}, "buffer_minutes"),
        ({"notice_minutes": 179}, "notice_minutes"),
        ({"notice_minutes": 14 * 24 * 60 + 1}, "notice_minutes"),
        ({"horizon_days": 6}, "horizon_days"),
        ({"horizon_days": 181}, "horizon_days"),
    ],
)
def test_settings_outside_of_their_limits_are_refused_beside_their_field(
    change: dict[str, object], field: str
) -> None:
    assert list(refused(Plan(replace(RULES, **change)))) == [field]  # type: ignore[arg-type]


def test_a_short_notice_is_fine_for_a_doctor_who_confirms_automatically() -> None:
    plan = Plan(replace(RULES, notice_minutes=0, confirms_automatically=True))
    assert checked(plan, TODAY) == plan


@pytest.mark.parametrize(
    ("hours", "field"),
    [
        ([(NOON, EIGHT)], "hours-1-0-ends"),
        ([(EIGHT, EIGHT)], "hours-1-0-ends"),
        ([(EIGHT, time(8, 25))], "hours-1-0-ends"),
        ([(time(8, 1), NOON)], "hours-1-0-starts"),
        ([(EIGHT, time(12, 3))], "hours-1-0-ends"),
        ([(EIGHT, NOON), (time(11, 30), SIX)], "hours-1-1-starts"),
        ([(time(hour), time(hour, 30)) for hour in range(7)], "hours-1-6-starts"),
    ],
)
def test_hours_that_make_no_sense_are_refused_beside_their_field(
    hours: list[tuple[time, time]], field: str
) -> None:
    plan = Plan(RULES, tuple(Interval(1, starts, ends) for starts, ends in hours))
    assert list(refused(plan)) == [field]


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ([Day(TODAY - timedelta(days=1), ())], "exception-0-day"),
        ([Day(TODAY + timedelta(days=733), ())], "exception-0-day"),
        ([Day(TODAY, ()), Day(TODAY, ())], "exception-1-day"),
        ([Day(TODAY, ((NOON, EIGHT),))], "exception-0-0-ends"),
    ],
)
def test_dates_that_make_no_sense_are_refused_beside_their_field(days: list[Day], field: str) -> None:
    assert list(refused(Plan(RULES, (), tuple(days)))) == [field]


def test_all_wrong_fields_are_named_at_once() -> None:
    plan = Plan(replace(RULES, slot_minutes=7), (Interval(2, NOON, EIGHT),), (Day(date(2020, 1, 1), ()),))
    assert list(refused(plan)) == ["slot_minutes", "hours-2-0-ends", "exception-0-day"]


def test_hours_come_back_in_order_with_those_that_touch_joined() -> None:
    hours = (Interval(3, NOON, SIX), Interval(1, EIGHT, NOON), Interval(3, EIGHT, NOON))
    plan = Plan(RULES, hours, (Day(TODAY, ((NOON, SIX), (EIGHT, NOON))),))
    found = checked(plan, TODAY)
    assert found.hours == (Interval(1, EIGHT, NOON), Interval(3, EIGHT, SIX))
    assert found.exceptions == (Day(TODAY, ((EIGHT, SIX),)),)


NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
REACH = Span(NOW, NOW + timedelta(days=732))


@pytest.mark.parametrize(
    ("begins", "lasts"),
    [
        (timedelta(hours=1), timedelta()),
        (timedelta(hours=-3), timedelta(hours=2)),
        (timedelta(days=1), timedelta(days=367)),
        (timedelta(days=732), timedelta(hours=1)),
    ],
)
def test_a_block_that_makes_no_sense_is_refused(begins: timedelta, lasts: timedelta) -> None:
    with pytest.raises(Invalid) as refusal:
        checked_block(Span(NOW + begins, NOW + begins + lasts), REACH)
    assert list(refusal.value.fields) == ["block-ends"]


def test_a_block_that_has_begun_is_fine() -> None:
    span = Span(NOW - timedelta(hours=1), NOW + timedelta(hours=1))
    assert checked_block(span, REACH) == span
