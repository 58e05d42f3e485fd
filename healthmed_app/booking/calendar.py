"""What a decision looks at and what it gives back: plain values without behaviour of their own.

A `Calendar` is everything that one command may need to know, already locked: the doctor, the asking patient, the slots
and the active entries that could stand in the way. The fold in `sequencer` composes one for each request from what the
batch has loaded and changed so far.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import msgspec

from healthmed_app.booking.commands import AnyCommand, GivenUp
from healthmed_app.booking.events import Event
from healthmed_app.booking.outcomes import Kind
from healthmed_app.schedule.rules import Diff, Plan, SlotRow, Span


class Doctor(NamedTuple):
    """A doctor's calendar as its locked row and their profile say."""

    id: UUID
    takes_bookings: bool
    """Verified, and neither suspended nor gone."""
    time_zone: str
    notice: timedelta
    horizon: timedelta
    confirms_automatically: bool
    price_cents: int
    currency: str
    online: bool
    in_person: bool


class Patient(NamedTuple):
    """The asking patient as their locked row says."""

    id: UUID
    suspended: bool
    email_confirmed: bool


class Slot(NamedTuple):
    """A bookable interval."""

    id: UUID
    doctor_id: UUID
    starts_at: datetime
    ends_at: datetime
    active: bool


class Entry(msgspec.Struct, frozen=True, gc=False):
    """A row of `appointments`: a hold or what became of it. Texts are set only by the decision that brings them."""

    id: UUID
    doctor_id: UUID
    patient_id: UUID
    slot_id: UUID | None
    starts_at: datetime
    ends_at: datetime
    status: str
    active: bool
    expires_at: datetime | None
    extended: bool
    online: bool
    price_cents: int
    currency: str
    created_at: datetime
    sequence: int = 0
    cancelled_by: str | None = None
    for_name: str | None = None
    for_birth_date: date | None = None
    reason: str | None = None
    cancel_reason: str | None = None

    def overlaps(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether it shares any instant with `[starts_at, ends_at)`."""
        return self.starts_at < ends_at and starts_at < self.ends_at

    def is_hold(self) -> bool:
        """Whether it is a hold that was not let go, live or not."""
        return self.active and self.status == "held"

    def is_live_hold(self, at: datetime) -> bool:
        """Whether it keeps its time at the moment `at`."""
        return self.is_hold() and self.expires_at is not None and self.expires_at > at


class Request(NamedTuple):
    """A command with who asked and when. `received_at` is the database's clock at its insert."""

    id: UUID
    doctor_id: UUID
    actor_id: UUID
    received_at: datetime
    decide_by: datetime
    command: AnyCommand | GivenUp


class Agenda(NamedTuple):
    """What an edit of the hours needs besides: loaded only for the commands in `commands.EDITS`."""

    plan: Plan
    blocks: Mapping[UUID, Span]
    slots: Sequence[SlotRow]
    busy: Sequence[Span]


class Calendar(NamedTuple):
    """All that one decision may look at. `locked` are the doctors whose entries it may change."""

    doctor: Doctor
    patient: Patient | None
    """The one who asks; None when it is a doctor or the clock."""
    slots: Mapping[UUID, Slot]
    named: Mapping[UUID, Entry]
    """Entries that commands of this batch name by id, whatever their state."""
    of_doctor: Sequence[Entry]
    """The doctor's active entries around the slots that are asked for."""
    of_patient: Sequence[Entry]
    """The asking patient's holds, and their active entries around the slot that is asked for, with any doctor."""
    locked: frozenset[UUID]
    agenda: Agenda | None = None


class Edit(NamedTuple):
    """A change of the slots, for `schedule` to write. What is None stays."""

    diff: Diff | None = None
    plan: Plan | None = None
    block: tuple[UUID, Span, str] | None = None
    unblock: UUID | None = None
    add_by_hand: tuple[UUID, Span] | None = None
    remove_slot: UUID | None = None


class Decision(NamedTuple):
    """What a command comes to.

    With `needs` nothing is decided: the entry's line stops until those doctors are locked too. `changes` are entries
    as they shall be, new ones among them.
    """

    kind: Kind
    refusal: str | None = None
    appointment_id: UUID | None = None
    changes: tuple[Entry, ...] = ()
    events: tuple[Event, ...] = ()
    edit: Edit | None = None
    needs: frozenset[UUID] = frozenset()


def refused(code: str, changes: tuple[Entry, ...] = ()) -> Decision:
    """Refuse, for one of the reasons in `outcomes.REFUSALS`; expired holds may be tidied away all the same."""
    return Decision("refused", code, changes=changes)


def needs(*doctors: UUID) -> Decision:
    """Decide nothing yet: those doctors' calendars must be locked too."""
    return Decision("failed", needs=frozenset(doctors))
