"""Who should own each time: a second, simpler statement of booking's rules, written from the product and not from the code.

It shares no function with `healthmed_app.booking.rules`. Where several reasons forbid something it names them all, so
that the order in which production looks at them does not matter; the oracle wants production's reason among them.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from healthmed_app.booking import commands
from tests.simulation.modelled import (
    CANCELLED,
    CONFIRMED,
    HELD,
    WAITING,
    Asked,
    Doctor,
    Entry,
    Patient,
    Time,
    Verdict,
    no,
)

HOLD = timedelta(minutes=5)
OFFERED_HOLD = timedelta(seconds=90)
HOLDS_MAX = 2
CUTOFF = timedelta(hours=2)
ANSWER = timedelta(hours=24)
NOTICE_OF_ANSWERING = timedelta(hours=3)
NOBODY = UUID(int=0)


@dataclass(slots=True)
class Model:
    """The whole small world, and what each command does to it."""

    doctors: dict[UUID, Doctor] = field(default_factory=dict)
    patients: dict[UUID, Patient] = field(default_factory=dict)
    times: dict[UUID, Time] = field(default_factory=dict)
    entries: dict[UUID, Entry] = field(default_factory=dict)
    blocks: dict[UUID, Time] = field(default_factory=dict)

    def copy(self) -> "Model":
        """Return a model that can be changed apart from this one."""
        return Model(
            {key: replace(value) for key, value in self.doctors.items()},
            {key: replace(value) for key, value in self.patients.items()},
            {key: replace(value) for key, value in self.times.items()},
            {key: replace(value) for key, value in self.entries.items()},
            dict(self.blocks),
        )

    def decide(self, asked: Asked, now: datetime) -> Verdict:
        """Do what was asked if it may be done, and say so."""
        if now > asked.decide_by:
            return no("stale")
        rule: Any = getattr(self, f"_{commands.kind_of(asked.command)}")
        return rule(asked, asked.command, now)

    def _standing(self, asked: Asked) -> set[str]:
        patient, doctor = self.patients.get(asked.actor), self.doctors[asked.doctor]
        reasons: set[str] = set()
        if patient is None or patient.suspended:
            reasons.add("patient_suspended")
        if not doctor.verified:
            reasons.add("doctor_unavailable")
        return reasons

    def _notice(self, doctor: Doctor) -> timedelta:
        return doctor.notice if doctor.automatic else max(doctor.notice, NOTICE_OF_ANSWERING)

    def _bounds(self, doctor: Doctor, starts: datetime, notice_from: datetime, now: datetime) -> set[str]:
        reasons: set[str] = set()
        if starts <= now or starts < notice_from + self._notice(doctor):
            reasons.add("too_soon")
        if starts > now + doctor.horizon:
            reasons.add("too_far")
        return reasons

    def _way(
        self,
        asked: Asked,
        slot: UUID | None,
        now: datetime,
        *,
        moving: UUID | None = None,
        offer: bool = False,
    ) -> tuple[set[str], list[Entry]]:
        """Return what stands between the patient and a slot, and which holds must give way."""
        time = self.times.get(slot) if slot else None
        if time is None or not time.active or time.doctor != asked.doctor:
            return {"slot_gone"}, []
        reasons = self._bounds(self.doctors[asked.doctor], time.starts, now, now)
        give_way: list[Entry] = []
        for entry in self.entries.values():
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

    def _hold(self, asked: Asked, command: commands.Hold, now: datetime) -> Verdict:
        if reasons := self._standing(asked):
            return no(*reasons)
        mine = [
            e for e in self.entries.values() if e.patient == asked.actor and e.status == HELD and e.keeps(now)
        ]
        for entry in mine:
            if entry.slot == command.slot_id:
                return Verdict("held", entry=entry.id)
        reasons, give_way = self._way(asked, command.slot_id, now, offer=command.offered)
        others = sorted((e for e in mine if e not in give_way), key=lambda e: (e.made, e.id))
        surplus = len(others) + 1 - HOLDS_MAX
        if surplus > 0 and command.offered:
            reasons.add("too_many_holds")
        if reasons:
            return no(*reasons)
        for entry in give_way + others[: max(0, surplus)]:
            entry.active = False
        time = self.times[command.slot_id]
        self.entries[asked.id] = Entry(
            asked.id, asked.doctor, asked.actor, time.id, time.starts, time.ends, HELD, active=True,
            until=now + (OFFERED_HOLD if command.offered else HOLD), made=now,
        )  # fmt: skip
        return Verdict("held", entry=asked.id)

    def _extend(self, asked: Asked, command: commands.Extend, now: datetime) -> Verdict:
        if reasons := self._standing(asked):
            return no(*reasons)
        entry = self.entries.get(command.hold_id)
        if entry is None or entry.patient != asked.actor:
            return no("hold_not_yours")
        if entry.status != HELD or not entry.keeps(asked.received):
            return no("hold_expired")
        if entry.extended:
            return no("already_extended")
        mine = [e for e in self.entries.values() if e.patient == asked.actor and e.status == HELD]
        if sum(e.keeps(now) and e is not entry for e in mine) >= HOLDS_MAX:
            return no("too_many_holds")
        assert entry.until is not None
        entry.extended, entry.until = True, entry.until + HOLD
        return Verdict("extended", entry=entry.id)

    def _release(self, asked: Asked, command: commands.Release, _now: datetime) -> Verdict:
        entry = self.entries.get(command.hold_id)
        if entry is None or entry.patient != asked.actor or entry.status != HELD:
            return no("hold_not_yours")
        entry.active = False
        return Verdict("released", entry=entry.id)

    def _book(self, asked: Asked, command: commands.Book, now: datetime) -> Verdict:  # noqa: PLR0911
        reasons = self._standing(asked)
        patient = self.patients.get(asked.actor)
        if patient is not None and not patient.email_confirmed:
            reasons.add("email_not_confirmed")
        if reasons:
            return no(*reasons)
        entry = self._held_for(asked, command)
        if entry is None and command.hold_id is not None:
            return no("hold_not_yours")
        if entry is not None and entry.active and entry.status in {WAITING, CONFIRMED}:
            return Verdict("booked", entry=entry.id)
        if entry is not None:
            if entry.status != HELD or not entry.keeps(asked.received):
                return no("hold_expired")
            reasons = self._bounds(self.doctors[entry.doctor], entry.starts, entry.made, now)
            return no(*reasons) if reasons else self._await_doctor("booked", entry, now)
        reasons, give_way = self._way(asked, command.slot_id, now)
        if reasons:
            return no(*reasons)
        for other in give_way:
            other.active = False
        assert command.slot_id is not None
        time = self.times[command.slot_id]
        self.entries[asked.id] = Entry(
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
        return self._await_doctor("booked", self.entries[asked.id], now)

    def _held_for(self, asked: Asked, command: commands.Book) -> Entry | None:
        for entry in self.entries.values():
            if entry.patient != asked.actor:
                continue
            if entry.id == command.hold_id:
                return entry
            if entry.slot == command.slot_id and entry.status == HELD and entry.keeps(asked.received):
                return entry
        return None

    def _await_doctor(self, kind: str, entry: Entry, now: datetime) -> Verdict:
        automatic = self.doctors[entry.doctor].automatic
        entry.status = CONFIRMED if automatic else WAITING
        entry.until = None if automatic else min(now + ANSWER, entry.starts - CUTOFF)
        return Verdict(kind, entry=entry.id)

    def _reschedule(  # noqa: PLR0911
        self, asked: Asked, command: commands.Reschedule, now: datetime
    ) -> Verdict:
        if reasons := self._standing(asked):
            return no(*reasons)
        entry = self.entries.get(command.appointment_id)
        gone = entry is None or entry.patient != asked.actor or not entry.active
        if entry is None or gone or entry.status not in {WAITING, CONFIRMED}:
            return no("appointment_gone")
        late = entry.starts < asked.received + CUTOFF or entry.starts <= now
        reasons = {"too_late"} if late else set[str]()
        slot = command.slot_id
        if command.hold_id is not None:
            held = self.entries.get(command.hold_id)
            if held is None or held.patient != asked.actor or held.doctor != asked.doctor:
                return no("hold_not_yours", *reasons)
            if held.status != HELD or not held.keeps(asked.received):
                return no("hold_expired", *reasons)
            slot = held.slot
        if slot == entry.slot:
            return no("same_time", *reasons)
        against, give_way = self._way(asked, slot, now, moving=entry.id)
        if reasons | against:
            return no(*reasons, *against)
        for other in give_way:
            other.active = False
        assert slot is not None
        time = self.times[slot]
        entry.doctor, entry.slot, entry.starts, entry.ends = time.doctor, time.id, time.starts, time.ends
        return self._await_doctor("rescheduled", entry, now)

    def _cancel(self, asked: Asked, command: commands.Cancel, _now: datetime) -> Verdict:
        entry = self.entries.get(command.appointment_id)
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

    def _confirm(self, asked: Asked, command: commands.Confirm, now: datetime) -> Verdict:
        entry = self.entries.get(command.appointment_id)
        if entry is None or entry.doctor != asked.actor:
            return no("appointment_gone")
        if entry.status == CONFIRMED:
            return Verdict("confirmed", entry=entry.id)
        if not entry.active or entry.status != WAITING:
            return no("appointment_gone")
        late = (entry.until is not None and entry.until <= asked.received) or entry.starts <= now
        reasons = {"too_late"} if late else set[str]()
        if not self.doctors[entry.doctor].verified:
            reasons.add("doctor_unavailable")
        if reasons:
            return no(*reasons)
        entry.status, entry.until = CONFIRMED, None
        return Verdict("confirmed", entry=entry.id)

    def _decline(self, asked: Asked, command: commands.Decline, _now: datetime) -> Verdict:
        entry = self.entries.get(command.appointment_id)
        if entry is None or entry.doctor != asked.actor:
            return no("appointment_gone")
        if entry.status == CANCELLED:
            return Verdict("declined", frozenset({"appointment_gone"}), entry.id)
        if not entry.active or entry.status != WAITING:
            return no("appointment_gone")
        entry.status, entry.active = CANCELLED, False
        return Verdict("declined", entry=entry.id)

    def _expire(self, _asked: Asked, command: commands.Expire, now: datetime) -> Verdict:
        entry = self.entries.get(command.appointment_id)
        if entry is None or not entry.active or entry.status not in {HELD, WAITING}:
            return no("appointment_gone")
        if entry.until is None or entry.until > now:
            return no("not_due")
        entry.active = False
        if entry.status == WAITING:
            entry.status = CANCELLED
        return Verdict("expired", entry=entry.id)

    def _edit_hours(self, asked: Asked, command: commands.EditHours, _now: datetime) -> Verdict:
        doctor = self.doctors[asked.doctor]
        doctor.notice = timedelta(minutes=command.settings.notice_minutes)
        doctor.horizon = timedelta(days=command.settings.horizon_days + 1)
        doctor.automatic = command.settings.confirms_automatically
        return Verdict("edited")

    def _add_slot(self, asked: Asked, command: commands.AddSlot, now: datetime) -> Verdict:
        doctor = self.doctors[asked.doctor]
        reasons = {f"offer_{one}" for one in self._bounds(doctor, command.starts_at, now, now)}
        if any(
            one.doctor == asked.doctor and one.starts < command.ends_at and command.starts_at < one.ends
            for one in self.blocks.values()
        ):
            reasons.add("offer_blocked")
        times = [t for t in self.times.values() if t.doctor == asked.doctor and t.active]
        entries = self._active_of(asked.doctor)
        if any(one.starts < command.ends_at and command.starts_at < one.ends for one in (*times, *entries)):
            reasons.add("slot_overlaps")
        if reasons:
            return no(*reasons)
        self.times[asked.id] = Time(asked.id, asked.doctor, command.starts_at, command.ends_at)
        return Verdict("edited")

    def _remove_slot(self, asked: Asked, command: commands.RemoveSlot, now: datetime) -> Verdict:
        time = self.times.get(command.slot_id)
        if time is None or not time.active or time.doctor != asked.doctor:
            return no("slot_gone")
        around = [e for e in self._active_of(asked.doctor) if e.starts < time.ends and time.starts < e.ends]
        if any(entry.keeps(now) for entry in around):
            return no("slot_in_use")
        for entry in around:
            entry.active = False
        time.active = False
        return Verdict("edited")

    def _block(self, asked: Asked, command: commands.Block, now: datetime) -> Verdict:
        if command.ends_at <= now:
            return no("hours_refused")
        # A hold that ran out still counts, as long as nobody let it go: its booking may stand in line.
        kept = self._active_of(asked.doctor)
        for time in self.times.values():
            inside = (
                time.doctor == asked.doctor
                and time.starts < command.ends_at
                and command.starts_at < time.ends
            )
            if inside and not any(e.starts < time.ends and time.starts < e.ends for e in kept):
                time.active = False
        self.blocks[asked.id] = Time(asked.id, asked.doctor, command.starts_at, command.ends_at)
        return Verdict("edited")

    def _unblock(self, _asked: Asked, command: commands.Unblock, _now: datetime) -> Verdict:
        if command.block_id not in self.blocks:
            return no("block_gone")
        del self.blocks[command.block_id]
        return Verdict("edited")

    def _active_of(self, doctor: UUID) -> list[Entry]:
        return [entry for entry in self.entries.values() if entry.doctor == doctor and entry.active]
