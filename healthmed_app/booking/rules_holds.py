"""What a patient's hold, extension and release come to. Pure; see `rules.decide`."""

from datetime import datetime

from msgspec.structs import replace

from healthmed_app.booking.calendar import Calendar, Decision, Doctor, Entry, Request, needs, refused
from healthmed_app.booking.commands import Extend, Hold, Release
from healthmed_app.booking.events import Event
from healthmed_app.booking.policy import Policy
from healthmed_app.booking.rules_times import Way, by_video, freed_way, may_book, notice_of, way_to


def hold(calendar: Calendar, request: Request, command: Hold, now: datetime, policy: Policy) -> Decision:
    """Keep a free slot for the patient; asked twice for the same slot, it is the same hold."""
    decision = _hold(calendar, request, command, now, policy)
    if command.waited and decision.kind == "refused":
        # The next one who waits is to be asked for.
        event = Event("not_held", request.id, calendar.doctor.id, None, request.actor_id)
        return decision._replace(events=(event,))
    return decision


def _hold(calendar: Calendar, request: Request, command: Hold, now: datetime, policy: Policy) -> Decision:
    if refusal := may_book(calendar):
        return refusal
    for entry in calendar.of_patient:
        if entry.slot_id == command.slot_id and entry.is_live_hold(now):
            return Decision("held", appointment_id=entry.id)
    way = way_to(calendar, command.slot_id, now, policy, replaces_own_holds=not command.offered)
    if isinstance(way, Way):
        way = _within_limit(calendar, command, way, now, policy)
    if not isinstance(way, Way):
        return way
    doctor = calendar.doctor
    until = _until(command, doctor, way, now, policy)
    if until is None:
        return refused("too_soon")
    entry = Entry(
        id=request.id,
        doctor_id=doctor.id,
        patient_id=request.actor_id,
        slot_id=way.slot.id,
        starts_at=way.slot.starts_at,
        ends_at=way.slot.ends_at,
        status="held",
        active=True,
        expires_at=until,
        extended=False,
        online=by_video(doctor, wanted=False),
        price_cents=doctor.price_cents,
        currency=doctor.currency,
        created_at=now,
    )
    event = Event("held", request.id, doctor.id, entry.id, request.actor_id)
    return Decision("held", appointment_id=entry.id, changes=(*way.freed, entry), events=(event,))


def _until(command: Hold, doctor: Doctor, way: Way, now: datetime, policy: Policy) -> datetime | None:
    """Return until when the time is kept; None when one who waited for it could not take it in time.

    An appointment is moved by the notice of that moment, so what was waited for is kept no longer than that allows.
    """
    if not command.waited:
        return now + (policy.offered_hold if command.offered else policy.hold)
    until = min(now + policy.waited_hold, way.slot.starts_at - notice_of(doctor, policy))
    return until if until >= now + policy.waited_hold_min else None


def _within_limit(
    calendar: Calendar, command: Hold, way: Way, now: datetime, policy: Policy
) -> Way | Decision:
    """Let go of the patient's oldest holds beyond the limit; an offer is refused instead, it takes nothing away."""
    let_go = {entry.id for entry in way.freed}
    live = [entry for entry in calendar.of_patient if entry.is_live_hold(now) and entry.id not in let_go]
    surplus = len(live) + 1 - policy.live_holds_max
    if surplus <= 0:
        return way
    if command.offered:
        return refused("too_many_holds")
    oldest = sorted(live, key=lambda entry: (entry.created_at, entry.id))[:surplus]
    return freed_way(calendar, way.slot, (*way.freed, *oldest))


def extend(  # noqa: PLR0911  # Each return is one rule.
    calendar: Calendar, request: Request, command: Extend, now: datetime, policy: Policy
) -> Decision:
    """Give a live hold its one extension."""
    if refusal := may_book(calendar):
        return refusal
    entry = calendar.named.get(command.hold_id)
    if entry is None or entry.patient_id != request.actor_id:
        return refused("hold_not_yours")
    if entry.doctor_id not in calendar.locked:
        return needs(entry.doctor_id)
    # What was live when it was asked for counts, however long the request stood in line.
    if not entry.is_live_hold(request.received_at) or entry.expires_at is None:
        return refused("hold_expired")
    if entry.extended:
        return refused("already_extended")
    # It may have run out in line, and others been given for it since.
    others = [one for one in calendar.of_patient if one.is_live_hold(now) and one.id != entry.id]
    if len(others) >= policy.live_holds_max:
        return refused("too_many_holds")
    longer = replace(entry, extended=True, expires_at=entry.expires_at + policy.hold)
    return Decision("extended", appointment_id=entry.id, changes=(longer,))


def release(
    calendar: Calendar, request: Request, command: Release, _now: datetime, _policy: Policy
) -> Decision:
    """Let go of a hold; letting go again changes nothing."""
    entry = calendar.named.get(command.hold_id)
    if entry is None or entry.patient_id != request.actor_id or entry.status != "held":
        return refused("hold_not_yours")
    if not entry.active:
        return Decision("released", appointment_id=entry.id)
    event = Event("released", request.id, entry.doctor_id, entry.id, entry.patient_id)
    changes = (replace(entry, active=False),)
    return Decision("released", appointment_id=entry.id, changes=changes, events=(event,))
