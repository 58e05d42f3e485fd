"""Appointments as the API takes and gives them."""

from datetime import date, datetime

from healthmed_app.api.v1.shapes import Id, Shape, Text, Word, in_zone, shape
from healthmed_app.booking.views import AppointmentView, Texts

_TIME = {
    "schedule_id": "01978c4e-7f00-7a11-8a11-0a5f0e1d2c3b",
    "doctor_id": "01978c4e-7f00-7b22-9b22-1b6f1e2d3c4b",
    "date_time": "2026-12-01 10:00",
}
_APPOINTMENT = {
    "id": "01978c4e-8000-7d44-8d44-3d8f3e4d5c6b",
    "status": "waiting_for_confirmation",
    "schedule_id": _TIME["schedule_id"],
    "doctor_id": _TIME["doctor_id"],
    "doctor_name": "Helena Cardoso",
    "specialty": "cardiology",
    "medical_id": "112233-MG",
    "patient_id": "01978c4e-7e00-7e55-9e55-4e9f4e5d6c7b",
    "patient_name": "Ana Souza",
    "for_name": None,
    "for_birth_date": None,
    "date_time": "2026-12-01T10:00:00-03:00",
    "ends_at": "2026-12-01T10:30:00-03:00",
    "answer_by": "2026-11-25T10:00:00-03:00",
    "online": False,
    "price": 250.0,
    "currency": "BRL",
    "reason": "A check-up",
    "cancelled_by": None,
    "cancel_reason": "",
    "created_at": "2026-11-24T10:00:00-03:00",
    "changed_at": "2026-11-24T10:00:00-03:00",
}


class NewTime(Shape):
    """A free time of a doctor. A date and time without an offset is in the doctor's time zone."""

    model_config = shape(_TIME)

    schedule_id: Id
    doctor_id: Id | None = None
    date_time: Word | None = None


class NewAppointment(NewTime):
    """A free time of a doctor, and what the doctor should know."""

    model_config = shape({**_TIME, "reason": "A check-up", "online": False})

    reason: Text = ""
    online: bool = False
    """By video, where the doctor offers both."""


class Confirmation(Shape):
    """A doctor's answer; `reason` is needed when it is no."""

    model_config = shape({"confirmed": False, "reason": "I am at a congress that day."})

    confirmed: bool
    reason: Text = ""


class Reason(Shape):
    """Why an appointment is called off."""

    model_config = shape({"reason": "I have to travel that day."})

    reason: Text


class AppointmentShape(Shape):
    """An appointment.

    `status` is `schedule_in_analysis`, `waiting_for_confirmation`, `confirmed`, `in_progress`, `concluded`, `no_show`,
    `cancelled`, or `re_schedule_in_analysis`. Times have the offset of the doctor's time zone.
    """

    model_config = shape(_APPOINTMENT, "Appointment")

    id: str
    status: str
    schedule_id: str | None
    doctor_id: str
    doctor_name: str
    specialty: str
    medical_id: str
    patient_id: str
    patient_name: str
    for_name: str | None
    """The dependent it is for; None when it is for the patient."""
    for_birth_date: date | None
    date_time: datetime
    ends_at: datetime
    answer_by: datetime | None
    """Until when the doctor may answer, while it waits."""
    online: bool
    price: float
    currency: str
    reason: str
    cancelled_by: str | None
    """`patient`, `doctor`, or `deadline` when the doctor did not answer."""
    cancel_reason: str
    created_at: datetime
    changed_at: datetime


class AppointmentPage(Shape):
    """Some appointments; `next_cursor` gives the next ones."""

    model_config = shape({"items": [_APPOINTMENT], "next_cursor": None})

    items: list[AppointmentShape]
    next_cursor: str | None


def appointment_shape(view: AppointmentView, texts: Texts) -> AppointmentShape:
    """Return an appointment as the API gives it to its patient or its doctor."""
    zone = view.doctor_zone
    waits = view.active and view.status == "waiting_for_confirmation"
    return AppointmentShape(
        id=str(view.id),
        status=view.status,
        schedule_id=str(view.slot_id) if view.slot_id else None,
        doctor_id=str(view.doctor_id),
        doctor_name=view.doctor_name,
        specialty=view.specialty,
        medical_id=f"{view.crm}-{view.crm_state}",
        patient_id=str(view.patient_id),
        patient_name=view.patient_name,
        for_name=view.for_name,
        for_birth_date=view.for_birth_date,
        date_time=in_zone(view.starts_at, zone),
        ends_at=in_zone(view.ends_at, zone),
        answer_by=in_zone(view.expires_at, zone) if waits and view.expires_at else None,
        online=view.online,
        price=view.price_cents / 100,
        currency=view.currency,
        reason=texts.reason,
        cancelled_by=view.cancelled_by,
        cancel_reason=texts.cancel_reason,
        created_at=in_zone(view.created_at, zone),
        changed_at=in_zone(view.changed_at, zone),
    )
