"""The model's rules for having a time: hold, extend, release, book, reschedule."""

from datetime import datetime, timedelta
from uuid import UUID

from healthmed_app.booking import commands
from tests.simulation.modelled import (
    CONFIRMED,
    CUTOFF,
    HELD,
    WAITING,
    Asked,
    Doctor,
    Entry,
    Model,
    Verdict,
    no,
)

HOLD = timedelta(minutes=5)
OFFERED_HOLD = timedelta(seconds=90)
HOLDS_MAX = 2
ANSWER = timedelta(hours=24)
NOTICE_OF_ANSWERING = timedelta(hours=3)


def _standing(model: Model, asked: Asked) -> set[str]:
    patient, doctor = model.patients.get(asked.actor), model.doctors[asked.doctor]
    reasons: set[str] = set()
    if patient is None or patient.suspended:
        reasons.add("patient_suspended")
    if not doctor.verified:
        reasons.add("doctor_unavailable")
    return reasons


def _notice(model: Model, doctor: Doctor) -> timedelta:
    return doctor.notice if doctor.automatic else max(doctor.notice, NOTICE_OF_ANSWERING)


def bounds(model: Model, doctor: Doctor, starts: datetime, notice_from: datetime, now: datetime) -> set[str]:
    reasons: set[str] = set()
    if starts <= now or starts < notice_from + _notice(model, doctor):
        reasons.add("too_soon")
    if starts > now + doctor.horizon:
        reasons.add("too_far")
    return reasons


def _way(
    model: Model,
    asked: Asked,
    slot: UUID | None,
    now: datetime,
    *,
    moving: UUID | None = None,
    offer: bool = False,
) -> tuple[set[str], list[Entry]]:
    """Return what stands between the patient and a slot, and which holds must give way."""
    time = model.times.get(slot) if slot else None
    if time is None or not time.active or time.doctor != asked.doctor:
        return {"slot_gone"}, []
    reasons = bounds(model, model.doctors[asked.doctor], time.starts, now, now)
    give_way: list[Entry] = []
    for entry in model.entries.values():
        near = asked.doctor == entry.doctor or asked.actor == entry.patient
        if not near or not entry.active or entry.id == moving:
            continue
        if entry.starts >= time.ends or time.starts >= entry.ends:
            continue
        own_hold = entry.status == HELD and entry.patient == asked.actor and not offer
        if own_hold or not entry.keeps(now):
            give_way.append(entry)
        else:
            reasons.add("own_overlap" if entry.patient == asked.actor else "slot_taken")
    return reasons, give_way


def hold(model: Model, asked: Asked, command: commands.Hold, now: datetime) -> Verdict:
    if reasons := _standing(model, asked):
        return no(*reasons)
    mine = [
        e for e in model.entries.values() if e.patient == asked.actor and e.status == HELD and e.keeps(now)
    ]
    for entry in mine:
        if entry.slot == command.slot_id:
            return Verdict("held", entry=entry.id)
    reasons, give_way = _way(model, asked, command.slot_id, now, offer=command.offered)
    others = sorted((e for e in mine if e not in give_way), key=lambda e: (e.made, e.id))
    surplus = len(others) + 1 - HOLDS_MAX
    if surplus > 0 and command.offered:
        reasons.add("too_many_holds")
    if reasons:
        return no(*reasons)
    for entry in give_way + others[: max(0, surplus)]:
        entry.active = False
    time = model.times[command.slot_id]
    model.entries[asked.id] = Entry(
        asked.id, asked.doctor, asked.actor, time.id, time.starts, time.ends, HELD, active=True,
        until=now + (OFFERED_HOLD if command.offered else HOLD), made=now,
    )  # fmt: skip
    return Verdict("held", entry=asked.id)


def extend(model: Model, asked: Asked, command: commands.Extend, now: datetime) -> Verdict:
    if reasons := _standing(model, asked):
        return no(*reasons)
    entry = model.entries.get(command.hold_id)
    if entry is None or entry.patient != asked.actor:
        return no("hold_not_yours")
    if entry.status != HELD or not entry.keeps(asked.received):
        return no("hold_expired")
    if entry.extended:
        return no("already_extended")
    mine = [e for e in model.entries.values() if e.patient == asked.actor and e.status == HELD]
    if sum(e.keeps(now) and e is not entry for e in mine) >= HOLDS_MAX:
        return no("too_many_holds")
    assert entry.until is not None
    entry.extended, entry.until = True, entry.until + HOLD
    return Verdict("extended", entry=entry.id)


