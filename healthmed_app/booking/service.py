"""The verbs of booking, and its reads (from `reads`): what pages and the API call.

A verb checks that the actor's role may do this at all, then puts a request in the doctor's line; whether it happens is
decided there. Targets are looked up through the actor, so somebody else's appointment is `NotFound`. A verb returns
a ticket; `wait` gives the outcome.
"""

from datetime import datetime
from uuid import UUID

from healthmed_app.booking import commands
from healthmed_app.booking.commands import AnyCommand, Details
from healthmed_app.booking.context import Booking
from healthmed_app.booking.details import FILES_MAX
from healthmed_app.booking.outcomes import Alternative, Outcome, Ticket
from healthmed_app.booking.reads import (
    PLACE_MAX,
    agenda,
    appointment,
    appointments,
    doctors_seen,
    free_days,
    free_slots,
    glance,
    hold_of,
    in_line,
    near,
    next_free,
    outcome,
    own_appointments,
    patient_of,
    patients_of,
    patients_seen,
    pending,
    places,
    texts,
    visits_of,
)
from healthmed_app.booking.submit import Wish
from healthmed_app.booking.views import Glance
from healthmed_app.core.access import Actor, Role, require
from healthmed_app.core.errors import Forbidden, Invalid
from healthmed_app.core.ids import new_id
from healthmed_app.core.texts import N_
from healthmed_app.schedule.rules import CalendarSettings, Day, Interval

__all__ = [
    "PLACE_MAX", "Alternative", "Booking", "Details", "Glance", "Outcome", "Ticket", "add_slot", "agenda", "appointment", "appointments",
    "block", "book", "cancel", "conclude", "confirm", "decline", "doctors_seen", "edit_hours", "extend", "free_days", "free_slots", "glance",
    "hold", "hold_of", "in_line", "mark_no_show", "move_slot", "near", "next_free", "outcome",
    "own_appointments", "patient_of", "patients_of", "patients_seen", "pending", "place", "places", "release",
    "remove_slot", "reschedule", "start", "submit", "texts", "unblock", "visits_of", "wait",
]  # fmt: skip

REASON_MAX = 1_000
KEY_MAX = 200

_ROLES: dict[type[commands.Command], tuple[Role, ...]] = {
    commands.Hold: ("patient",),
    commands.Extend: ("patient",),
    commands.Release: ("patient",),
    commands.Book: ("patient",),
    commands.Reschedule: ("patient",),
    commands.Cancel: ("patient", "doctor"),
}
"""Whatever is not here is the doctor's own; `Expire` is nobody's but the clock's (product, "Who may do what")."""


async def submit(booking: Booking, actor: Actor, command: AnyCommand, *, key: str | None = None) -> Ticket:
    """Put a command in the doctor's line; asked again under the same key, it is the same request (I7).

    Raises:
        Forbidden: the actor's role may not, or their e-mail is not confirmed.
        NotFound: the target is not there, or not theirs.
        Invalid: the command says too little or too much, or the key was used for something else.
        Busy: the doctor's backlog is full; nothing was written.
    """
    _check(command)
    require(actor, *_ROLES.get(type(command), ("doctor",)))
    if isinstance(command, commands.Expire) or (
        isinstance(command, commands.Hold) and (command.offered or command.waited)
    ):
        raise Forbidden
    if isinstance(command, commands.Book) and not actor.email_confirmed:
        raise Forbidden(
            N_("Confirm your e-mail address first: open the link that we sent you, then try again."),
            code="email_not_confirmed",
        )
    if key is not None and not 0 < len(key) <= KEY_MAX:
        raise Invalid(N_("The idempotency key has 1 to 200 characters."), field="key")
    own_line = actor.user_id if isinstance(command, commands.EDITS) else None
    return await booking.submits(Wish(actor.user_id, key or new_id().hex, command, own_line))


async def wait(booking: Booking, request_id: UUID, timeout_seconds: float) -> Outcome | None:
    """Return the outcome of a request that the caller made, or None when it is still in line after the timeout."""
    return await booking.waiter.wait(request_id, timeout_seconds)


async def place(booking: Booking, actor: Actor, request_id: UUID) -> int:
    """Return one's place in line as `places` does, in one statement with all who ask this process meanwhile."""
    return await booking.places((actor.user_id, request_id))


async def hold(booking: Booking, actor: Actor, slot_id: UUID, *, key: str | None = None) -> Ticket:
    """Keep a slot for the patient while they fill in the details."""
    return await submit(booking, actor, commands.Hold(slot_id=slot_id), key=key)


async def extend(booking: Booking, actor: Actor, hold_id: UUID) -> Ticket:
    """Give a hold its one extension."""
    return await submit(booking, actor, commands.Extend(hold_id=hold_id), key=f"extend:{hold_id}")


async def release(booking: Booking, actor: Actor, hold_id: UUID) -> Ticket:
    """Let go of a hold."""
    return await submit(booking, actor, commands.Release(hold_id=hold_id), key=f"release:{hold_id}")


async def book(
    booking: Booking,
    actor: Actor,
    details: Details,
    *,
    hold_id: UUID | None = None,
    slot_id: UUID | None = None,
    key: str | None = None,
) -> Ticket:
    """Book one's hold (its id is then the key), or a free slot at once: exactly one of the two ids is given."""
    command = commands.Book(hold_id=hold_id, slot_id=slot_id, details=details)
    return await submit(booking, actor, command, key=str(hold_id) if hold_id else key)


