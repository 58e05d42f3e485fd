"""Who is told of which event. Pure."""

from datetime import timedelta
from uuid import UUID

from healthmed_app.booking.events import Event

BOTH, PATIENT, DOCTOR = "both", "patient", "doctor"
PATIENT_AND_OTHER = "patient and other"

_WHO = {
    "booked": BOTH,
    "confirmed": PATIENT_AND_OTHER,
    "declined": PATIENT,
    "cancelled": PATIENT_AND_OTHER,
    "rescheduled": BOTH,
    "moved_away": DOCTOR,
    "unanswered": PATIENT,
}
"""`other` is the doctor unless they asked; what is not here is told to nobody.

A confirmation that the patient's own request brought about, because the doctor confirms automatically, is news to both.
Patients are mailed their own cancellation too: it takes the appointment out of their calendar.
"""

REMINDERS = {
    "tomorrow": (timedelta(hours=2), timedelta(hours=24)),
    "soon": (timedelta(0), timedelta(hours=2)),
}
"""By kind: a reminder is sent while its appointment begins so long from now, more than the first and up to the second."""

TOLD = frozenset(_WHO)


def recipients(kind: str, patient_id: UUID, doctor_id: UUID, asked_by: UUID) -> list[UUID]:
    """Return who is told of an event that happened between these two because `asked_by` asked."""
    who = _WHO[kind]
    if who == PATIENT_AND_OTHER:
        return [patient_id] if asked_by == doctor_id else [patient_id, doctor_id]
    return {BOTH: [patient_id, doctor_id], PATIENT: [patient_id], DOCTOR: [doctor_id]}[who]


def worth_telling(event: Event) -> bool:
    """Whether anyone is told of this event."""
    return event.kind in TOLD and event.appointment_id is not None
