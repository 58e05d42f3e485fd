"""What a patient's booking and rescheduling come to. Pure; see `rules.decide`."""

from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from healthmed_app.booking.calendar import Calendar, Decision, Entry, Request, needs, refused
from healthmed_app.booking.commands import Book, Reschedule
from healthmed_app.booking.events import Event
from healthmed_app.booking.policy import Policy
from healthmed_app.booking.rules_times import Way, awaiting, by_video, may_book, outside_bounds, way_to

CHANGEABLE = ("waiting_for_confirmation", "confirmed")


def book(calendar: Calendar, request: Request, command: Book, now: datetime, policy: Policy) -> Decision:
    """Turn a hold into an appointment in place, or take a free slot at once."""
    if refusal := may_book(calendar):
        return refusal
    if calendar.patient is not None and not calendar.patient.email_confirmed:
        return refused("email_not_confirmed")
    held = _own_hold(calendar, command.hold_id, command.slot_id, request)
    if held is not None:
        return _book_hold(calendar, request, command, held, now, policy)
    if command.slot_id is None:
        return refused("hold_not_yours")
    way = way_to(calendar, command.slot_id, now, policy)
    if not isinstance(way, Way):
        return way
    doctor = calendar.doctor
    entry = Entry(
        id=request.id,
        doctor_id=doctor.id,
        patient_id=request.actor_id,
        slot_id=way.slot.id,
        starts_at=way.slot.starts_at,
        ends_at=way.slot.ends_at,
        status="held",
        active=True,
        expires_at=None,
        extended=False,
        online=False,
        price_cents=doctor.price_cents,
        currency=doctor.currency,
        created_at=now,
    )
    return _booked(calendar, request, command, entry, way.freed, now, policy)


def _own_hold(
    calendar: Calendar, hold_id: UUID | None, slot_id: UUID | None, request: Request
) -> Entry | None:
    """Return the patient's hold that is named, or that keeps the named slot."""
    if hold_id is not None:
        entry = calendar.named.get(hold_id)
        return entry if entry is not None and entry.patient_id == request.actor_id else None
    for entry in calendar.of_patient:
        if entry.slot_id == slot_id and entry.is_live_hold(request.received_at):
            return entry
    return None


def _book_hold(
    calendar: Calendar, request: Request, command: Book, held: Entry, now: datetime, policy: Policy
) -> Decision:
    if held.doctor_id not in calendar.locked:
        return needs(held.doctor_id)
    if held.active and held.status in CHANGEABLE:
        return Decision("booked", appointment_id=held.id)
    # A hold counts if it was live when the request came, and nobody was given its time since.
    if not held.is_live_hold(request.received_at):
        return refused("hold_expired")
    # The time spent on the form is not the patient's fault: the notice counts from when the hold was given.
    if outside := outside_bounds(calendar.doctor, held.starts_at, held.created_at, now, policy):
        return outside
    return _booked(calendar, request, command, held, (), now, policy)


def _booked(
    calendar: Calendar,
    request: Request,
    command: Book,
    entry: Entry,
    freed: tuple[Entry, ...],
    now: datetime,
    policy: Policy,
) -> Decision:
    doctor, details = calendar.doctor, command.details
    status, deadline = awaiting(doctor, entry.starts_at, now, policy)
    booked = replace(
        entry,
        status=status,
        expires_at=deadline,
        online=by_video(doctor, wanted=details.online),
        for_name=details.for_name,
        for_birth_date=details.for_birth_date,
        reason=details.reason or None,
    )
    kind = "confirmed" if status == "confirmed" else "booked"
    event = Event(kind, request.id, doctor.id, booked.id, booked.patient_id, details.files)
    return Decision("booked", appointment_id=booked.id, changes=(*freed, booked), events=(event,))


def reschedule(  # noqa: PLR0911  # Each return is one rule.
    calendar: Calendar, request: Request, command: Reschedule, now: datetime, policy: Policy
) -> Decision:
    """Move an appointment; its old time is kept until this very decision (I6), and the new one awaits the doctor."""
    if refusal := may_book(calendar):
        return refusal
    entry = calendar.named.get(command.appointment_id)
    if entry is None or entry.patient_id != request.actor_id:
        return refused("appointment_gone")
    if entry.doctor_id not in calendar.locked:
        return needs(entry.doctor_id)
    if not entry.active or entry.status not in CHANGEABLE:
        return refused("appointment_gone")
    # What was asked in time counts, unless the visit has begun while the request stood in line.
    if entry.starts_at < request.received_at + policy.change_cutoff or entry.starts_at <= now:
        return refused("too_late")
    way = _way_to_target(calendar, request, command, entry, now, policy)
    if not isinstance(way, Way):
        return way
    return _moved(calendar, request, entry, way, now, policy)


def _way_to_target(
    calendar: Calendar, request: Request, command: Reschedule, entry: Entry, now: datetime, policy: Policy
) -> Way | Decision:
    slot_id = command.slot_id
    if command.hold_id is not None:
        held = calendar.named.get(command.hold_id)
        if held is None or held.patient_id != request.actor_id or held.doctor_id != calendar.doctor.id:
            return refused("hold_not_yours")
        if not held.is_live_hold(request.received_at):
            return refused("hold_expired")
        slot_id = held.slot_id
    if slot_id is None:
        return refused("slot_gone")
    if slot_id == entry.slot_id:
        return refused("same_time")
    return way_to(calendar, slot_id, now, policy, besides=entry.id)


def _moved(
    calendar: Calendar, request: Request, entry: Entry, way: Way, now: datetime, policy: Policy
) -> Decision:
    doctor = calendar.doctor
    status, deadline = awaiting(doctor, way.slot.starts_at, now, policy)
    stays = entry.doctor_id == doctor.id
    moved = replace(
        entry,
        doctor_id=doctor.id,
        slot_id=way.slot.id,
        starts_at=way.slot.starts_at,
        ends_at=way.slot.ends_at,
        status=status,
        expires_at=deadline,
        sequence=entry.sequence + 1,
        online=by_video(doctor, wanted=entry.online),
        price_cents=entry.price_cents if stays else doctor.price_cents,
        currency=entry.currency if stays else doctor.currency,
    )
    events = [Event("rescheduled", request.id, doctor.id, entry.id, entry.patient_id)]
    if not stays:
        events.append(Event("moved_away", request.id, entry.doctor_id, entry.id, entry.patient_id))
    return Decision("rescheduled", None, entry.id, (*way.freed, moved), tuple(events))
