"""Telling people what was decided, ringing their bells, and reminding them.

Notices are written with what causes them: decisions by `when_decided`, in the deciding transaction; the rest by
`service.tell`; reminders by the clock, once for each start. Whoever mails them finds them in the table (`outbox`).
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from healthmed_app.booking.events import Event
from healthmed_app.core.ids import new_id
from healthmed_app.notices import queries, rules
from healthmed_app.notices.queries import Happened
from infra.db.jobs import enqueue
from infra.db.pool import Connection, Database
from infra.streams.hints import Hints

RING = "notices.ring"
REMINDERS_A_STEP = 500
REMINDER_STEPS_MAX = 20


async def when_decided(conn: Connection, events: Sequence[Event]) -> None:
    """Subscribe to a batch: tell those whom its events concern. Their pages hear of it by the decision's own hints."""
    rows = [
        Happened(new_id(), recipient, event.kind, event.appointment_id, event.request_id, to_asker)
        for event in events
        if rules.worth_telling(event) and event.appointment_id and event.patient_id
        for recipient, to_asker in rules.recipients(event.kind, event.patient_id, event.doctor_id)
    ]
    if rows:
        await queries.insert_happened(conn, rows)


async def enqueue_ring(conn: Connection, user_ids: Iterable[UUID]) -> None:
    """Have the open pages of these people count their notices again once this transaction is committed."""
    await enqueue(conn, RING, {"user_ids": sorted({one.hex for one in user_ids})})


async def ring(hints: Hints, user_ids: Sequence[str]) -> None:
    """Tell the pages of these people that there is news."""
    await hints.publish(f"user:{UUID(hex=one)}" for one in user_ids)


async def remind(db: Database) -> None:
    """Write the reminders that are due. Runs by the clock; what it leaves is due the next time."""
    for kind, between in rules.REMINDERS.items():
        for _ in range(REMINDER_STEPS_MAX):
            async with db.transaction() as conn:
                due = await queries.insert_reminders(conn, kind, between, REMINDERS_A_STEP)
                if due:
                    await enqueue_ring(conn, due)
            if len(due) < REMINDERS_A_STEP:
                break
