"""What notices say on a page, in the current language: one sentence, and the time that it is about. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from healthmed_app.core import formats
from healthmed_app.core.texts import _
from healthmed_app.notices.queries import Visit
from healthmed_app.notices.rules import Kind


@dataclass(frozen=True, slots=True)
class Told:
    """A notice and what it is about, as of now."""

    kind: str
    visit: Visit | None
    """Its appointment, where it has one."""
    person: str
    reminds_of: datetime | None
    zone: str
    now: datetime


def said(told: Told, *, to_doctor: bool) -> tuple[str, str] | None:
    """Return the sentence, and when its appointment is or an empty text; None when what it is about is gone."""
    if told.visit is None:
        about_person = _ABOUT_PERSON.get(told.kind)
        return (about_person(told.person), "") if about_person else None
    says = (_TO_DOCTOR if to_doctor else _TO_PATIENT).get(told.kind)
    if says is None:
        return None
    if told.kind == Kind.MOVED_AWAY:
        # When the appointment is now is between the patient and the other doctor.
        return says(told.visit, told), ""
    sentence = says(told.visit, told)
    at = told.reminds_of or told.visit.starts_at
    return sentence, _(
        "{when} ({zone})", when=formats.moment(at, told.zone), zone=formats.zone_name(told.zone, at)
    )


def place(visit: Visit) -> str:
    """Return where a visit is."""
    if visit.online:
        return _("By video")
    parts = (f"{visit.street}, {visit.number}", visit.neighborhood, f"{visit.city}, {visit.state}")
    return " – ".join(part for part in parts if part) if visit.street else ""


def _cancelled(visit: Visit, _told: Told) -> str:
    if visit.cancelled_by == "patient":
        return _("You cancelled your appointment with {doctor}.", doctor=visit.doctor_name)
    return _("{doctor} cancelled your appointment.", doctor=visit.doctor_name)


def _offered(visit: Visit, told: Told) -> str:
    if visit.status == "held" and visit.expires_at is not None and visit.expires_at > told.now:
        return _(
            "{doctor} has an earlier time. It is kept for you until {time}.",
            doctor=visit.doctor_name,
            time=formats.clock_time(visit.expires_at, told.zone),
        )
    return _("{doctor} had an earlier time, which was offered to you.", doctor=visit.doctor_name)


_Says = Callable[[Visit, Told], str]

_TO_PATIENT: dict[str, _Says] = {
    Kind.BOOKED: lambda v, _t: _("{doctor} has your request.", doctor=v.doctor_name),
    Kind.CONFIRMED: lambda v, _t: _("{doctor} confirmed your appointment.", doctor=v.doctor_name),
    Kind.DECLINED: lambda v, _t: _("{doctor} cannot see you at the time that you asked for.", doctor=v.doctor_name),
    Kind.CANCELLED: _cancelled,
    Kind.RESCHEDULED: lambda v, _t: _("Your appointment with {doctor} has a new time.", doctor=v.doctor_name),
    Kind.UNANSWERED: lambda v, _t: _("{doctor} did not answer your request in time.", doctor=v.doctor_name),
    Kind.TOMORROW: lambda v, _t: _("Reminder: you see {doctor} within 24 hours.", doctor=v.doctor_name),
    Kind.SOON: lambda v, _t: _("Reminder: you see {doctor} within 2 hours.", doctor=v.doctor_name),
    Kind.SLOT_OFFERED: _offered,
    Kind.REPORT_READY: lambda v, _t: _("{doctor} wrote the report of your visit.", doctor=v.doctor_name),
    Kind.REVIEW_HIDDEN: lambda v, _t: _("Your review of {doctor} is no longer shown.", doctor=v.doctor_name),
}  # fmt: skip

_TO_DOCTOR: dict[str, _Says] = {
    Kind.BOOKED: lambda v, _t: _("{patient} asks for a time.", patient=v.patient_name),
    Kind.CONFIRMED: lambda v, _t: _("{patient} booked a time, and it is confirmed.", patient=v.patient_name),
    Kind.CANCELLED: lambda v, _t: _("{patient} cancelled an appointment.", patient=v.patient_name),
    Kind.RESCHEDULED: lambda v, _t: _("{patient} moved an appointment.", patient=v.patient_name),
    Kind.MOVED_AWAY: lambda v, _t: _("{patient} moved an appointment with you to another doctor.", patient=v.patient_name),
    Kind.REVIEW_RECEIVED: lambda _v, _t: _("A patient reviewed a visit."),
}  # fmt: skip

_ABOUT_PERSON: dict[str, Callable[[str], str]] = {
    Kind.FILE_OPENED: lambda person: _("{person} opened a file of yours.", person=person),
}
