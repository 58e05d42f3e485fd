"""Properties of slots, over zones whose clocks change in every way that clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from healthmed_app.core.ids import new_id
from healthmed_app.schedule.rules import (
    CalendarSettings,
    Day,
    Interval,
    Plan,
    SlotRow,
    Span,
    diff,
    impact,
    minute_of,
    slots_of,
    wanted,
)

ZONES = (
    "America/Sao_Paulo",
    "America/Recife",
    "Europe/Lisbon",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Tehran",
    "Pacific/Apia",
    "America/St_Johns",
    "UTC",
)
MINUTE = timedelta(minutes=1)

# No test is timed: a busy machine is not a counterexample.
unhurried = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])

walls = st.integers(0, 287).map(lambda step: time(step * 5 // 60, step * 5 % 60))


@st.composite
def intervals(draw: st.DrawFn) -> tuple[tuple[time, time], ...]:
    """Disjoint intervals of one day, some of them touching."""
    edges = sorted(draw(st.sets(st.integers(0, 288), min_size=2, max_size=6)))
    walls = [time(23, 59) if edge == 288 else time(edge * 5 // 60, edge * 5 % 60) for edge in edges]
    return tuple(zip(walls[::2], walls[1::2], strict=False))


@st.composite
def plans(draw: st.DrawFn, first: date) -> Plan:
    rules = CalendarSettings(
        time_zone=draw(st.sampled_from(ZONES)),
        slot_minutes=draw(st.sampled_from((10, 15, 20, 25, 30, 45, 50, 60, 90, 120))),
        buffer_minutes=draw(st.sampled_from((0, 0, 5, 10, 15, 30))),
        notice_minutes=180,
        horizon_days=draw(st.integers(7, 30)),
        confirms_automatically=False,
    )
    weekly = tuple(
        Interval(weekday, starts, ends)
        for weekday in draw(st.sets(st.integers(1, 7), min_size=1))
        for starts, ends in draw(intervals())
    )
    days = draw(st.sets(st.integers(0, 20), max_size=3))
    exceptions = tuple(
        Day(first + timedelta(days=one), draw(st.one_of(st.just(()), intervals()))) for one in sorted(days)
    )
    return Plan(rules, weekly, exceptions)


@st.composite
def planned_days(draw: st.DrawFn) -> tuple[Plan, date]:
    first = draw(st.dates(date(1990, 1, 1), date(2035, 12, 1)))
    return draw(plans(first)), first


def on_wall(moment: datetime, plan: Plan) -> datetime:
    return moment.astimezone(ZoneInfo(plan.settings.time_zone)).replace(tzinfo=None)


def offset(moment: datetime, plan: Plan) -> timedelta:
    found = moment.astimezone(ZoneInfo(plan.settings.time_zone)).utcoffset()
    assert found is not None
    return found


@given(planned_days())
@unhurried
def test_slots_never_overlap_and_are_in_order(case: tuple[Plan, date]) -> None:
    plan, first = case
    found = slots_of(plan, first, first + timedelta(days=20))
    assert all(one.ends_at <= other.starts_at for one, other in pairwise(found))


@given(planned_days())
@unhurried
def test_every_minute_of_a_slot_is_inside_the_hours_on_the_wall_clock(case: tuple[Plan, date]) -> None:
    plan, first = case
    for span in slots_of(plan, first, first + timedelta(days=20)):
        assert span.ends_at - span.starts_at == timedelta(minutes=plan.settings.slot_minutes)
        for minute in (0, 1, plan.settings.slot_minutes // 2, plan.settings.slot_minutes - 1):
            wall = on_wall(span.starts_at + minute * MINUTE, plan)
            now = wall.hour * 60 + wall.minute
            assert any(
                minute_of(left) <= now < minute_of(right, end=True)
                for left, right in plan.hours_on(wall.date())
            )


@given(planned_days())
@unhurried
def test_a_day_has_as_many_slots_as_its_hours_hold_unless_the_clocks_change(case: tuple[Plan, date]) -> None:
    plan, first = case
    rules = plan.settings
    for ahead in range(21):
        day = first + timedelta(days=ahead)
        expected = 0
        for left, right in plan.hours_on(day):
            length = minute_of(right, end=True) - minute_of(left) + rules.buffer_minutes
            expected += max(0, length // (rules.slot_minutes + rules.buffer_minutes))
        noon = datetime.combine(day, time(12), UTC)
        quiet = len({offset(noon + timedelta(hours=hour), plan) for hour in range(-38, 39)}) == 1
        found = len(slots_of(plan, day, day))
        assert found == expected if quiet else found <= expected


@given(planned_days(), st.integers(0, 20 * 24 * 60), st.integers(1, 3 * 24 * 60))
@unhurried
def test_blocked_time_has_no_slots_and_takes_no_others(
    case: tuple[Plan, date], begins: int, lasts: int
) -> None:
    plan, first = case
    start = datetime.combine(first, time(), UTC) + begins * MINUTE
    block = Span(start, start + lasts * MINUTE)
    blocked = Plan(plan.settings, plan.hours, plan.exceptions, (block,))
    without = slots_of(plan, first, first + timedelta(days=20))
    assert slots_of(blocked, first, first + timedelta(days=20)) == [
        one for one in without if one.ends_at <= block.starts_at or block.ends_at <= one.starts_at
    ]


def rows_of(spans: list[Span], source: str = "hours") -> list[SlotRow]:
    return [SlotRow(new_id(), one.starts_at, one.ends_at, source) for one in spans]


def applied(rows: list[SlotRow], plan: Plan, busy: list[Span], now: datetime) -> list[SlotRow]:
    change = diff(rows, wanted(plan, now), busy, now)
    return sorted(
        [row for row in rows if row.id not in set(change.remove)] + rows_of(list(change.add)),
        key=lambda row: row.starts_at,
    )


@given(planned_days(), st.data())
@unhurried
def test_a_change_of_plan_keeps_what_is_busy_or_made_by_hand_and_nothing_overlaps(
    case: tuple[Plan, date], data: st.DataObject
) -> None:
    before, first = case
    now = datetime.combine(first, time(12), UTC)
    rows = applied([], before, [], now)
    hand = [one for one in wanted(before, now) if data.draw(st.booleans(), "a slot made by hand")][:3]
    rows = [row for row in rows if Span(row.starts_at, row.ends_at) not in hand] + rows_of(hand, "hand")
    rows.sort(key=lambda row: row.starts_at)
    busy = [Span(row.starts_at, row.ends_at) for row in rows[:: data.draw(st.integers(1, 40))]]

    after = data.draw(plans(first))
    found = applied(rows, after, busy, now)

    assert all(one.ends_at <= other.starts_at for one, other in pairwise(found))
    stays = {row.id for row in found}
    assert all(row.id in stays for row in rows if row.source == "hand")
    assert all(row.id in stays for row in rows if Span(row.starts_at, row.ends_at) in busy)
    assert diff(found, wanted(after, now), busy, now) == diff([], [], [], now), (
        "a second time changes nothing"
    )


@given(planned_days())
@unhurried
def test_a_change_harms_no_appointment_that_is_still_inside_the_hours(case: tuple[Plan, date]) -> None:
    plan, first = case
    booked = slots_of(plan, first, first + timedelta(days=20))
    assert impact(plan, booked) == ()
    closed = Plan(plan.settings, (), ())
    assert list(impact(closed, booked)) == booked


SPRING = date(2026, 3, 8)
AUTUMN = date(2026, 11, 1)


def night(zone: str, minutes: int = 30, until: time = time(4)) -> Plan:
    rules = CalendarSettings(zone, minutes, 0, 180, 56, confirms_automatically=False)
    return Plan(rules, tuple(Interval(day, time(0), until) for day in range(1, 8)))


def begins(plan: Plan, day: date) -> list[str]:
    return [f"{on_wall(one.starts_at, plan):%H:%M}" for one in slots_of(plan, day, day)]


def test_a_wall_time_that_does_not_exist_makes_no_slot() -> None:
    assert begins(night("America/New_York"), SPRING) == ["00:00", "00:30", "01:00", "01:30", "03:00", "03:30"]


def test_a_wall_time_that_exists_twice_makes_one_slot_the_first_time() -> None:
    plan = night("America/New_York")
    assert begins(plan, AUTUMN) == [f"0{hour}:{half}" for hour in range(4) for half in ("00", "30")]
    one_o_clock = slots_of(plan, AUTUMN, AUTUMN)[2]
    assert one_o_clock.starts_at == datetime(2026, 11, 1, 5, tzinfo=UTC)


def test_a_slot_during_which_the_clocks_change_is_not_offered() -> None:
    assert begins(night("America/New_York", 90), SPRING) == ["00:00"]
    assert begins(night("America/New_York", 90), AUTUMN) == ["00:00"]
    assert begins(night("Australia/Lord_Howe", 45), date(2026, 4, 5)) == ["00:00", "00:45", "02:15", "03:00"]


def test_midnight_did_not_exist_in_sao_paulo_on_the_first_day_of_summer_time() -> None:
    assert begins(night("America/Sao_Paulo", 60), date(2018, 11, 4)) == ["01:00", "02:00", "03:00"]


def test_a_whole_day_that_a_country_skipped_has_no_slots() -> None:
    assert begins(night("Pacific/Apia", 60), date(2011, 12, 30)) == []


def test_casablanca_suspends_summer_time_for_ramadan_and_days_keep_their_wall_times() -> None:
    plan = night("Africa/Casablanca", 60, time(23, 59))
    counts = {day: len(slots_of(plan, day, day)) for day in (date(2026, 2, 15), date(2026, 3, 22))}
    assert counts == {date(2026, 2, 15): 24, date(2026, 3, 22): 23}


def test_an_end_of_23_59_is_midnight() -> None:
    assert begins(night("America/Recife", 60, time(23, 59)), SPRING)[-1] == "23:00"


def test_an_exception_replaces_the_day_and_an_empty_one_closes_it() -> None:
    plan = night("America/Recife", 60)
    other = Plan(plan.settings, plan.hours, (Day(SPRING, ((time(9), time(10)),)), Day(AUTUMN, ())))
    assert begins(other, SPRING) == ["09:00"]
    assert begins(other, AUTUMN) == []


def test_an_appointment_across_intervals_that_touch_is_inside() -> None:
    plan = night("America/Recife")
    rules = plan.settings
    touching = Plan(rules, (Interval(7, time(8), time(9)), Interval(7, time(9), time(10))))
    across = Span(datetime(2026, 3, 8, 11, 45, tzinfo=UTC), datetime(2026, 3, 8, 12, 15, tzinfo=UTC))
    assert impact(touching, [across]) == ()
    apart = Plan(rules, (Interval(7, time(8), time(9)), Interval(7, time(9, 5), time(10))))
    assert impact(apart, [across]) == (across,)
