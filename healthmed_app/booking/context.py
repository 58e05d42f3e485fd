"""Booking as one process holds it: its connections, its policy, and the batches that its callers share."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from redis.asyncio import Redis

from healthmed_app.booking import reads
from healthmed_app.booking.coalesce import Coalescer
from healthmed_app.booking.events import Subscriber
from healthmed_app.booking.outcomes import Ticket
from healthmed_app.booking.policy import DEFAULT, Policy
from healthmed_app.booking.steps import Step, no_step
from healthmed_app.booking.submit import BATCH_MAX, Submitter, Wish
from healthmed_app.booking.wait import Waiter
from healthmed_app.core.crypto import Keyring
from infra.db.pool import Database
from infra.streams.hints import Hints
from infra.streams.lines import Lines

BACKLOG_MAX = 25_000


@dataclass(frozen=True, slots=True)
class Booking:
    """What booking's verbs and its worker need. Roots make one with `of`, and start and stop its `hints`."""

    db: Database
    lines: Lines
    hints: Hints
    keyring: Keyring
    policy: Policy
    subscribers: tuple[Subscriber, ...]
    step: Step
    submits: Coalescer[Wish, Ticket]
    waiter: Waiter
    places: Coalescer[tuple[UUID, UUID], int]
    """Of (person, their request)."""

    @classmethod
    def of(
        cls,
        db: Database,
        redis: Redis,
        keyring: Keyring,
        *,
        policy: Policy = DEFAULT,
        subscribers: tuple[Subscriber, ...] = (),
        backlog_max: int = BACKLOG_MAX,
        step: Step = no_step,
    ) -> "Booking":
        """Wire booking on a database and on a Redis that answers in bytes."""
        lines, hints = Lines(redis, "booking"), Hints(redis)
        waiter = Waiter(db, hints)
        submitter = Submitter(db, lines, keyring, waiter.expect, backlog_max=backlog_max, step=step)
        submits = Coalescer(submitter, batch_max=BATCH_MAX)

        async def read_places(asked: Sequence[tuple[UUID, UUID]]) -> list[int]:
            async with db.read() as conn:
                return await reads.places(conn, asked)

        places = Coalescer(read_places, batch_max=BATCH_MAX)
        return cls(db, lines, hints, keyring, policy, subscribers, step, submits, waiter, places)
