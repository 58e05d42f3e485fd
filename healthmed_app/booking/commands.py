"""What may be asked of a doctor's calendar: every command that goes through the doctor's line, as plain values.

A command says what is wanted and nothing about who asks or when: that is the request's (see `submit`). Commands travel
as sealed JSON in `booking_requests`; their tags are part of that format, so a name here is never reused for another
meaning. What a command does is in `rules`.
"""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

import msgspec

from healthmed_app.schedule.rules import CalendarSettings, Day, Interval


class Details(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the patient says of the visit; private, so it is sealed wherever it lies."""

    reason: str = ""
    for_name: str | None = None
    """The dependent it is for; none when it is for the patient."""
    for_birth_date: date | None = None
    online: bool = False
    files: tuple[UUID, ...] = ()
    """What the patient picked to be shared with the doctor once it is booked; booking itself knows nothing of files."""


class Command(msgspec.Struct, frozen=True, tag_field="kind", omit_defaults=True):
    """One wish. `scarce` commands compete for time, so they are the only ones a full backlog turns away."""

    scarce: ClassVar[bool] = False
    decide_within_seconds: ClassVar[int] = 7 * 86_400
    """A request that waited longer is refused as stale, because nobody is waiting for it any more."""


class Hold(Command, frozen=True, tag="hold"):
    """Reserve a slot while the details are filled in.

    We ask for `offered` ones ourselves: for the loser of another slot or, with `waited`, for someone who waits for a time.
    """

    scarce: ClassVar[bool] = True
    decide_within_seconds: ClassVar[int] = 60
    slot_id: UUID
    offered: bool = False
    waited: bool = False


class Extend(Command, frozen=True, tag="extend"):
    """Give one's hold its one extension."""

    decide_within_seconds: ClassVar[int] = 60
    hold_id: UUID


class Release(Command, frozen=True, tag="release"):
    """Let go of one's hold."""

    hold_id: UUID


class Book(Command, frozen=True, tag="book"):
    """Turn one's hold into an appointment, or take a free slot at once: exactly one of the two ids is given."""

    scarce: ClassVar[bool] = True
    decide_within_seconds: ClassVar[int] = 15 * 60
    hold_id: UUID | None = None
    slot_id: UUID | None = None
    details: Details = Details()


class Reschedule(Command, frozen=True, tag="reschedule"):
    """Move an appointment to one's hold or to a free slot, of the same doctor or another; it lives in the new one's line."""

    scarce: ClassVar[bool] = True
    decide_within_seconds: ClassVar[int] = 15 * 60
    appointment_id: UUID
    hold_id: UUID | None = None
    slot_id: UUID | None = None


class Cancel(Command, frozen=True, tag="cancel"):
    """Call an appointment off, as its patient or its doctor."""

    appointment_id: UUID
    reason: str


class Confirm(Command, frozen=True, tag="confirm"):
    """Accept a waiting appointment."""

    appointment_id: UUID


class Decline(Command, frozen=True, tag="decline"):
    """Refuse a waiting appointment."""

    appointment_id: UUID
    reason: str


class Start(Command, frozen=True, tag="start"):
    """Begin a confirmed visit."""

    appointment_id: UUID


class Conclude(Command, frozen=True, tag="conclude"):
    """End a visit that has begun."""

    appointment_id: UUID


class MarkNoShow(Command, frozen=True, tag="no_show"):
    """Say that the patient did not come, after the start."""

    appointment_id: UUID


class Expire(Command, frozen=True, tag="expire"):
    """Asked by the clock: end a hold that ran out, or an unanswered request whose deadline passed."""

    appointment_id: UUID


class EditHours(Command, frozen=True, tag="edit_hours"):
    """Replace the weekly hours, the dates that differ, and the calendar's settings."""

    settings: CalendarSettings
    hours: tuple[Interval, ...] = ()
    exceptions: tuple[Day, ...] = ()
    seen: str = ""
    """`schedule.rules.version_of` the plan that was looked at; empty replaces whatever there is."""


class AddSlot(Command, frozen=True, tag="add_slot"):
    """Offer one more time, by hand."""

    starts_at: datetime
    ends_at: datetime


class RemoveSlot(Command, frozen=True, tag="remove_slot"):
    """Take one free slot away."""

    slot_id: UUID


class MoveSlot(Command, frozen=True, tag="move_slot"):
    """Take one free slot away and offer another time instead, or neither."""

    slot_id: UUID
    starts_at: datetime
    ends_at: datetime


class Block(Command, frozen=True, tag="block"):
    """Take time out of the agenda; what is already booked in it stays."""

    starts_at: datetime
    ends_at: datetime
    note: str = ""


class Unblock(Command, frozen=True, tag="unblock"):
    """Give blocked time back."""

    block_id: UUID


EDITS = (EditHours, AddSlot, RemoveSlot, MoveSlot, Block, Unblock)
"""Commands that change which slots there are: each is decided alone, because all that follows must see the new slots."""

SCARCE = frozenset(str(one.__struct_config__.tag) for one in (Hold, Book, Reschedule))
"""The kinds that are `scarce`."""


class GivenUp(Command, frozen=True, tag="given_up"):
    """Stands for a command that could not be decided three times; nobody can ask for it."""


AnyCommand = (
    Hold | Extend | Release | Book | Reschedule | Cancel | Confirm | Decline | Start | Conclude | MarkNoShow
    | Expire | EditHours | AddSlot | RemoveSlot | MoveSlot | Block | Unblock
)  # fmt: skip

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(AnyCommand)


def encode(command: AnyCommand) -> str:
    """Return the command as JSON; the same command is always the same text."""
    return _encoder.encode(command).decode()


def decode(text: str) -> AnyCommand:
    """Return the command that `encode` wrote; raise `msgspec.ValidationError` for anything else."""
    return _decoder.decode(text)


def kind_of(command: AnyCommand) -> str:
    """Return the command's tag, such as `book`."""
    return str(command.__struct_config__.tag)
