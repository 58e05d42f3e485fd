"""The model's rules for a doctor's own changes of their slots."""

from datetime import datetime, timedelta
from uuid import UUID

from healthmed_app.booking import commands
from tests.simulation.model_times import bounds
from tests.simulation.modelled import (
    Asked,
    Entry,
    Model,
    Time,
    Verdict,
    no,
)


def edit_hours(model: Model, asked: Asked, command: commands.EditHours, _now: datetime) -> Verdict:
    doctor = model.doctors[asked.doctor]
    doctor.notice = timedelta(minutes=command.settings.notice_minutes)
    doctor.horizon = timedelta(days=command.settings.horizon_days + 1)
    doctor.automatic = command.settings.confirms_automatically
    return Verdict("edited")


def add_slot(model: Model, asked: Asked, command: commands.AddSlot, now: datetime) -> Verdict:
    doctor = model.doctors[asked.doctor]
    reasons = {f"offer_{one}" for one in bounds(model, doctor, command.starts_at, now, now)}
    if any(
        one.doctor == asked.doctor and one.starts < command.ends_at and command.starts_at < one.ends
        for one in model.blocks.values()
    ):
        reasons.add("offer_blocked")
    times = [t for t in model.times.values() if t.doctor == asked.doctor and t.active]
    entries = _active_of(model, asked.doctor)
    if any(one.starts < command.ends_at and command.starts_at < one.ends for one in (*times, *entries)):
        reasons.add("slot_overlaps")
    if reasons:
        return no(*reasons)
    model.times[asked.id] = Time(asked.id, asked.doctor, command.starts_at, command.ends_at)
    return Verdict("edited")


def remove_slot(model: Model, asked: Asked, command: commands.RemoveSlot, now: datetime) -> Verdict:
    time = model.times.get(command.slot_id)
    if time is None or not time.active or time.doctor != asked.doctor:
        return no("slot_gone")
    around = [e for e in _active_of(model, asked.doctor) if e.starts < time.ends and time.starts < e.ends]
    if any(entry.keeps(now) for entry in around):
        return no("slot_in_use")
    for entry in around:
        entry.active = False
    time.active = False
    return Verdict("edited")


def move_slot(model: Model, asked: Asked, command: commands.MoveSlot, now: datetime) -> Verdict:
    time = model.times.get(command.slot_id)
    entries = {entry.id: entry.active for entry in _active_of(model, asked.doctor)}
    gone = remove_slot(model, asked, commands.RemoveSlot(slot_id=command.slot_id), now)
    if gone.kind != "edited" or time is None:
        return gone
    new = commands.AddSlot(starts_at=command.starts_at, ends_at=command.ends_at)
    made = add_slot(model, asked, new, now)
    if made.kind != "edited":
        time.active = True
        for entry_id, active in entries.items():
            model.entries[entry_id].active = active
    return made


def block(model: Model, asked: Asked, command: commands.Block, now: datetime) -> Verdict:
    if command.ends_at <= now:
        return no("hours_refused")
    # A hold that ran out still counts, as long as nobody let it go: its booking may stand in line.
    kept = _active_of(model, asked.doctor)
    for time in model.times.values():
        inside = (
            time.doctor == asked.doctor and time.starts < command.ends_at and command.starts_at < time.ends
        )
        if inside and not any(e.starts < time.ends and time.starts < e.ends for e in kept):
            time.active = False
    model.blocks[asked.id] = Time(asked.id, asked.doctor, command.starts_at, command.ends_at)
    return Verdict("edited")


def unblock(model: Model, _asked: Asked, command: commands.Unblock, _now: datetime) -> Verdict:
    if command.block_id not in model.blocks:
        return no("block_gone")
    del model.blocks[command.block_id]
    return Verdict("edited")


def _active_of(model: Model, doctor: UUID) -> list[Entry]:
    return [entry for entry in model.entries.values() if entry.doctor == doctor and entry.active]
