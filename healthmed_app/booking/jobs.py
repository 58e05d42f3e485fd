"""What follows from decisions without hurry: search learns each doctor's next free time.

One job serves a whole batch of decisions. It is idempotent, since it reads what is free when it runs.
"""

from collections.abc import Container, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from healthmed_app.booking.events import FREES, TAKES, Event
from healthmed_app.booking.queries import availability, details
from healthmed_app.core import clock
from healthmed_app.directory import service as directory
from infra.db.jobs import absorb, enqueue
from infra.db.pool import Connection, Database

REFRESH_NEXT_FREE = "booking.refresh_next_free"
DOCTORS_A_STEP = 100
ABSORBED_MAX = 1_000
GATHERED = timedelta(seconds=5)
"""How long what changed is gathered before it is read: in a rush a doctor changes many times a second."""
RECHECK_MAX = 2_000
DRAFTS_KEPT = timedelta(days=1)
"""What was typed for a hold that ran out is still there when its patient comes back the next day, and then goes."""
DRAFTS_A_STEP = 1_000
DRAFT_STEPS_MAX = 100


async def when_decided(conn: Connection, events: Sequence[Event]) -> None:
    """Subscribe to a batch: have the next free times of its doctors read again."""
    freed = {event.doctor_id for event in events if event.kind in FREES}
    taken = {event.doctor_id for event in events if event.kind in TAKES} - freed
    if freed or taken:
        arguments = {
            "doctor_ids": sorted(one.hex for one in freed),
            "taken": sorted(one.hex for one in taken),
        }
        await enqueue(conn, REFRESH_NEXT_FREE, arguments, at=clock.now() + GATHERED)


async def refresh_next_free(db: Database, doctor_ids: Sequence[Any], taken: Sequence[Any] = ()) -> None:
    """Write the next free times of these doctors for search, and of those of the jobs that wait behind this one.

    So a doctor whom many batches changed meanwhile is looked at once. Of those whose times were only `taken`, nothing
    before the time that is written can be free: their calendars are read from there on.
    """
    async with db.transaction() as conn:
        behind = await absorb(conn, REFRESH_NEXT_FREE, ABSORBED_MAX)
        freed = _ids(doctor_ids, *(arguments["doctor_ids"] for arguments in behind))
        changed = freed | _ids(taken, *(arguments.get("taken", ()) for arguments in behind))
        ids = sorted(changed)
        for begin in range(0, len(ids), DOCTORS_A_STEP):
            await _refresh(conn, ids[begin : begin + DOCTORS_A_STEP], freed)


def _ids(*given: Sequence[Any]) -> set[UUID]:
    return {UUID(str(one)) for some in given for one in some}


async def _refresh(conn: Connection, doctor_ids: Sequence[UUID], freed: Container[UUID]) -> None:
    now = clock.now()
    written = await directory.lock_next_free(conn, doctor_ids)
    begins = {one: now if one in freed else max(now, at or now) for one, at in written.items()}
    free = await availability.next_free_from(conn, begins, 1, now)
    await directory.set_next_free(
        conn, {one: slots[0].starts_at if slots else None for one, slots in free.items()}
    )


async def recheck_next_free(db: Database) -> None:
    """Refresh the doctors whose next free time has come too close, or was never written. Runs by the clock."""
    for _ in range(RECHECK_MAX // DOCTORS_A_STEP):
        async with db.read() as conn:
            due = await directory.due_for_recheck(conn, DOCTORS_A_STEP)
        await refresh_next_free(db, due)
        if len(due) < DOCTORS_A_STEP:
            return


async def forget_old_drafts(db: Database) -> None:
    """Remove what was typed for holds that were never booked. Runs by the clock."""
    for _ in range(DRAFT_STEPS_MAX):
        async with db.transaction() as conn:
            if await details.forget_old(conn, clock.now() - DRAFTS_KEPT, DRAFTS_A_STEP) < DRAFTS_A_STEP:
                return
