"""What notices say by mail, in the current language. Neither the reason for a visit nor a specialty is ever in a mail."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from healthmed_app.booking import ics
from healthmed_app.core import formats
from healthmed_app.core.letters import page
from healthmed_app.core.texts import _, language
from healthmed_app.notices import rules
from healthmed_app.notices.outbox_queries import Unsent
from healthmed_app.notices.queries import Visit
from healthmed_app.notices.words import place
from infra.mail.mailer import Attachment, Mail, MailRefused

_TAKES_PLACE = frozenset({rules.Kind.CONFIRMED, rules.Kind.TOMORROW, rules.Kind.SOON})


def mail(notice: Unsent, visit: Visit | None, public_url: str, organizer: str) -> Mail:
    """Return the mail of a notice, whose calendar entry comes from the address `organizer`; the caller sets the language.

    Raises:
        MailRefused: what the notice is about is gone, so there is nothing to say.
    """
    site = f"{public_url}/{language()}"
    to_doctor = visit is not None and notice.recipient_id != visit.patient_id
    url = f"{site}/{rules.path(rules.Kind(notice.kind), notice.subject_id, to_doctor=to_doctor)}"
    subject, what = _said(notice, visit, to_doctor=to_doctor)
    when_and_where = ""
    # When an appointment that moved away is now is between the patient and the other doctor.
    if visit is not None and notice.kind != rules.Kind.MOVED_AWAY:
        when_and_where = _(
            "{when} ({zone})\n{where}",
            when=formats.moment(visit.starts_at, notice.zone),
            zone=formats.zone_name(notice.zone, visit.starts_at),
            where=_where(visit, rules.Kind(notice.kind)),
        ).strip()
    hello = _("Hello {name},", name=notice.full_name.split()[0])
    text = "\n\n".join(block for block in (hello, what, when_and_where, url) if block)
    choices = (_("Choose what we mail you"), f"{site}/account/notices")
    calendar = visit is not None and not to_doctor and notice.kind in rules.CALENDAR_KINDS
    return Mail(
        notice.email,
        subject,
        f"{text}\n\n{choices[0]}: {choices[1]}\n",
        (_calendar(notice, visit, url, organizer),) if visit is not None and calendar else (),
        page(text, title=subject, button=(_("See the details"), url), card=when_and_where, foot=choices),
    )


def _where(visit: Visit, kind: rules.Kind) -> str:
    """Return where a visit is, or where to find the way in; the link to a video room itself is in no mail."""
    if visit.online and kind in _TAKES_PLACE:
        return _("By video: the link to the room is on the page below from ten minutes before the start.")
    return place(visit)


def _said(notice: Unsent, visit: Visit | None, *, to_doctor: bool) -> tuple[str, str]:
    """Return the subject, and the sentence after the greeting."""
    if visit is None:
        says = _FOR_PERSON.get(notice.kind)
        if says is None:
            raise MailRefused("what it is about is gone")
        return says(notice.person_name)
    return (_FOR_DOCTOR if to_doctor else _FOR_PATIENT)[notice.kind](_About(visit, notice.zone))


def _calendar(notice: Unsent, visit: Visit, url: str, organizer: str) -> Attachment:
    entry = ics.Entry(
        visit.id,
        visit.sequence,
        visit.status,
        visit.starts_at,
        visit.ends_at,
        visit.changed_at,
        visit.doctor_name,
        place(visit),
        url,
    )
    content = ics.calendar_file(entry, ics.Invitation(organizer, notice.email)).decode()
    return Attachment("appointment.ics", "text/calendar", content, ics.mail_method(visit.status))


class _About(NamedTuple):
    """An appointment as one reader is told of it."""

    visit: Visit
    zone: str

    @property
    def doctor(self) -> str:
        return self.visit.doctor_name

    @property
    def patient(self) -> str:
        return self.visit.patient_name

    @property
    def deadline(self) -> str:
        until: datetime = self.visit.expires_at or self.visit.starts_at
        return formats.moment(until, self.zone)


_Words = Callable[[_About], tuple[str, str]]

_FOR_PATIENT: dict[str, _Words] = {
    "booked": lambda n: (
        _("We asked {doctor} for your time", doctor=n.doctor),
        _("{doctor} has your request and answers by {deadline}. Until then the time is kept for you.",
          doctor=n.doctor, deadline=n.deadline),
    ),
    "confirmed": lambda n: (
        _("Confirmed: {doctor}", doctor=n.doctor),
        _("your appointment with {doctor} is confirmed.", doctor=n.doctor),
    ),
    "declined": lambda n: (
        _("{doctor} cannot see you at this time", doctor=n.doctor),
        _("{doctor} declined this request; the reason is on the page below. Choose another time there.",
          doctor=n.doctor),
    ),
    "cancelled": lambda n: (
        _("Cancelled: {doctor}", doctor=n.doctor),
        _("you called this appointment off, and its time is free again.")
        if n.visit.cancelled_by == "patient"
        else _("{doctor} called this appointment off; the reason is on the page below. Choose another time there.",
               doctor=n.doctor),
    ),
    "rescheduled": lambda n: (
        _("Your appointment has a new time"),
        _("your appointment with {doctor} moved to this time, and {doctor} answers by {deadline}.",
          doctor=n.doctor, deadline=n.deadline)
        if n.visit.expires_at
        else _("your appointment with {doctor} moved to this time.", doctor=n.doctor),
    ),
    "tomorrow": lambda n: (
        _("Reminder: {doctor}", doctor=n.doctor),
        _("this is a reminder of your appointment with {doctor}. If you cannot come, please cancel it on the page below.",
          doctor=n.doctor),
    ),
    "soon": lambda n: (
        _("Soon: {doctor}", doctor=n.doctor),
        _("your appointment with {doctor} begins soon.", doctor=n.doctor),
    ),
    "slot_offered": lambda n: (
        _("An earlier time with {doctor}", doctor=n.doctor),
        _("{doctor} has an earlier time, and it is kept for you until {deadline}. Take it on the page below.",
          doctor=n.doctor, deadline=n.deadline),
    ),
    "report_ready": lambda n: (
        _("Your report is ready"),
        _("{doctor} wrote the report of this visit. Sign in to read it on the page below.", doctor=n.doctor),
    ),
    "review_hidden": lambda n: (
        _("Your review is no longer shown"),
        _("your review of {doctor} is no longer shown; the page below says why.", doctor=n.doctor),
    ),
    "unanswered": lambda n: (
        _("{doctor} did not answer in time", doctor=n.doctor),
        _("{doctor} did not answer your request in time, so the time is free again. Choose another one on the page below.",
          doctor=n.doctor),
    ),
}  # fmt: skip

_FOR_DOCTOR: dict[str, _Words] = {
    "confirmed": lambda n: (
        _("New appointment with {patient}", patient=n.patient),
        _("{patient} booked this time, and it is confirmed, as your settings say.", patient=n.patient),
    ),
    "booked": lambda n: (
        _("New request from {patient}", patient=n.patient),
        _("{patient} asks for this time. Please answer by {deadline}; after that it is released.",
          patient=n.patient, deadline=n.deadline),
    ),
    "cancelled": lambda n: (
        _("{patient} cancelled", patient=n.patient),
        _("{patient} called this appointment off, and the time is free again.", patient=n.patient),
    ),
    "rescheduled": lambda n: (
        _("{patient} asks for a new time", patient=n.patient)
        if n.visit.expires_at
        else _("{patient} has a new time", patient=n.patient),
        _("{patient} moved an appointment to this time. Please answer by {deadline}.",
          patient=n.patient, deadline=n.deadline)
        if n.visit.expires_at
        else _("{patient} moved an appointment to this time.", patient=n.patient),
    ),
    "moved_away": lambda n: (
        _("{patient} moved to another doctor", patient=n.patient),
        _("{patient} moved an appointment with you to another doctor, and its old time is free again.",
          patient=n.patient),
    ),
    "review_received": lambda _about: (
        _("You have a new review"),
        _("a patient reviewed this visit. Read it on the page below."),
    ),
}  # fmt: skip

_FOR_PERSON: dict[str, Callable[[str], tuple[str, str]]] = {
    "file_opened": lambda person: (
        _("{person} opened a file of yours", person=person),
        _("{person} opened a file that you share. The page below says who opened what, and when; there you can also"
          " stop sharing it.", person=person),
    ),
}  # fmt: skip
