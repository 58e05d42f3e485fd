"""The model's rules for what is booked: cancel, confirm, decline, expire."""

from datetime import datetime

from healthmed_app.booking import commands
from tests.simulation.modelled import CANCELLED, CONFIRMED, CUTOFF, HELD, WAITING, Asked, Model, Verdict, no


def cancel(model: Model, asked: Asked, command: commands.Cancel, _now: datetime) -> Verdict:
    entry = model.entries.get(command.appointment_id)
    if entry is None or asked.actor not in {entry.patient, entry.doctor}:
        return no("appointment_gone")
    if entry.status == CANCELLED:
        # Called off already: by this very person it is the same again, else it is gone.
        return Verdict("cancelled", frozenset({"appointment_gone"}), entry.id)
    if not entry.active or entry.status not in {WAITING, CONFIRMED}:
        return no("appointment_gone")
    if asked.actor == entry.patient and entry.starts < asked.received + CUTOFF:
        return no("too_late")
    entry.status, entry.active = CANCELLED, False
    return Verdict("cancelled", entry=entry.id)


def confirm(model: Model, asked: Asked, command: commands.Confirm, now: datetime) -> Verdict:
    entry = model.entries.get(command.appointment_id)
    if entry is None or entry.doctor != asked.actor:
        return no("appointment_gone")
    if entry.status == CONFIRMED:
        return Verdict("confirmed", entry=entry.id)
    if not entry.active or entry.status != WAITING:
        return no("appointment_gone")
    late = (entry.until is not None and entry.until <= asked.received) or entry.starts <= now
    reasons = {"too_late"} if late else set[str]()
    if not model.doctors[entry.doctor].verified:
        reasons.add("doctor_unavailable")
    if reasons:
        return no(*reasons)
    entry.status, entry.until = CONFIRMED, None
    return Verdict("confirmed", entry=entry.id)


def decline(model: Model, asked: Asked, command: commands.Decline, _now: datetime) -> Verdict:
    entry = model.entries.get(command.appointment_id)
    if entry is None or entry.doctor != asked.actor:
        return no("appointment_gone")
    if entry.status == CANCELLED:
        return Verdict("declined", frozenset({"appointment_gone"}), entry.id)
    if not entry.active or entry.status != WAITING:
        return no("appointment_gone")
    entry.status, entry.active = CANCELLED, False
    return Verdict("declined", entry=entry.id)


def expire(model: Model, _asked: Asked, command: commands.Expire, now: datetime) -> Verdict:
    entry = model.entries.get(command.appointment_id)
    if entry is None or not entry.active or entry.status not in {HELD, WAITING}:
        return no("appointment_gone")
    if entry.until is None or entry.until > now:
        return no("not_due")
    entry.active = False
    if entry.status == WAITING:
        entry.status = CANCELLED
    return Verdict("expired", entry=entry.id)
