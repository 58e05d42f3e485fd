"""A world in which people wait for times, and the jobs run when a test says so."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from redis.asyncio import Redis

from healthmed_app.booking import service as booking
from healthmed_app.booking import sweep
from healthmed_app.core.access import Actor
from healthmed_app.notices import jobs as notice_jobs
from healthmed_app.waitlist import jobs, service
from healthmed_app.waitlist.views import Kept, Mine
from infra.db.pool import Database
from tests.booking_world import World, the, world_of


@dataclass
class Line:
    """A world, and what people do in its waitlist."""

    world: World

    async def wait(self, patient: Actor, doctor: Actor, **wanted: Any) -> None:
        async with self.world.db.transaction() as conn:
            await service.ask(conn, patient, doctor.user_id, **wanted)

    async def mine(self, patient: Actor) -> Mine:
        async with self.world.db.read() as conn:
            return await service.mine(conn, patient)

    async def kept(self, patient: Actor) -> list[Kept]:
        return list((await self.mine(patient)).kept)

    async def leave(self, patient: Actor) -> None:
        for wait in (await self.mine(patient)).waits:
            async with self.world.db.transaction() as conn:
                holds = await service.leave(conn, patient, wait.id)
            for hold in holds:
                await booking.release(self.world.booking, patient, hold)
        await self.settle()

    async def let_go(self, patient: Actor) -> None:
        for kept in await self.kept(patient):
            await self.world.outcome(await booking.release(self.world.booking, patient, kept.hold_id))
        await self.settle()

    async def run_out(self, patient: Actor) -> None:
        """Let the time that is kept for this patient be over, as if half an hour had gone by."""
        await self.world.run(
            """
            UPDATE appointments SET expires_at = clock_timestamp() - interval '4 seconds'
            WHERE patient_id = %s AND active AND status = 'held'
            """,
            patient.user_id,
        )
        await sweep.expire(self.world.booking, grace_seconds=0)
        await self.settle()

    async def jobs(self) -> int:
        """Run the looks that wait, and return how many there were."""
        await self.world.run("DELETE FROM procrastinate_jobs WHERE task_name <> %s", jobs.LOOK)
        queued = await self.world.run("DELETE FROM procrastinate_jobs RETURNING args ->> 'doctor_id'")
        for (doctor_id,) in queued:
            await jobs.run_look(self.world.db, self.world.booking, doctor_id)
        return len(queued)

    async def settle(self) -> None:
        """Decide and look until nothing is left to do."""
        while True:
            await self.world.settle()
            if not await self.jobs():
                return

    async def look_around(self) -> None:
        """Do what the clock does."""
        await jobs.look_around(self.world.db)
        await self.settle()

    async def booked(self, patient: Actor, slot_id: UUID) -> UUID:
        return the(await self.world.book(patient, slot_id))

    async def cancel(self, patient: Actor, appointment_id: UUID) -> None:
        ticket = await booking.cancel(self.world.booking, patient, appointment_id, "I am well again")
        assert (await self.world.outcome(ticket)).succeeded
        await self.settle()

    async def offers(self) -> list[tuple[Any, ...]]:
        return await self.world.run(
            """
            SELECT w.patient_id, o.slot_id, o.ended FROM waitlist_offers o JOIN waitlist w ON w.id = o.entry_id
            ORDER BY o.offered_at
            """
        )


@pytest.fixture
def line(db: Database, redis: Redis) -> Line:
    return Line(world_of(db, redis, notice_jobs.when_decided, jobs.when_decided))
