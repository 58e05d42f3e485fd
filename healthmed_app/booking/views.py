"""What booking hands to pages and to the API: frozen values that hold just what one page shows."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class FreeSlot:
    """A time that could be booked when it was read."""

    id: UUID
    doctor_id: UUID
    starts_at: datetime
    ends_at: datetime
    online: bool
    """Whether the doctor can be seen by video at this time."""


@dataclass(frozen=True, slots=True)
class FreeDay:
    """A day, in the zone that was asked for, with at least one free slot."""

    day: date
    slots: int


@dataclass(frozen=True, slots=True)
class AppointmentView:
    """An appointment or hold as its patient, or its doctor, sees it.

    `status` is the row's, or `schedule_in_analysis` / `re_schedule_in_analysis` while a request about it is in line.
    `expires_at` is a hold's end or the doctor's deadline. Sealed texts are opened by `service.texts`.
    """

    id: UUID
    status: str
    doctor_id: UUID
    doctor_name: str
    doctor_slug: str
    specialty: str
    crm: str
    crm_state: str
    doctor_zone: str
    patient_id: UUID
    patient_name: str
    for_name: str | None
    for_birth_date: date | None
    slot_id: UUID | None
    starts_at: datetime
    ends_at: datetime
    online: bool
    price_cents: int
    currency: str
    expires_at: datetime | None
    extended: bool
    street: str | None
    number: str | None
    neighborhood: str | None
    city: str | None
    state: str | None
    cancelled_by: str | None
    sequence: int
    created_at: datetime
    changed_at: datetime
    active: bool
    reason_sealed: bytes | None
    cancel_reason_sealed: bytes | None


@dataclass(frozen=True, slots=True)
class Texts:
    """The private texts of one appointment, opened for someone who may read them; empty when there are none."""

    reason: str
    cancel_reason: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some appointments, and the cursor that gives the next ones; None at the end."""

    items: tuple[AppointmentView, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class DoctorSeen:
    """A doctor with whom a patient has, or had, appointments; `last_at` is when the latest of them begins."""

    id: UUID
    name: str
    slug: str
    specialty: str
    crm: str
    crm_state: str
    last_at: datetime


@dataclass(frozen=True, slots=True)
class PatientSeen:
    """A patient who has, or had, appointments with a doctor; `last_at` is when the latest of them begins."""

    id: UUID
    name: str
    last_at: datetime


@dataclass(frozen=True, slots=True)
class PatientOfDoctor:
    """A patient in the list of a doctor's own; `visits` are those that took place, the last of which began at `last_at`."""

    id: UUID
    name: str
    visits: int
    last_at: datetime | None
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One thing in a doctor's agenda: `free`, or the status of its appointment.

    A free item has a slot and no appointment.
    """

    kind: str
    starts_at: datetime
    ends_at: datetime
    slot_id: UUID | None
    appointment_id: UUID | None
    patient_name: str | None
    for_name: str | None
    online: bool
    expires_at: datetime | None
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Glance:
    """How many requests wait for a doctor, the nearest deadline, and the visit that is next or goes on."""

    waiting: int
    first_deadline: datetime | None
    next_visit: UUID | None


@dataclass(frozen=True, slots=True)
class InLine:
    """A request of the reader's that is not decided yet."""

    request_id: UUID
    kind: str
    doctor_id: UUID
    appointment_id: UUID | None
    received_at: datetime
