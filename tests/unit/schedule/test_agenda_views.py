"""The agenda's projection: what stands where, in which words, on the doctor's clock."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from healthmed_app.booking.views import AgendaItem
from healthmed_app.core.ids import new_id
from healthmed_app.schedule.service import BlockRow
from state.agenda import asked_of
from state.agenda_views import Frame, grid, place

TUESDAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
FRAME = Frame([TUESDAY, date(2026, 11, 25)], "America/Recife", NOW, "/en", 30)


def item(kind: str, starts_at: datetime, **more: object) -> AgendaItem:
    ends_at = starts_at + timedelta(minutes=30)
    booked: UUID | None = None if kind == "free" else new_id()
    values: dict[str, object] = {"patient_name": None if kind == "free" else "Bia Lima", "for_name": None}
    values |= {"online": False, "expires_at": None, "by_hand": False} | more
    return AgendaItem(kind, starts_at, ends_at, new_id(), booked, **values)  # type: ignore[arg-type]


def test_each_thing_stands_in_its_day_on_the_doctor_s_clock() -> None:
    late = datetime(2026, 11, 25, 2, 30, tzinfo=UTC)
    found = grid(FRAME, [item("free", NOW), item("confirmed", late)], [])
    (tuesday, wednesday) = found.days
    assert [(one.time, one.at) for one in tuesday.times] == [
        ("09:00", "at from-h-9 from-m-0 for-h-0 for-m-30"),
        ("23:30", "at from-h-23 from-m-30 for-h-0 for-m-30"),
    ]
    assert wednesday.times == []
    assert (found.first, found.last) == (8, 24)
    assert (tuesday.today, wednesday.today) == (True, False)
    assert (tuesday.booked, wednesday.booked) == ("1 booked, 1 free", "No hours")


def test_a_hold_names_nobody_and_leads_nowhere() -> None:
    (day, _other) = grid(FRAME, [item("held", NOW)], []).days
    (held,) = day.times
    assert "Bia" not in f"{held}"
    assert held.href == ""
    assert held.word == "Held"


def test_an_appointment_says_who_it_is_for_and_leads_to_its_page() -> None:
    booked = item("waiting_for_confirmation", NOW, for_name="Téo")
    (day, _other) = grid(FRAME, [booked], []).days
    (one,) = day.times
    assert (one.title, one.word) == ("Téo", "Waiting for you")
    assert one.href == f"/en/visit/{booked.appointment_id}"
    assert one.label == "09:00 – 09:30, Téo, Waiting for you"


def test_a_block_over_midnight_lies_on_both_days() -> None:
    block = BlockRow(
        new_id(), datetime(2026, 11, 25, 1, tzinfo=UTC), datetime(2026, 11, 25, 13, tzinfo=UTC), "Congress"
    )
    found = grid(FRAME, [], [block])
    assert [[one.time for one in day.blocks] for day in found.days] == [
        ["22:00\u00a0– 24:00"],
        ["00:00\u00a0– 10:00"],
    ]
    assert (found.first, found.last) == (8, 18), "a block alone does not widen the day"


@pytest.mark.parametrize(
    ("hour", "minute", "minutes", "classes"),
    [
        (9, 7, 20, "at from-h-9 from-m-5 for-h-0 for-m-20"),
        (23, 30, 120, "at from-h-23 from-m-30 for-h-0 for-m-30"),
        (0, 0, 24 * 60, "at from-h-0 from-m-0 for-h-24 for-m-0"),
        (8, 0, 1, "at from-h-8 from-m-0 for-h-0 for-m-5"),
    ],
)
def test_a_place_in_the_grid_never_leaves_the_day(hour: int, minute: int, minutes: int, classes: str) -> None:
    began = datetime(2026, 11, 24, hour, minute, tzinfo=UTC)
    assert place(began, timedelta(minutes=minutes)) == classes


@pytest.mark.parametrize(
    ("view", "day", "first", "days"),
    [
        ("week", "2026-11-26", date(2026, 11, 23), 7),
        ("day", "2026-11-26", date(2026, 11, 26), 1),
        ("list", "2026-11-26", date(2026, 11, 26), 14),
        ("", "", date(2026, 11, 23), 7),
        ("month", "yesterday", date(2026, 11, 23), 7),
        ("day", "9999-12-31", TUESDAY, 1),
        ("day", "0001-01-01", TUESDAY, 1),
    ],
)
def test_an_address_that_says_nothing_right_is_this_week(view: str, day: str, first: date, days: int) -> None:
    found = asked_of(view, day, TUESDAY)
    assert (found.first, found.days) == (first, days)
