"""What people are told, who is told of which event, and when reminders are due. Pure."""

from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from healthmed_app.booking.events import Event


class Kind(StrEnum):
    """What a notice tells. Its subject is an appointment unless the kind says otherwise."""

    BOOKED = "booked"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    RESCHEDULED = "rescheduled"
    MOVED_AWAY = "moved_away"
    UNANSWERED = "unanswered"
    TOMORROW = "tomorrow"
    """A reminder 24 hours before the start."""
    SOON = "soon"
    """A reminder 2 hours before the start."""
    SLOT_OFFERED = "slot_offered"
    """To a patient who waits for an earlier time: the subject is the hold that was made for them."""
    FILE_OPENED = "file_opened"
    """To a patient: the subject is the file, and the person is the doctor who opened it."""
    REPORT_READY = "report_ready"
    """To a patient: the report of this appointment was signed, or amended."""
    REVIEW_RECEIVED = "review_received"
    """To a doctor: the visit of this appointment was reviewed."""
    REVIEW_HIDDEN = "review_hidden"
    """To a patient: what they wrote about this appointment is no longer shown."""


CALENDAR_KINDS = frozenset(
    {
        Kind.BOOKED,
        Kind.CONFIRMED,
        Kind.DECLINED,
        Kind.CANCELLED,
        Kind.RESCHEDULED,
        Kind.UNANSWERED,
        Kind.TOMORROW,
        Kind.SOON,
    }
)
"""Their mails to patients carry the appointment's calendar entry."""

BOTH, PATIENT, DOCTOR = "both", "patient", "doctor"
PATIENT_AND_OTHER = "patient and other"

_WHO = {
    Kind.BOOKED: BOTH,
    Kind.CONFIRMED: PATIENT_AND_OTHER,
    Kind.DECLINED: PATIENT,
    Kind.CANCELLED: PATIENT_AND_OTHER,
    Kind.RESCHEDULED: BOTH,
    Kind.MOVED_AWAY: DOCTOR,
    Kind.UNANSWERED: PATIENT,
}
"""`other` is the doctor unless they asked; what is not here is told to nobody.

A confirmation that the patient's own request brought about, because the doctor confirms automatically, is news to both.
Patients are mailed their own cancellation too: it takes the appointment out of their calendar.
"""

REMINDERS = {
    Kind.TOMORROW: (timedelta(hours=2), timedelta(hours=24)),
    Kind.SOON: (timedelta(0), timedelta(hours=2)),
}
"""By kind: a reminder is sent while its appointment begins so long from now, more than the first and up to the second."""

TOLD = frozenset(kind.value for kind in _WHO)


def recipients(kind: str, patient_id: UUID, doctor_id: UUID) -> list[tuple[UUID, bool]]:
    """Return who is told of an event between these two, each with whether it is news to them if they asked for it."""
    who = _WHO[Kind(kind)]
    if who == PATIENT_AND_OTHER:
        return [(patient_id, True), (doctor_id, False)]
    told = {BOTH: [patient_id, doctor_id], PATIENT: [patient_id], DOCTOR: [doctor_id]}[who]
    return [(one, True) for one in told]


def worth_telling(event: Event) -> bool:
    """Whether anyone is told of this event."""
    return event.kind in TOLD and event.appointment_id is not None


def path(kind: Kind, subject_id: UUID, *, to_doctor: bool) -> str:
    """Return the page that a notice leads to, without the language before it: `appointments/{id}`."""
    if to_doctor:
        return {Kind.REVIEW_RECEIVED: "reviews", Kind.MOVED_AWAY: "agenda"}.get(kind, f"visit/{subject_id}")
    if kind == Kind.FILE_OPENED:
        return "records"
    return "waitlist" if kind == Kind.SLOT_OFFERED else f"appointments/{subject_id}"
