"""What a calendar is told about an appointment, and what it is not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from icalendar import Calendar, Component

from healthmed_app.booking.ics import Entry, Invitation, calendar_file

STARTS = datetime(2026, 11, 27, 14, 30, tzinfo=UTC)
ENTRY = Entry(
    appointment_id=UUID("0193a000-0000-7000-8000-000000000001"),
    sequence=0,
    status="confirmed",
    starts_at=STARTS,
    ends_at=STARTS + timedelta(minutes=30),
    changed_at=datetime(2026, 11, 24, 12, 0, tzinfo=UTC),
    doctor="Dra. Ana Lúcia; Prado, e Silva",
    place="Rua do Sol, 10, Boa Vista, Recife (PE)",
    page_url="https://healthmed.test/en/appointments/0193a000-0000-7000-8000-000000000001",
)


def parsed(entry: Entry) -> Component:
    return Calendar.from_ical(calendar_file(entry)).walk("VEVENT")[0]


def test_it_reads_back_as_written() -> None:
    event = parsed(ENTRY)
    assert event["UID"] == "0193a000-0000-7000-8000-000000000001@healthmed"
    assert event.decoded("DTSTART") == STARTS
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(minutes=30)
    assert event["SUMMARY"] == "Appointment with Dra. Ana Lúcia; Prado, e Silva"
    assert event["LOCATION"] == "Rua do Sol, 10, Boa Vista, Recife (PE)"
    assert event["STATUS"] == "CONFIRMED"


def test_lines_end_and_fold_as_the_standard_says() -> None:
    content = calendar_file(ENTRY)
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))


def test_a_reschedule_moves_the_entry_instead_of_doubling_it() -> None:
    later = replace(
        ENTRY,
        sequence=1,
        starts_at=STARTS + timedelta(days=1),
        ends_at=STARTS + timedelta(days=1, minutes=30),
    )
    assert parsed(later)["UID"] == parsed(ENTRY)["UID"]
    assert parsed(later).decoded("SEQUENCE") > parsed(ENTRY).decoded("SEQUENCE")


def test_the_sequence_rises_with_every_change() -> None:
    course = [
        (0, "waiting_for_confirmation"),
        (0, "confirmed"),
        (1, "waiting_for_confirmation"),
        (1, "confirmed"),
        (1, "cancelled"),
    ]
    told = [
        parsed(replace(ENTRY, sequence=moved, status=status)).decoded("SEQUENCE") for moved, status in course
    ]
    assert told == sorted(set(told))


@pytest.mark.parametrize(
    ("status", "method"),
    [("waiting_for_confirmation", "REQUEST"), ("confirmed", "REQUEST"), ("cancelled", "CANCEL")],
)
def test_by_mail_it_asks_the_calendar_for_a_change(status: str, method: str) -> None:
    invitation = Invitation("no@reply.test", "bia@patient.test")
    calendar = Calendar.from_ical(calendar_file(replace(ENTRY, status=status), invitation))
    (event,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == method
    assert event["ORGANIZER"] == "mailto:no@reply.test"
    assert event["ATTENDEE"] == "mailto:bia@patient.test"
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"


def test_a_download_asks_nothing() -> None:
    calendar = Calendar.from_ical(calendar_file(ENTRY))
    assert calendar["METHOD"] == "PUBLISH"
    assert "ATTENDEE" not in calendar.walk("VEVENT")[0]


@pytest.mark.parametrize(
    ("status", "written", "reminders"),
    [
        ("waiting_for_confirmation", "TENTATIVE", 0),
        ("confirmed", "CONFIRMED", 1),
        ("cancelled", "CANCELLED", 0),
    ],
)
def test_it_says_how_sure_the_time_is(status: str, written: str, reminders: int) -> None:
    event = parsed(replace(ENTRY, status=status))
    assert event["STATUS"] == written
    assert len(event.walk("VALARM")) == reminders


def test_a_hold_is_not_for_a_calendar() -> None:
    with pytest.raises(KeyError):
        calendar_file(replace(ENTRY, status="held"))
