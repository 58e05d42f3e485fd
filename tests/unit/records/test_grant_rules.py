"""When a grant holds: until its end, while its doctor practises, and with the appointment it was given for."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthmed_app.booking.tables import STATUSES
from healthmed_app.records.grant_rules import (
    AFTER_VISIT,
    TAKES_PLACE,
    UNTIL_MAX,
    Standing,
    ends_at,
    holding,
    holds,
    until_problem,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DOCTOR, OTHER_DOCTOR, FILE = UUID(int=1), UUID(int=2), UUID(int=3)

moments = st.timedeltas(min_value=-timedelta(days=900), max_value=timedelta(days=900)).map(
    lambda span: NOW + span
)


@st.composite
def grants(draw: st.DrawFn) -> Standing:
    for_visit = draw(st.booleans())
    return Standing(
        id=UUID(int=draw(st.integers(10, 99))),
        file_id=FILE,
        doctor_id=DOCTOR,
        appointment_id=UUID(int=4) if for_visit else None,
        expires_at=draw(st.none() | moments) if for_visit else draw(moments),
        practises=draw(st.booleans()),
        visit_doctor_id=draw(st.sampled_from((DOCTOR, OTHER_DOCTOR))) if for_visit else None,
        visit_status=draw(st.sampled_from(STATUSES)) if for_visit else None,
        visit_ends_at=draw(moments) if for_visit else None,
    )


@given(grant=grants())
def test_nothing_is_read_at_or_after_the_end(grant: Standing) -> None:
    assert not holds(grant, ends_at(grant))
    assert not holds(grant, ends_at(grant) + timedelta(days=1))


@given(grant=grants(), now=moments)
def test_a_doctor_who_does_not_practise_reads_nothing(grant: Standing, now: datetime) -> None:
    assert not holds(grant._replace(practises=False), now)


@given(grant=grants(), now=moments)
def test_it_holds_exactly_when_all_that_it_needs_is_so(grant: Standing, now: datetime) -> None:
    needs = [grant.practises, now < ends_at(grant)]
    if grant.appointment_id is not None:
        needs += [grant.visit_doctor_id == DOCTOR, grant.visit_status in TAKES_PLACE]
    assert holds(grant, now) == all(needs)


@given(grant=grants(), first=moments, second=moments)
def test_what_does_not_hold_never_holds_again_by_itself(
    grant: Standing, first: datetime, second: datetime
) -> None:
    sooner, later = sorted((first, second))
    assert holds(grant, sooner) or not holds(grant, later)


@given(many=st.lists(grants(), max_size=6), now=moments)
def test_of_several_the_one_that_lasts_longest_counts(many: list[Standing], now: datetime) -> None:
    found = holding(many, now)
    live = [one for one in many if holds(one, now)]
    assert set(found) == ({(FILE, DOCTOR)} if live else set())
    if live:
        assert ends_at(found[FILE, DOCTOR]) == max(ends_at(one) for one in live)


@pytest.mark.parametrize("status", STATUSES)
def test_it_holds_with_its_appointment(status: str) -> None:
    grant = Standing(UUID(int=9), FILE, DOCTOR, UUID(int=4), None, True, DOCTOR, status, NOW)
    assert holds(grant, NOW) == (status not in {"held", "cancelled", "no_show"})
    assert not holds(grant._replace(visit_doctor_id=OTHER_DOCTOR), NOW)


def test_without_a_date_it_follows_the_visit() -> None:
    grant = Standing(UUID(int=9), FILE, DOCTOR, UUID(int=4), None, True, DOCTOR, "confirmed", NOW)
    assert ends_at(grant) == NOW + AFTER_VISIT
    assert ends_at(grant._replace(expires_at=NOW)) == NOW


@given(end=moments)
def test_an_end_is_in_the_future_and_not_too_far(end: datetime) -> None:
    assert (until_problem(end, NOW) is None) == (NOW < end <= NOW + UNTIL_MAX)