def release(model: Model, asked: Asked, command: commands.Release, _now: datetime) -> Verdict:
    entry = model.entries.get(command.hold_id)
    if entry is None or entry.patient != asked.actor or entry.status != HELD:
        return no("hold_not_yours")
    entry.active = False
    return Verdict("released", entry=entry.id)


def book(  # noqa: PLR0911
    model: Model, asked: Asked, command: commands.Book, now: datetime
) -> Verdict:
    reasons = _standing(model, asked)
    patient = model.patients.get(asked.actor)
    if patient is not None and not patient.email_confirmed:
        reasons.add("email_not_confirmed")
    if reasons:
        return no(*reasons)
    entry = _held_for(model, asked, command)
    if entry is None and command.hold_id is not None:
        return no("hold_not_yours")
    if entry is not None and entry.active and entry.status in {WAITING, CONFIRMED}:
        return Verdict("booked", entry=entry.id)
    if entry is not None:
        if entry.status != HELD or not entry.keeps(asked.received):
            return no("hold_expired")
        reasons = bounds(model, model.doctors[entry.doctor], entry.starts, entry.made, now)
        return no(*reasons) if reasons else _await_doctor(model, "booked", entry, now)
    reasons, give_way = _way(model, asked, command.slot_id, now)
    if reasons:
        return no(*reasons)
    for other in give_way:
        other.active = False
    assert command.slot_id is not None
    time = model.times[command.slot_id]
    model.entries[asked.id] = Entry(
        asked.id,
        asked.doctor,
        asked.actor,
        time.id,
        time.starts,
        time.ends,
        HELD,
        active=True,
        until=None,
        made=now,
    )
    return _await_doctor(model, "booked", model.entries[asked.id], now)


def _held_for(model: Model, asked: Asked, command: commands.Book) -> Entry | None:
    for entry in model.entries.values():
        if entry.patient != asked.actor:
            continue
        if entry.id == command.hold_id:
            return entry
        if entry.slot == command.slot_id and entry.status == HELD and entry.keeps(asked.received):
            return entry
    return None


def _await_doctor(model: Model, kind: str, entry: Entry, now: datetime) -> Verdict:
    automatic = model.doctors[entry.doctor].automatic
    entry.status = CONFIRMED if automatic else WAITING
    entry.until = None if automatic else min(now + ANSWER, entry.starts - CUTOFF)
    return Verdict(kind, entry=entry.id)


def reschedule(  # noqa: PLR0911
    model: Model, asked: Asked, command: commands.Reschedule, now: datetime
) -> Verdict:
    if reasons := _standing(model, asked):
        return no(*reasons)
    entry = model.entries.get(command.appointment_id)
    gone = entry is None or entry.patient != asked.actor or not entry.active
    if entry is None or gone or entry.status not in {WAITING, CONFIRMED}:
        return no("appointment_gone")
    late = entry.starts < asked.received + CUTOFF or entry.starts <= now
    reasons = {"too_late"} if late else set[str]()
    slot = command.slot_id
    if command.hold_id is not None:
        held = model.entries.get(command.hold_id)
        if held is None or held.patient != asked.actor or held.doctor != asked.doctor:
            return no("hold_not_yours", *reasons)
        if held.status != HELD or not held.keeps(asked.received):
            return no("hold_expired", *reasons)
        slot = held.slot
    if slot == entry.slot:
        return no("same_time", *reasons)
    against, give_way = _way(model, asked, slot, now, moving=entry.id)
    if reasons | against:
        return no(*reasons, *against)
    for other in give_way:
        other.active = False
    assert slot is not None
    time = model.times[slot]
    entry.doctor, entry.slot, entry.starts, entry.ends = time.doctor, time.id, time.starts, time.ends
    return _await_doctor(model, "rescheduled", entry, now)
