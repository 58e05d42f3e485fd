"""Mischief between two steps: what may happen to a program or to Redis at any moment, drawn by the run's seed.

Redis is only a messenger here, so all of this is allowed: it is wiped, it doubles, loses and delays entries, invents
some, forgets its consumer group or its marks. Programs are killed, hang and wake up, and lose their connections.
Only Postgres keeps its word; its clock jumps forward, the application's jumps anywhere.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

from redis.asyncio import Redis

from healthmed_app.core import clock
from tests.simulation.process import Process
from tests.simulation.schedule import Schedule
from tests.simulation.world import World, choose

NAME = "booking"

WEIGHTS = {
    "kill": 6,
    "hang": 3,
    "wake": 6,
    "wipe": 2,
    "double": 6,
    "lose": 5,
    "delay": 4,
    "forge": 3,
    "forget the group": 1,
    "forget a mark": 2,
    "mark without cause": 2,
    "ready without cause": 2,
    "jump": 5,
    "jump of the application": 1,
    "suspend": 2,
    "cut": 3,
    "poison": 1,
}


@dataclass
class Gremlins:
    """Draws mischief with chance `often` before each step."""

    schedule: Schedule
    redis: Redis
    """A connection beside the programs under test."""
    world: World
    programs: Callable[[], list[Process]]
    replace: Callable[[Process], Awaitable[None]]
    """Start a new program in place of one that was killed."""
    often: float = 0.04
    weights: dict[str, int] = field(default_factory=lambda: dict(WEIGHTS))
    delayed: list[tuple[bytes, bytes]] = field(default_factory=list)
    hung: list[tuple[Process, int]] = field(default_factory=list)
    """Programs that hang, and the step at which the server's timeouts end their transactions."""
    crashes: int = 0
    poisoned: set[UUID] = field(default_factory=set)

    async def __call__(self) -> None:
        """Do mischief, or nothing."""
        await self._end_what_hangs()
        if self.schedule.rng.random() < self.often:
            what = choose(self.schedule.rng, self.weights)
            self.schedule.note(f"GREMLIN: {what}")
            await getattr(self, f"_{what.replace(' ', '_')}")()

    async def rescue(self) -> bool:
        """Let the server's timeouts end the transactions of all that hang; tell whether there was any."""
        for process, _ in self.hung:
            await self.schedule.observer.terminate(process.name)
        woken = bool(self.hung)
        if woken:
            await self._wake()
        return woken

    async def rest(self) -> None:
        """End all mischief: what hangs wakes up, what is late arrives."""
        for process, _ in self.hung:
            await self.schedule.observer.terminate(process.name)
            process.hung = False
        self.hung.clear()
        for key, request in self.delayed:
            await self.redis.xadd(key, {"e": request})
        clock.set_offset(0)

    async def _end_what_hangs(self) -> None:
        for process, until in self.hung:
            if self.schedule.steps >= until:
                await self.schedule.observer.terminate(process.name)

    async def _kill(self) -> None:
        victim = self.schedule.rng.choice(self.programs())
        self.hung = [one for one in self.hung if one[0] is not victim]
        self.crashes += 1
        await victim.kill()
        await self.replace(victim)

    async def _hang(self) -> None:
        awake = [one for one in self.programs() if not one.hung]
        if len(awake) > 1:
            victim = self.schedule.rng.choice(awake)
            victim.hung = True
            self.crashes += 1
            self.hung.append((victim, self.schedule.steps + self.schedule.rng.randrange(10, 60)))

    async def _wake(self) -> None:
        if self.hung:
            process, _ = self.hung.pop(self.schedule.rng.randrange(len(self.hung)))
            self.schedule.note(f"{process.name} wakes up")
            process.hung = False

    async def _cut(self) -> None:
        victim = self.schedule.rng.choice(self.programs())
        await self.schedule.observer.terminate(victim.name)

    async def _poison(self) -> None:
        """Spoil an undecided request of a line that nobody holds: it can never be opened again."""
        conn = self.schedule.observer.conn
        cursor = await conn.execute(
            "UPDATE booking_requests SET payload_sealed = 'poison' WHERE id = (SELECT r.id FROM booking_requests r"
            " JOIN calendars c USING (doctor_id) WHERE r.outcome IS NULL ORDER BY r.received_at, r.id LIMIT 1"
            " FOR NO KEY UPDATE OF c SKIP LOCKED) AND outcome IS NULL RETURNING id"
        )
        self.poisoned.update(row[0] for row in await cursor.fetchall())

    async def _wipe(self) -> None:
        await self.redis.flushall()

    async def _lines(self) -> list[bytes]:
        return sorted(await self.redis.keys(f"{NAME}:line:*"))

    async def _entry(self) -> tuple[bytes, bytes, bytes] | None:
        """Draw an entry of some line: its key, stream id and request."""
        entries = [
            (key, stream_id, fields[b"e"])
            for key in await self._lines()
            for stream_id, fields in await self.redis.xrange(key)
        ]
        return self.schedule.rng.choice(entries) if entries else None

    async def _double(self) -> None:
        if (entry := await self._entry()) is not None:
            await self.redis.xadd(entry[0], {"e": entry[2]})

    async def _lose(self) -> None:
        if (entry := await self._entry()) is not None:
            await self.redis.xdel(entry[0], entry[1])

    async def _delay(self) -> None:
        """Take an entry away, or bring back one that was taken away: by now it may be decided."""
        if self.delayed and self.schedule.rng.random() < 0.5:
            key, request = self.delayed.pop()
            await self.redis.xadd(key, {"e": request})
        elif (entry := await self._entry()) is not None:
            await self.redis.xdel(entry[0], entry[1])
            self.delayed.append((entry[0], entry[2]))

    async def _forge(self) -> None:
        """Put an entry in a line where it does not belong: unknown, or another doctor's."""
        entry = await self._entry()
        request = entry[2] if entry is not None and self.schedule.rng.random() < 0.7 else uuid4().hex.encode()
        line = self.schedule.rng.choice([*self.world.doctors, UUID(int=7)])
        await self.redis.xadd(f"{NAME}:line:{line.hex}", {"e": request})
        await self.redis.xadd(f"{NAME}:ready", {"l": line.hex})

    async def _forget_the_group(self) -> None:
        if await self.redis.exists(f"{NAME}:ready"):
            await self.redis.xgroup_destroy(f"{NAME}:ready", NAME)

    async def _forget_a_mark(self) -> None:
        await self.redis.execute_command(
            "SREM", f"{NAME}:marked", self.schedule.rng.choice(self.world.doctors).hex
        )

    async def _mark_without_cause(self) -> None:
        await self.redis.execute_command(
            "SADD", f"{NAME}:marked", self.schedule.rng.choice(self.world.doctors).hex
        )

    async def _ready_without_cause(self) -> None:
        await self.redis.xadd(f"{NAME}:ready", {"l": self.schedule.rng.choice(self.world.doctors).hex})

    async def _jump(self) -> None:
        """Let the database's clock jump: most often by the life of a hold, sometimes by a night."""
        seconds = self.schedule.rng.choice([1, 3, 3, 20, 20, 50, 95, 310, 310, 650, 24 * 3600])
        self.schedule.note(f"the clock jumps by {seconds} s")
        await self.schedule.observer.advance(timedelta(seconds=seconds))

    async def _jump_of_the_application(self) -> None:
        clock.set_offset(self.schedule.rng.choice([-(10**8), -3600, 3600, 10**8]))

    async def _suspend(self) -> None:
        """Suspend somebody, or take it back; whoever decides now holds the calendar or the patient, and comes first."""
        conn = self.schedule.observer.conn
        if self.schedule.rng.random() < 0.5:
            doctor = self.schedule.rng.choice(self.world.doctors)
            await conn.execute(
                "UPDATE doctors SET status = CASE status WHEN 'verified' THEN 'suspended' ELSE 'verified' END"
                " WHERE id = (SELECT doctor_id FROM calendars WHERE doctor_id = %s"
                " FOR NO KEY UPDATE SKIP LOCKED)",
                (doctor,),
            )
        else:
            patient = self.schedule.rng.choice(self.world.patients)
            await conn.execute(
                "UPDATE users SET suspended_at = CASE WHEN suspended_at IS NULL THEN clock_timestamp() END"
                " WHERE id = (SELECT id FROM users WHERE id = %s FOR NO KEY UPDATE SKIP LOCKED)",
                (patient,),
            )
