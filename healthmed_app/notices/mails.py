"""What notices say by mail, in the current language. Neither the reason for a visit nor a specialty is ever in a mail."""

from collections.abc import Callable
from datetime import datetime

from healthmed_app.booking import ics
from healthmed_app.core import formats
from healthmed_app.core.texts import _
from healthmed_app.notices.queries import Unsent
from infra.mail.mailer import Attachment, Mail


def mail(notice: Unsent, public_url: str, organizer: str) -> Mail:
    """Return the mail of a notice, whose calendar entry comes from the address `organizer`; the caller sets the language."""
    to_doctor = notice.recipient_id == notice.doctor_id
    page = "visit" if to_doctor else "appointments"
    url = f"{public_url}/{notice.language}/{page}/{notice.appointment_id}"
    subject, what = (_FOR_DOCTOR if to_doctor else _FOR_PATIENT)[notice.kind](notice)
    text = _(
        "Hello {name},\n\n{what}\n\n{when} ({zone})\n{where}\n\n{url}\n",
        name=notice.full_name.split()[0],
        what=what,
        when=formats.moment(notice.starts_at, notice.zone),
        zone=formats.zone_name(notice.zone, notice.starts_at),
        where=_where(notice),
        url=url,
    )
    return Mail(notice.email, subject, text, () if to_doctor else (_calendar(notice, url, organizer),))


def _where(notice: Unsent) -> str:
    if notice.online:
        return _("By video")
    parts = (f"{notice.street}, {notice.number}", notice.neighborhood, f"{notice.city}, {notice.state}")
    return " – ".join(part for part in parts if part) if notice.street else ""


def _calendar(notice: Unsent, url: str, organizer: str) -> Attachment:
    entry = ics.Entry(
        notice.appointment_id,
        notice.sequence,
        notice.status,
        notice.starts_at,
        notice.ends_at,
        notice.changed_at,
        notice.doctor_name,
        _where(notice),
        url,
    )
    content = ics.calendar_file(entry, ics.Invitation(organizer, notice.email)).decode()
    return Attachment("appointment.ics", "text/calendar", content, ics.mail_method(notice.status))


_Words = Callable[[Unsent], tuple[str, str]]


def _deadline(notice: Unsent) -> str:
    until: datetime = notice.expires_at or notice.starts_at
    return formats.moment(until, notice.zone)


_FOR_PATIENT: dict[str, _Words] = {
    "booked": lambda n: (
        _("We asked {doctor} for your time", doctor=n.doctor_name),
        _("{doctor} has your request and answers by {deadline}. Until then the time is kept for you.",
          doctor=n.doctor_name, deadline=_deadline(n)),
    ),
    "confirmed": lambda n: (
        _("Confirmed: {doctor}", doctor=n.doctor_name),
        _("your appointment with {doctor} is confirmed.", doctor=n.doctor_name),
    ),
    "declined": lambda n: (
        _("{doctor} cannot see you at this time", doctor=n.doctor_name),
        _("{doctor} declined this request; the reason is on the page below. Choose another time there.",
          doctor=n.doctor_name),
    ),
    "cancelled": lambda n: (
        _("Cancelled: {doctor}", doctor=n.doctor_name),
        _("you called this appointment off, and its time is free again.")
        if n.cancelled_by == "patient"
        else _("{doctor} called this appointment off; the reason is on the page below. Choose another time there.",
               doctor=n.doctor_name),
    ),
    "rescheduled": lambda n: (
        _("Your appointment has a new time"),
        _("your appointment with {doctor} moved to this time, and {doctor} answers by {deadline}.",
          doctor=n.doctor_name, deadline=_deadline(n))
        if n.expires_at
        else _("your appointment with {doctor} moved to this time.", doctor=n.doctor_name),
    ),
    "tomorrow": lambda n: (
        _("Reminder: {doctor}", doctor=n.doctor_name),
        _("this is a reminder of your appointment with {doctor}. If you cannot come, please cancel it on the page below.",
          doctor=n.doctor_name),
    ),
    "soon": lambda n: (
        _("Soon: {doctor}", doctor=n.doctor_name),
        _("your appointment with {doctor} begins soon.", doctor=n.doctor_name),
    ),
    "unanswered": lambda n: (
        _("{doctor} did not answer in time", doctor=n.doctor_name),
        _("{doctor} did not answer your request in time, so the time is free again. Choose another one on the page below.",
          doctor=n.doctor_name),
    ),
}  # fmt: skip

_FOR_DOCTOR: dict[str, _Words] = {
    "confirmed": lambda n: (
        _("New appointment with {patient}", patient=n.patient_name),
        _("{patient} booked this time, and it is confirmed, as your settings say.", patient=n.patient_name),
    ),
    "booked": lambda n: (
        _("New request from {patient}", patient=n.patient_name),
        _("{patient} asks for this time. Please answer by {deadline}; after that it is released.",
          patient=n.patient_name, deadline=_deadline(n)),
    ),
    "cancelled": lambda n: (
        _("{patient} cancelled", patient=n.patient_name),
        _("{patient} called this appointment off, and the time is free again.", patient=n.patient_name),
    ),
    "rescheduled": lambda n: (
        _("{patient} asks for a new time", patient=n.patient_name)
        if n.expires_at
        else _("{patient} has a new time", patient=n.patient_name),
        _("{patient} moved an appointment to this time. Please answer by {deadline}.",
          patient=n.patient_name, deadline=_deadline(n))
        if n.expires_at
        else _("{patient} moved an appointment to this time.", patient=n.patient_name),
    ),
    "moved_away": lambda n: (
        _("{patient} moved to another doctor", patient=n.patient_name),
        _("{patient} moved an appointment with you to another doctor, and its old time is free again.",
          patient=n.patient_name),
    ),
}  # fmt: skip
