"""Many patients and doctors, by a seed: whatever happens in whatever order, and whoever dies over it.

Jobs are lost, run twice, run at once, and die between their commit and what follows it; so does the sequencer. When all is quiet
again, each free time that suits somebody is kept for the first whom it suits, and nothing was ever kept for two.
"""

import asyncio
import random
from typing import Any

import pytest
from redis.asyncio import Redis

from healthmed_app.booking import service as booking
from healthmed_app.booking import sweep
from healthmed_app.booking.check import check_database
from healthmed_app.booking.sequencer import Sequencer
from healthmed_app.core.access import Actor
from healthmed_app.core.errors import Problem
from healthmed_app.notices import jobs as notice_jobs
from healthmed_app.waitlist import jobs, service
from healthmed_app.waitlist.check import check_waitlist
from infra.db.pool import Database
from tests.booking_world import world_of
from tests.integration.waitlist.conftest import Line

DOCTORS, PATIENTS, SLOTS, STEPS = 3, 14, 5, 140
DIES_ONE_IN = 3

TWICE = """
    SELECT slot_id FROM waitlist_offers WHERE ended_at IS NULL GROUP BY slot_id HAVING count(*) > 1
    UNION ALL
    SELECT slot_id FROM appointments WHERE active GROUP BY slot_id HAVING count(*) > 1
"""
PROMISED = """
    SELECT o.id FROM waitlist_offers o JOIN appointments h ON h.id = o.id JOIN waitlist w ON w.id = o.entry_id
    WHERE h.patient_id <> w.patient_id
"""
OVERLOOKED = """
    SELECT w.patient_id, s.id, s.starts_at FROM waitlist w
    JOIN slots s ON s.doctor_id = w.doctor_id AND s.starts_at >= w.earliest_at
    LEFT JOIN appointments mine ON mine.id = w.appointment_id
    WHERE w.ended_at IS NULL AND s.starts_at < least(w.latest_at, coalesce(mine.starts_at, w.latest_at))
      AND NOT EXISTS (SELECT FROM waitlist_offers o WHERE o.entry_id = w.id AND o.ended_at IS NULL)
      AND NOT EXISTS (SELECT FROM waitlist_offers o WHERE o.entry_id = w.id AND o.slot_id = s.id)
      AND NOT EXISTS (SELECT FROM appointments a WHERE a.doctor_id = s.doctor_id AND a.active AND a.during && s.during
                      AND (a.status <> 'held' OR a.expires_at > clock_timestamp()))
      AND NOT EXISTS (SELECT FROM appointments a WHERE a.patient_id = w.patient_id AND a.active AND a.during && s.during)
      AND (SELECT count(*) FROM appointments a WHERE a.patient_id = w.patient_id AND a.active AND a.status = 'held') < 2
"""
"""Times that are free, wanted, and were never offered, although nothing is in the way."""


class Died(OSError):
    """A process that was killed just here."""


