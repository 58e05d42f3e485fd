"""An appointment as an iCalendar file (RFC 5545), to be added to the reader's own calendar, or sent there by mail (RFC 5546).

It names the doctor, the time and the place, and neither the specialty nor the reason: a calendar is often shared with
colleagues and family. Pure: what it says comes in.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from icalendar import Alarm, Calendar, Event, vCalAddress, vDuration

from healthmed_app.core.texts import _

_ICS_STATUS = {
    "waiting_for_confirmation": "TENTATIVE",
    "confirmed": "CONFIRMED",
    "in_progress": "CONFIRMED",
    "concluded": "CONFIRMED",
    "no_show": "CONFIRMED",
    "cancelled": "CANCELLED",
}
_STEPS = 2
"""Of a time: it waits, then it is confirmed; what follows a step has a higher SEQUENCE, a cancellation the highest."""
_REMINDER = timedelta(hours=2)
_REFRESH = timedelta(hours=1)
"""How often a program should read a feed (RFC 7986, 5.7); each does as it likes."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a calendar keeps of an appointment. `sequence` counts its reschedules; what is written rises with each change."""

    appointment_id: UUID
    sequence: int
    status: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    doctor: str
    place: str
    page_url: str
    """The appointment's page, where it can be changed."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """Between which mail addresses an entry goes, so that a calendar takes the next one for a change of it."""

    organizer: str
    attendee: str


def mail_method(status: str) -> str:
    """Return what a mailed entry asks of the calendar (RFC 5546, 1.4): `CANCEL` a cancelled one, or take it: `REQUEST`."""
    return "CANCEL" if status == "cancelled" else "REQUEST"


def calendar_file(entry: Entry, invitation: Invitation | None = None) -> bytes:
    """Return the file's content, for a download or, with an `invitation`, for a mail; the caller sets the language.

    Raises:
        KeyError: a hold has no place in a calendar.
    """
    calendar = _calendar(mail_method(entry.status) if invitation else "PUBLISH")
    calendar.add_component(_event(entry, invitation))
    return calendar.to_ical()


def calendar_feed(entries: Iterable[Entry], name: str) -> bytes:
    """Return a calendar called `name` of many entries, for a program that reads it again and again; the caller sets the language.

    The same entries give the same bytes.

    Raises:
        KeyError: a hold has no place in a calendar.
    """
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(_REFRESH).to_ical().decode())
    for entry in entries:
        calendar.add_component(_event(entry, None))
    return calendar.to_ical()


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Health&Med//Appointments//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _event(entry: Entry, invitation: Invitation | None) -> Event:
    status = _ICS_STATUS[entry.status]
    event = Event()
    event.add("uid", f"{entry.appointment_id}@healthmed")
    event.add("sequence", _sequence(entry.sequence, status))
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("dtstart", entry.starts_at)
    event.add("dtend", entry.ends_at)
    event.add("summary", _("Appointment with {doctor}", doctor=entry.doctor))
    event.add("location", entry.place)
    event.add("description", _description(status, entry.page_url))
    event.add("url", entry.page_url)
    event.add("status", status)
    event.add("class", "PRIVATE")
    if invitation is not None:
        _invite(event, invitation)
    if status == "CONFIRMED":
        event.add_component(_reminder(entry))
    return event


def _sequence(rescheduled: int, status: str) -> int:
    step = {"TENTATIVE": 0, "CONFIRMED": 1, "CANCELLED": _STEPS}[status]
    return rescheduled * _STEPS + step


def _invite(event: Event, invitation: Invitation) -> None:
    attendee = vCalAddress(f"mailto:{invitation.attendee}")
    # The patient chose the time: their calendar has nothing to ask.
    attendee.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"})
    event.add("organizer", vCalAddress(f"mailto:{invitation.organizer}"))
    event.add("attendee", attendee)


def _description(status: str, page_url: str) -> str:
    sentence = {
        "TENTATIVE": _("The doctor has not confirmed this time yet."),
        "CONFIRMED": _("The doctor has confirmed this time."),
        "CANCELLED": _("This appointment was cancelled."),
    }[status]
    return f"{sentence}\n{_('Change or cancel it: {url}', url=page_url)}"


def _reminder(entry: Entry) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _("Appointment with {doctor}", doctor=entry.doctor))
    alarm.add("trigger", -_REMINDER)
    return alarm
