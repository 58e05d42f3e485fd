"""What a decision made happen, for whoever must react: mails, search rows, grants.

Booking knows none of its subscribers: the roots register them, and they run inside the deciding transaction, so what
they enqueue exists exactly when the decision does. A subscriber gets all events of a batch at once and enqueues one
job for them; it must not touch calendars.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple
from uuid import UUID

from infra.db.pool import Connection

TAKES = frozenset({"held", "booked", "confirmed"})
"""Kinds of events that take a time."""
FREES = frozenset({"released", "declined", "cancelled", "rescheduled", "moved_away", "unanswered", "hours"})
"""Kinds of events that may free one."""


class Event(NamedTuple):
    """One thing that happened to one appointment, or to a calendar (then the appointment is None).

    Kinds: `held`, `released`, `booked` (waits for the doctor), `confirmed` (also when booked with a doctor who confirms
    automatically), `declined`, `cancelled`, `rescheduled`, `started`, `concluded`, `no_show`, `unanswered` (the
    deadline passed), `hours`; `not_held` (what was asked for someone who waits was refused; it has no appointment).
    """

    kind: str
    request_id: UUID
    doctor_id: UUID
    appointment_id: UUID | None
    patient_id: UUID | None
    files: tuple[UUID, ...] = ()
    """Of `booked`, and of `confirmed` when it was booked with that: what its patient picked to be shared with the doctor."""


Subscriber = Callable[[Connection, Sequence[Event]], Awaitable[None]]
