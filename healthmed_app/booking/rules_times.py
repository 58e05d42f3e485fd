"""Whether a patient may have a time: the checks that hold, book and reschedule share. Pure.

A time is had when the doctor takes bookings, the slot is offered, soon enough and not too soon, nobody else keeps it, and the
patient is free. Expired holds in the way are freed first; the patient's own live holds in the way are let go, because a
later wish of the same person replaces an earlier one, which an offer made by us does not.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from msgspec.structs import replace

from healthmed_app.booking.calendar import Calendar, Decision, Doctor, Entry, Slot, needs, refused
from healthmed_app.booking.policy import Policy


class Way(NamedTuple):
    """A free way to a slot: the slot, and the entries that must be let go first."""

    slot: Slot
    freed: tuple[Entry, ...]


def notice_of(doctor: Doctor, policy: Policy) -> timedelta:
    """Return how long before its start a slot stops being offered (product: at least 3 h unless confirmed automatically)."""
    return doctor.notice if doctor.confirms_automatically else max(doctor.notice, policy.notice_min)


def may_book(calendar: Calendar) -> Decision | None:
    """Refuse patients who may not book at all, and doctors who take no bookings (I8)."""
    if calendar.patient is None or calendar.patient.suspended:
        return refused("patient_suspended")
    if not calendar.doctor.takes_bookings:
        return refused("doctor_unavailable")
    return None


def way_to(
    calendar: Calendar,
    slot_id: UUID,
    now: datetime,
    policy: Policy,
    *,
    besides: UUID | None = None,
    replaces_own_holds: bool = True,
) -> Way | Decision:
    """Return the way to a slot for the asking patient, or why there is none. `besides` is an entry that will move away."""
    slot = calendar.slots.get(slot_id)
    if slot is None or not slot.active or slot.doctor_id != calendar.doctor.id:
        return refused("slot_gone")
    outside = outside_bounds(calendar.doctor, slot.starts_at, now, now, policy)
    if outside is not None:
        return outside
    mine = calendar.patient.id if calendar.patient else None
    freed: dict[UUID, Entry] = {}
    for entry in calendar.of_doctor:
        if entry.id == besides or not entry.overlaps(slot.starts_at, slot.ends_at):
            continue
        if entry.is_hold() and (
            not entry.is_live_hold(now) or (entry.patient_id == mine and replaces_own_holds)
        ):
            freed[entry.id] = entry
        else:
            return refused("own_overlap" if entry.patient_id == mine else "slot_taken")
    for entry in calendar.of_patient:
        if entry.id == besides or not entry.overlaps(slot.starts_at, slot.ends_at):
            continue
        if entry.is_hold() and (replaces_own_holds or not entry.is_live_hold(now)):
            freed[entry.id] = entry
        else:
            return refused("own_overlap")
    return freed_way(calendar, slot, freed.values())


def freed_way(calendar: Calendar, slot: Slot, freed: Iterable[Entry]) -> Way | Decision:
    """Let go of `freed`, unless one of them is in a calendar that is not locked yet."""
    let_go = tuple(replace(entry, active=False) for entry in freed)
    unlocked = {entry.doctor_id for entry in let_go} - calendar.locked
    return needs(*unlocked) if unlocked else Way(slot, let_go)


def outside_bounds(
    doctor: Doctor, starts_at: datetime, asked_at: datetime, now: datetime, policy: Policy
) -> Decision | None:
    """Refuse a start inside the notice, counted from `asked_at`, or beyond the horizon, counted from `now` (I8)."""
    if starts_at <= now or starts_at < asked_at + notice_of(doctor, policy):
        return refused("too_soon")
    if starts_at > now + doctor.horizon:
        return refused("too_far")
    return None


def awaiting(
    doctor: Doctor, starts_at: datetime, now: datetime, policy: Policy
) -> tuple[str, datetime | None]:
    """Return the status of a booking that begins now, and the doctor's deadline if they must answer (product)."""
    if doctor.confirms_automatically:
        return "confirmed", None
    return "waiting_for_confirmation", min(now + policy.answer_within, starts_at - policy.answer_before_start)


def by_video(doctor: Doctor, *, wanted: bool) -> bool:
    """Return whether the visit is by video: as wanted where the doctor offers both, else as the doctor works."""
    return doctor.online and (wanted or not doctor.in_person)