class Country:
    """Who is there, and what may happen next."""

    def __init__(self, line: Line, chance: random.Random) -> None:
        self.line, self.chance = line, chance
        self.world = line.world
        self.patients: list[Actor] = []
        self.doctors: list[Actor] = []
        self.deaths = 0
        self.dying = True

    async def step(self, name: str) -> None:
        if (
            self.dying
            and name.startswith(("waitlist.", "pass.committed"))
            and not self.chance.randrange(DIES_ONE_IN)
        ):
            self.deaths += 1
            raise Died(name)

    async def people(self) -> None:
        self.patients = [await self.world.patient() for _ in range(PATIENTS)]
        self.doctors = [await self.world.doctor(automatic=bool(n % 2)) for n in range(DOCTORS)]
        for doctor in self.doctors:
            for slot in await self.world.slots(doctor, SLOTS, hours_ahead=self.chance.randrange(30, 60)):
                await self.try_(
                    booking.book(
                        self.world.booking, self.chance.choice(self.patients), booking.Details(), slot_id=slot
                    )
                )
        await self.sequence()

    async def try_(self, asked: Any) -> None:
        try:
            await asked
        except Problem:
            return

    async def sequence(self) -> None:
        """Decide what stands in line; whoever dies over it is followed by another, and the sweeper makes good what was lost."""
        sequencer = Sequencer(self.world.booking, f"worker-{self.chance.random()}")
        for _ in range(10):
            try:
                while ready := await sequencer.next_ready(0.001):
                    await sequencer.work(ready)
            except Died:
                sequencer = Sequencer(self.world.booking, f"worker-{self.chance.random()}")
                await self.world.booking.lines.ready([one.user_id for one in self.doctors])
                continue
            return

    async def look(self, *, lose: bool) -> None:
        """Run the looks that wait: some twice, some at once, some never."""
        queued = await self.world.run(
            "DELETE FROM procrastinate_jobs WHERE task_name = %s RETURNING args ->> 'doctor_id'", jobs.LOOK
        )
        lost = [one for (one,) in queued if not (lose and self.chance.random() < 0.3)]
        runs = [one for one in lost for _ in range(self.chance.choice([1, 1, 2]))]
        self.chance.shuffle(runs)
        for answer in await asyncio.gather(
            *(jobs.run_look(self.world.db, self.world.booking, one) for one in runs), return_exceptions=True
        ):
            assert answer is None or isinstance(answer, Died), answer

    async def act(self) -> None:
        patient = self.chance.choice(self.patients)
        match self.chance.randrange(10):
            case 0 | 1 | 2 | 3:
                await self.try_(self.line.wait(patient, self.chance.choice(self.doctors)))
            case 4 | 5:
                await self.cancel(patient)
            case 6 | 7:
                for one in self.patients:
                    if self.chance.random() < 0.5:
                        await self.answer(one)
            case 8:
                await self.time_passes()
            case _:
                mine = await self.line.mine(patient)
                if mine.waits and self.chance.random() < 0.3:
                    async with self.world.db.transaction() as conn:
                        holds = await service.leave(conn, patient, mine.waits[0].id)
                    for hold in holds:
                        await self.try_(booking.release(self.world.booking, patient, hold))

    async def cancel(self, patient: Actor) -> None:
        async with self.world.db.read() as conn:
            for kind in ("upcoming", "waiting"):
                page = await booking.appointments(conn, patient, kind)  # type: ignore[arg-type]
                if page.items:
                    one = self.chance.choice(page.items)
                    await self.try_(booking.cancel(self.world.booking, patient, one.id, "Another day"))
                    return

    async def answer(self, patient: Actor) -> None:
        """Take what is kept, let it go, or ask for something else with the same time."""
        for kept in await self.line.kept(patient):
            if self.chance.random() < 0.3:
                await self.try_(booking.release(self.world.booking, patient, kept.hold_id))
            elif kept.appointment_id is not None:
                move = booking.reschedule(
                    self.world.booking, patient, kept.appointment_id, slot_id=kept.slot_id
                )
                await self.try_(move)
            else:
                details = booking.Details(reason="A cough")
                await self.try_(booking.book(self.world.booking, patient, details, hold_id=kept.hold_id))

    async def time_passes(self) -> None:
        held = await self.world.run(
            "SELECT id FROM appointments WHERE active AND status = 'held' ORDER BY starts_at, doctor_id"
        )
        over = [one for (one,) in held if self.chance.random() < 0.5]
        await self.world.run(
            "UPDATE appointments SET expires_at = clock_timestamp() - interval '4 seconds' WHERE id = ANY(%s)",
            over,
        )
        await sweep.expire(self.world.booking, grace_seconds=0)

    async def quiet(self) -> None:
        """Let nobody die any more, and all that is left to do be done."""
        self.dying = False
        for _ in range(12):
            await self.world.booking.lines.ready([one.user_id for one in self.doctors])
            await self.world.restore()
            await self.sequence()
            await self.world.run("UPDATE waitlist SET looked_at = clock_timestamp() - interval '1 hour'")
            await jobs.look_around(self.world.db)
            await self.look(lose=False)


@pytest.mark.parametrize("seed", range(2))
async def test_whatever_happens_nothing_is_kept_for_two_and_nobody_is_forgotten(
    db: Database, redis: Redis, database_url: str, seed: int
) -> None:
    chance = random.Random(seed)
    world = world_of(db, redis, notice_jobs.when_decided, jobs.when_decided)
    country = Country(Line(world), chance)
    object.__setattr__(world.booking, "step", country.step)
    await country.people()
    for _ in range(STEPS):
        await country.act()
        if chance.random() < 0.7:
            await country.sequence()
        if chance.random() < 0.6:
            await country.look(lose=True)
        assert await world.run(TWICE) == []
        assert await world.run(PROMISED) == []
    await country.quiet()
    assert country.deaths > 3
    fates = dict(await world.run("SELECT ended, count(*) FROM waitlist_offers GROUP BY 1"))
    assert {"taken", "passed"} <= fates.keys(), fates
    assert await world.run(TWICE) == []
    assert await world.run(OVERLOOKED) == []
    found = [*check_database(database_url), *check_waitlist(database_url)]
    assert [one for one in found if one.violations and one.name != "I1.lost"] == []
    assert await world.run("SELECT id FROM booking_requests WHERE outcome IS NULL") == []
    told = await world.run(
        "SELECT count(*) FROM notices WHERE kind = 'slot_offered' GROUP BY subject_id HAVING count(*) > 1"
    )
    assert told == []
