"""The daily round that gives every doctor's horizon its new day of slots, in bounded steps.

Boundary: each doctor is one short transaction under their calendar's lock, so that no booking waits behind the round.
The worker decides when to run it, and what else must know that slots changed.
"""

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

from healthmed_app.schedule import queries, service
from infra.db.pool import Database

DOCTORS_A_STEP = 100
_FIRST = UUID(int=0)


async def extend_horizons(
    db: Database, now: datetime, *, doctors_a_step: int = DOCTORS_A_STEP
) -> AsyncIterator[list[UUID]]:
    """Materialise the slots of every doctor whose horizon has days without; yield, step by step, whose slots changed.

    Idempotent, and safe to stop anywhere: the next round goes on with those who are still behind.
    """
    after = _FIRST
    while True:
        async with db.read() as conn:
            doctors = await queries.doctors_behind(conn, after, now, doctors_a_step)
        if not doctors:
            return
        yield [doctor_id for doctor_id in doctors if await _changed(db, doctor_id, now)]
        after = doctors[-1]


async def _changed(db: Database, doctor_id: UUID, now: datetime) -> bool:
    async with db.transaction() as conn:
        return await service.materialise(conn, doctor_id, now) > 0
