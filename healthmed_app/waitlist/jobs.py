"""When lines are looked at: after each decision that may concern one, and by the clock, for what no event told of.

Jobs of one doctor have a lock, and one does the work of those that wait behind it.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from healthmed_app.booking import on_behalf
from healthmed_app.booking.context import Booking
from healthmed_app.booking.events import FREES, TAKES, Event
from healthmed_app.waitlist import queries
from healthmed_app.waitlist.look import look
from infra.db.jobs import Job, absorb, enqueue_all
from infra.db.pool import Connection, Database

LOOK = "waitlist.look"
ABSORBED_MAX = 1_000
UNNOTED = timedelta(seconds=20)
"""After so long an event has been lost, or its job was."""
LOOKED = timedelta(minutes=5)
"""How long a line may go without a look: time passes, and days come into the horizon, without an event."""
LINES_A_MINUTE_MAX = 500

_CONCERN = TAKES | FREES | {"not_held"}


async def when_decided(conn: Connection, events: Sequence[Event]) -> None:
    """Subscribe to a batch: have the lines of its doctors looked at, where somebody waits."""
    doctors = {event.doctor_id for event in events if event.kind in _CONCERN}
    if doctors:
        await enqueue_looks(conn, await queries.waited_for(conn, sorted(doctors)))


async def enqueue_looks(conn: Connection, doctor_ids: Sequence[UUID]) -> None:
    """Have these doctors' lines looked at once this transaction is committed."""
    await enqueue_all(
        conn, [Job(LOOK, {"doctor_id": one.hex}, lock=f"{LOOK}:{one.hex}") for one in doctor_ids]
    )


async def run_look(db: Database, booking: Booking, doctor_id: str) -> None:
    """Look at a doctor's line; put what is asked for in line, and have the pages of those concerned read again."""
    doctor = UUID(doctor_id)
    async with db.transaction() as conn:
        await absorb(conn, LOOK, ABSORBED_MAX, lock=f"{LOOK}:{doctor.hex}")
        seen = await look(conn, booking.keyring, booking.policy, doctor)
    await booking.step("waitlist.asked")
    await on_behalf.put_in_line(booking, seen.asked)
    await booking.step("waitlist.in_line")
    if seen.patients:
        await booking.hints.publish({f"user:{one}" for one in seen.patients})


async def look_around(db: Database) -> None:
    """Have those lines looked at that no event led to. Runs by the clock."""
    async with db.transaction() as conn:
        due = await queries.with_offers_that_are_over(conn, UNNOTED, LINES_A_MINUTE_MAX)
        due += await queries.not_looked_at(conn, LOOKED, LINES_A_MINUTE_MAX)
        await enqueue_looks(conn, list(dict.fromkeys(due)))
