"""What a doctor's edits of hours, slots and blocked time come to. Pure; the slots themselves are `schedule.rules`'.

Nothing booked is ever removed: slots that are held or taken stay, and so do the appointments.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from healthmed_app.booking.calendar import Agenda, Calendar, Decision, Edit, Entry, Request, refused
from healthmed_app.booking.commands import AddSlot, Block, EditHours, MoveSlot, RemoveSlot, Unblock
from healthmed_app.booking.events import Event
from healthmed_app.booking.policy import Policy
from healthmed_app.booking.rules_times import outside_bounds
from healthmed_app.core.errors import Invalid
from healthmed_app.schedule import limits
from healthmed_app.schedule.rules import Diff, Plan, Span, Timed, diff, version_of, wanted

_BLOCK_AHEAD = timedelta(days=732)
_NOT_OFFERED = {"too_soon": "offer_too_soon", "too_far": "offer_too_far"}
"""What keeps patients from booking a time, in words for the doctor."""


def _agenda(calendar: Calendar, request: Request) -> Agenda | Decision:
    """Return what an edit needs; only a calendar's own doctor may edit it."""
    if calendar.agenda is None or request.actor_id != calendar.doctor.id:
        return refused("appointment_gone")
    return calendar.agenda


def _edited(request: Request, edit: Edit, changes: tuple[Entry, ...] = ()) -> Decision:
    event = Event("hours", request.id, request.doctor_id, None, None)
    return Decision("edited", changes=changes, events=(event,), edit=edit)


def edit_hours(
    calendar: Calendar, request: Request, command: EditHours, now: datetime, _: Policy
) -> Decision:
    """Replace hours, dates that differ and settings, checked again as they were when they were entered.

    Those that somebody changed after the doctor looked at them are not overwritten.
    """
    agenda = _agenda(calendar, request)
    if isinstance(agenda, Decision):
        return agenda
    if command.seen and command.seen != version_of(agenda.plan):
        return refused("hours_changed")
    plan = Plan(command.settings, command.hours, command.exceptions, agenda.plan.blocks)
    try:
        plan = limits.checked(plan, now.astimezone(ZoneInfo(command.settings.time_zone)).date())
    except (Invalid, LookupError, ValueError):
        return refused("hours_refused")
    change = diff(agenda.slots, wanted(plan, now), agenda.busy, now)
    return _edited(request, Edit(diff=change, plan=plan))


def add_slot(
    calendar: Calendar, request: Request, command: AddSlot, now: datetime, policy: Policy
) -> Decision:
    """Offer one more time, unless something is already there, or no patient could book it."""
    agenda = _agenda(calendar, request)
    if isinstance(agenda, Decision):
        return agenda
    span = Span(command.starts_at, command.ends_at)
    minutes = (span.ends_at - span.starts_at) / timedelta(minutes=1)
    least, most = limits.SLOT_MINUTES
    if not least <= minutes <= most:
        return refused("hours_refused")
    outside = outside_bounds(calendar.doctor, span.starts_at, now, now, policy)
    if outside is not None:
        return refused(_NOT_OFFERED[outside.refusal or ""])
    if any(_overlap(one, span) for one in agenda.plan.blocks):
        return refused("offer_blocked")
    if any(_overlap(one, span) for one in (*agenda.slots, *agenda.busy)):
        return refused("slot_overlaps")
    return _edited(request, Edit(add_by_hand=(request.id, span)))


def remove_slot(
    calendar: Calendar, request: Request, command: RemoveSlot, now: datetime, _: Policy
) -> Decision:
    """Take one slot away, unless it is held or taken; an expired hold does not keep it."""
    agenda = _agenda(calendar, request)
    if isinstance(agenda, Decision):
        return agenda
    slot = calendar.slots.get(command.slot_id)
    if slot is None or not slot.active or slot.doctor_id != calendar.doctor.id:
        return refused("slot_gone")
    around = [entry for entry in calendar.of_doctor if entry.overlaps(slot.starts_at, slot.ends_at)]
    if any(not entry.is_hold() or entry.is_live_hold(now) for entry in around):
        return refused("slot_in_use")
    freed = tuple(msgspec.structs.replace(entry, active=False) for entry in around)
    return _edited(request, Edit(remove_slot=slot.id), freed)


def move_slot(
    calendar: Calendar, request: Request, command: MoveSlot, now: datetime, policy: Policy
) -> Decision:
    """Take one slot away and offer another time, which may overlap it: refused as a whole when either would be."""
    removed = remove_slot(calendar, request, RemoveSlot(slot_id=command.slot_id), now, policy)
    if removed.edit is None or calendar.agenda is None:
        return removed
    old = calendar.slots[command.slot_id]
    rest = calendar.agenda._replace(
        slots=[one for one in calendar.agenda.slots if one.id != old.id],
        busy=[one for one in calendar.agenda.busy if not _overlap(one, old)],
    )
    new = AddSlot(starts_at=command.starts_at, ends_at=command.ends_at)
    added = add_slot(calendar._replace(agenda=rest), request, new, now, policy)
    if added.edit is None:
        return added
    return _edited(request, added.edit._replace(remove_slot=old.id), removed.changes)


def block(calendar: Calendar, request: Request, command: Block, now: datetime, _: Policy) -> Decision:
    """Take time out of the agenda: its free slots go, and what is booked stays."""
    agenda = _agenda(calendar, request)
    if isinstance(agenda, Decision):
        return agenda
    try:
        span = limits.checked_block(Span(command.starts_at, command.ends_at), Span(now, now + _BLOCK_AHEAD))
    except Invalid:
        return refused("hours_refused")
    plan = replace(agenda.plan, blocks=(*agenda.plan.blocks, span))
    change = diff(agenda.slots, wanted(plan, now), agenda.busy, now)
    # The difference leaves slots made by hand alone; the doctor who blocks their time does not mean to offer them.
    by_hand = tuple(
        slot.id
        for slot in agenda.slots
        if slot.source == "hand"
        and _overlap(slot, span)
        and not any(_overlap(slot, one) for one in agenda.busy)
    )
    change = Diff(change.add, (*change.remove, *by_hand))
    return _edited(request, Edit(diff=change, block=(request.id, span, command.note)))


def unblock(calendar: Calendar, request: Request, command: Unblock, now: datetime, _: Policy) -> Decision:
    """Give blocked time back: the slots that the hours make there come back."""
    agenda = _agenda(calendar, request)
    if isinstance(agenda, Decision):
        return agenda
    if command.block_id not in agenda.blocks:
        return refused("block_gone")
    rest = tuple(span for block_id, span in agenda.blocks.items() if block_id != command.block_id)
    change = diff(agenda.slots, wanted(replace(agenda.plan, blocks=rest), now), agenda.busy, now)
    return _edited(request, Edit(diff=change, unblock=command.block_id))


def _overlap(one: Timed, other: Timed) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at