async def reschedule(
    booking: Booking,
    actor: Actor,
    appointment_id: UUID,
    *,
    hold_id: UUID | None = None,
    slot_id: UUID | None = None,
    key: str | None = None,
) -> Ticket:
    """Move an appointment to one's hold, or to a free slot, of the same doctor or another."""
    command = commands.Reschedule(appointment_id=appointment_id, hold_id=hold_id, slot_id=slot_id)
    return await submit(booking, actor, command, key=key)


async def cancel(
    booking: Booking, actor: Actor, appointment_id: UUID, reason: str, *, key: str | None = None
) -> Ticket:
    """Call off an appointment, with a reason."""
    command = commands.Cancel(appointment_id=appointment_id, reason=reason.strip())
    return await submit(booking, actor, command, key=key)


async def confirm(booking: Booking, actor: Actor, appointment_id: UUID, *, key: str | None = None) -> Ticket:
    """Accept a waiting appointment."""
    return await submit(booking, actor, commands.Confirm(appointment_id=appointment_id), key=key)


async def decline(
    booking: Booking, actor: Actor, appointment_id: UUID, reason: str, *, key: str | None = None
) -> Ticket:
    """Refuse a waiting appointment, with a reason."""
    command = commands.Decline(appointment_id=appointment_id, reason=reason.strip())
    return await submit(booking, actor, command, key=key)


async def start(booking: Booking, actor: Actor, appointment_id: UUID) -> Ticket:
    """Begin a confirmed visit."""
    return await submit(booking, actor, commands.Start(appointment_id=appointment_id))


async def conclude(booking: Booking, actor: Actor, appointment_id: UUID) -> Ticket:
    """End a visit."""
    return await submit(booking, actor, commands.Conclude(appointment_id=appointment_id))


async def mark_no_show(booking: Booking, actor: Actor, appointment_id: UUID) -> Ticket:
    """Say that the patient did not come."""
    return await submit(booking, actor, commands.MarkNoShow(appointment_id=appointment_id))


async def edit_hours(
    booking: Booking,
    actor: Actor,
    settings: CalendarSettings,
    hours: tuple[Interval, ...],
    exceptions: tuple[Day, ...],
    *,
    key: str | None = None,
) -> Ticket:
    """Replace one's weekly hours, dates that differ and settings; `schedule.limits.checked` says first what is wrong."""
    command = commands.EditHours(settings=settings, hours=hours, exceptions=exceptions)
    return await submit(booking, actor, command, key=key)


async def add_slot(
    booking: Booking, actor: Actor, starts_at: datetime, ends_at: datetime, *, key: str | None = None
) -> Ticket:
    """Offer one more time, by hand; its id is the request's."""
    return await submit(booking, actor, commands.AddSlot(starts_at=starts_at, ends_at=ends_at), key=key)


async def remove_slot(booking: Booking, actor: Actor, slot_id: UUID, *, key: str | None = None) -> Ticket:
    """Take one's free slot away."""
    return await submit(booking, actor, commands.RemoveSlot(slot_id=slot_id), key=key)


async def move_slot(
    booking: Booking,
    actor: Actor,
    slot_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    *,
    key: str | None = None,
) -> Ticket:
    """Offer another time instead of one's free slot; the new slot's id is the request's."""
    command = commands.MoveSlot(slot_id=slot_id, starts_at=starts_at, ends_at=ends_at)
    return await submit(booking, actor, command, key=key)


async def block(
    booking: Booking,
    actor: Actor,
    starts_at: datetime,
    ends_at: datetime,
    note: str = "",
    *,
    key: str | None = None,
) -> Ticket:
    """Take time out of one's agenda; the block's id is the request's."""
    command = commands.Block(starts_at=starts_at, ends_at=ends_at, note=note)
    return await submit(booking, actor, command, key=key)


async def unblock(booking: Booking, actor: Actor, block_id: UUID, *, key: str | None = None) -> Ticket:
    """Give blocked time back."""
    return await submit(booking, actor, commands.Unblock(block_id=block_id), key=key)


def _check(command: AnyCommand) -> None:
    """Whatever its way here was, a command names one time and keeps to the length of what is read by people."""
    if isinstance(command, commands.Book | commands.Reschedule) and (command.hold_id is None) == (
        command.slot_id is None
    ):
        raise Invalid(N_("Choose a time first."), field="slot_id")
    if isinstance(command, commands.Cancel | commands.Decline) and not command.reason.strip():
        raise Invalid(N_("Say why, so that the other side knows."), field="reason")
    if len(_said(command)) > REASON_MAX:
        raise Invalid(N_("Use at most 1,000 characters."), field="reason")
    if isinstance(command, commands.Book) and len(command.details.files) > FILES_MAX:
        raise Invalid(N_("Choose at most 50 files. You can share more later."), field="files")


def _said(command: AnyCommand) -> str:
    match command:
        case commands.Book():
            return command.details.reason
        case commands.Cancel() | commands.Decline():
            return command.reason
        case commands.Block():
            return command.note
        case _:
            return ""
