"""What is typed on the hours page becomes a plan, comes back as it was, and is refused field by field."""

from datetime import date, time
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthmed_app.core.errors import Conflict, Invalid
from healthmed_app.schedule.rules import CalendarSettings, Day, Interval, Plan
from state.hours_draft import (
    DATES_MAX,
    ROWS_MAX,
    TEXT_MAX,
    copied,
    kept_draft,
    of_plan,
    of_text,
    plan_of,
    text_of,
    typed,
    with_date,
    with_row,
    without,
)

PLAN = Plan(
    CalendarSettings("America/Recife", 30, 10, 270, 56, confirms_automatically=True),
    (Interval(1, time(8), time(12)), Interval(1, time(14), time(18)), Interval(6, time(9), time(23, 59))),
    (Day(date(2026, 12, 24), ()), Day(date(2026, 12, 31), ((time(8), time(11)),))),
)


def test_a_plan_comes_back_from_its_draft_and_from_the_draft_s_text() -> None:
    draft = of_plan(PLAN, "ana")
    assert plan_of(draft) == PLAN
    kept = of_text(text_of(draft), "ana")
    assert kept == draft


def test_the_largest_draft_is_kept_and_a_longer_text_is_not() -> None:
    draft = of_plan(PLAN, str(uuid4()))
    while len(draft.dates) < DATES_MAX:
        with_date(draft)
    for rows in draft.rows():
        while len(rows) < ROWS_MAX:
            with_row(rows)
        for row in rows:
            row.starts = row.ends = "x" * 40
    for one in draft.dates:
        one.day = "x" * 40
    assert of_text(text_of(draft), draft.doctor) == draft
    assert of_text(text_of(draft).ljust(TEXT_MAX + 1), draft.doctor) is None


@given(st.text(max_size=200))
def test_a_kept_text_that_is_not_a_draft_is_ignored(text: str) -> None:
    assert of_text(text, "ana") is None


def test_the_draft_of_another_doctor_or_of_a_wrong_shape_is_ignored() -> None:
    draft = of_plan(PLAN, "ana")
    assert of_text(text_of(draft), "bia") is None
    draft.week.pop()
    assert of_text(text_of(draft), "ana") is None


def test_nothing_is_edited_or_saved_when_the_draft_is_gone() -> None:
    with pytest.raises(Conflict):
        kept_draft("", "ana")
    assert kept_draft(text_of(of_plan(PLAN, "ana")), "ana")


def test_every_field_that_cannot_be_read_is_named() -> None:
    draft = of_plan(PLAN, "ana")
    row = draft.week[0][1]
    typed(draft, row.key, "ends", "")
    typed(draft, draft.dates[1].key, "day", "31/12")
    typed(draft, draft.dates[1].rows[0].key, "starts", "25:00")
    typed(draft, "rules", "slot_minutes", "half an hour")
    typed(draft, "rules", "notice_hours", "4.51")
    with pytest.raises(Invalid) as refusal:
        plan_of(draft)
    assert list(refusal.value.fields) == [
        "hours-1-1-ends",
        "exception-1-day",
        "exception-1-0-starts",
        "slot_minutes",
        "notice_minutes",
    ]


@pytest.mark.parametrize("value", ["nan", "inf", "1e300", "1.5", "", "-"])
def test_a_number_that_is_not_whole_is_refused(value: str) -> None:
    draft = of_plan(PLAN, "ana")
    typed(draft, "rules", "horizon_days", value)
    with pytest.raises(Invalid):
        plan_of(draft)


def test_what_names_no_field_changes_nothing() -> None:
    draft = of_plan(PLAN, "ana")
    before = text_of(draft)
    typed(draft, "nobody", "starts", "09:00")
    typed(draft, "rules", "confirms", "x")
    typed(draft, "rules", "__class__", "x")
    typed(draft, draft.week[0][0].key, "key", "x")
    assert text_of(draft) == before


def test_days_are_edited_and_copied() -> None:
    draft = of_plan(PLAN, "ana")
    with_row(draft.week[1])
    typed(draft, draft.week[1][0].key, "starts", "10:00")
    typed(draft, draft.week[1][0].key, "ends", "11:00")
    copied(draft, 2, [3, 7])
    without(draft, draft.week[0][0].key)
    without(draft, draft.dates[0].key)
    plan = plan_of(draft)
    assert plan.hours_on(date(2026, 11, 23)) == [(time(14), time(18))]
    assert plan.hours_on(date(2026, 11, 25)) == plan.hours_on(date(2026, 11, 29)) == [(time(10), time(11))]
    assert [one.day for one in plan.exceptions] == [date(2026, 12, 31)]
