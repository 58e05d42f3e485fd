"""What becomes of an appointment once it is booked: answers, cancellation, the visit, and the clock. Pure; see `rules.decide`.

Each verb is idempotent: what is already so stays so, and gives the same outcome.
"""

from datetime import datetime

from msgspec.structs import replace

from healthmed_app.booking.calendar import Calendar, Decision, Entry, Request, needs, refused
from healthmed_app.booking.commands import Cancel, Conclude, Confirm, Decline, Expire, MarkNoShow, Start
from healthmed_app.booking.events import Event
from healthmed_app.booking.outcomes import Kind
from healthmed_app.booking.policy import Policy
from healthmed_app.booking.rules_booking import CHANGEABLE


def _changed(kind: Kind, event: str, request: Request, entry: Entry, **changes: object) -> Decision:
    after = replace(entry, **changes)
    happened = Event(event, request.id, entry.doctor_id, entry.id, entry.patient_id)
    return Decision(kind, appointment_id=entry.id, changes=(after,), events=(happened,))


def _of_doctor(calendar: Calendar, request: Request, entry: Entry | None) -> Entry | Decision:
    """Return the entry if the asking doctor has it and it is locked."""
    if entry is None or entry.doctor_id != request.actor_id:
        return refused("appointment_gone")
    return entry if entry.doctor_id in calendar.locked else needs(entry.doctor_id)


def cancel(calendar: Calendar, request: Request, command: Cancel, _now: datetime, policy: Policy) -> Decision:
    """Call off an appointment: the patient until the cut-off, the doctor until the visit begins."""
    entry = calendar.named.get(command.appointment_id)
    if entry is None or request.actor_id not in {entry.patient_id, entry.doctor_id}:
        return refused("appointment_gone")
    if entry.doctor_id not in calendar.locked:
        return needs(entry.doctor_id)
    by = "patient" if request.actor_id == entry.patient_id else "doctor"
    if entry.status == "cancelled" and entry.cancelled_by == by:
        return Decision("cancelled", appointment_id=entry.id)
    if not entry.active or entry.status not in CHANGEABLE:
        return refused("appointment_gone")
    # What was asked in time counts, however long the request stood in line; so in `confirm`.
    if by == "patient" and entry.starts_at < request.received_at + policy.change_cutoff:
        return refused("too_late")
    return _changed(
        "cancelled", "cancelled", request, entry,
        status="cancelled", active=False, cancelled_by=by, cancel_reason=command.reason,
    )  # fmt: skip


def confirm(calendar: Calendar, request: Request, command: Confirm, now: datetime, _: Policy) -> Decision:
    """Accept what waits, before the deadline."""
    entry = _of_doctor(calendar, request, calendar.named.get(command.appointment_id))
    if isinstance(entry, Decision):
        return entry
    if entry.status == "confirmed":
        return Decision("confirmed", appointment_id=entry.id)
    if not entry.active or entry.status != "waiting_for_confirmation":
        return refused("appointment_gone")
    overdue = entry.expires_at is not None and entry.expires_at <= request.received_at
    if overdue or entry.starts_at <= now:
        return refused("too_late")
    if not calendar.doctor.takes_bookings:
        return refused("doctor_unavailable")
    return _changed("confirmed", "confirmed", request, entry, status="confirmed", expires_at=None)


def decline(calendar: Calendar, request: Request, command: Decline, _now: datetime, _: Policy) -> Decision:
    """Refuse what waits, with a reason; the time is free again."""
    entry = _of_doctor(calendar, request, calendar.named.get(command.appointment_id))
    if isinstance(entry, Decision):
        return entry
    if entry.status == "cancelled" and entry.cancelled_by == "doctor":
        return Decision("declined", appointment_id=entry.id)
    if not entry.active or entry.status != "waiting_for_confirmation":
        return refused("appointment_gone")
    return _changed(
        "declined", "declined", request, entry,
        status="cancelled", active=False, cancelled_by="doctor", cancel_reason=command.reason,
    )  # fmt: skip


def start(calendar: Calendar, request: Request, command: Start, now: datetime, policy: Policy) -> Decision:
    """Begin a confirmed visit, at the earliest a little before its time."""
    entry = _of_doctor(calendar, request, calendar.named.get(command.appointment_id))
    if isinstance(entry, Decision):
        return entry
    if entry.status == "in_progress":
        return Decision("started", appointment_id=entry.id)
    if not entry.active or entry.status != "confirmed":
        return refused("appointment_gone")
    if now < entry.starts_at - policy.start_early:
        return refused("too_early")
    return _changed("started", "started", request, entry, status="in_progress")


def conclude(calendar: Calendar, request: Request, command: Conclude, _now: datetime, _: Policy) -> Decision:
    """End a visit that has begun."""
    entry = _of_doctor(calendar, request, calendar.named.get(command.appointment_id))
    if isinstance(entry, Decision):
        return entry
    if entry.status == "concluded":
        return Decision("concluded", appointment_id=entry.id)
    if not entry.active or entry.status != "in_progress":
        return refused("appointment_gone")
    return _changed("concluded", "concluded", request, entry, status="concluded")


def mark_no_show(
    calendar: Calendar, request: Request, command: MarkNoShow, now: datetime, _: Policy
) -> Decision:
    """Say that the patient did not come, once the time has begun."""
    entry = _of_doctor(calendar, request, calendar.named.get(command.appointment_id))
    if isinstance(entry, Decision):
        return entry
    if entry.status == "no_show":
        return Decision("no_show", appointment_id=entry.id)
    if not entry.active or entry.status != "confirmed":
        return refused("appointment_gone")
    if now < entry.starts_at:
        return refused("too_early")
    return _changed("no_show", "no_show", request, entry, status="no_show")


def expire(calendar: Calendar, request: Request, command: Expire, now: datetime, _: Policy) -> Decision:
    """End a hold that ran out, or release the time of a request that the doctor did not answer."""
    entry = calendar.named.get(command.appointment_id)
    if entry is None or not entry.active or entry.status not in {"held", "waiting_for_confirmation"}:
        return refused("appointment_gone")
    if entry.doctor_id not in calendar.locked:
        return needs(entry.doctor_id)
    if entry.expires_at is None or entry.expires_at > now:
        return refused("not_due")
    if entry.status == "held":
        return _changed("expired", "released", request, entry, active=False)
    return _changed(
        "expired", "unanswered", request, entry, status="cancelled", active=False, cancelled_by="deadline"
    )
