"""The schedule: one seed decides which program takes its next step, so that an interleaving can be run again.

Every program of the simulation parks at each named step (`Schedule.park`). When all of them are parked, idle, or wait for
a lock that a parked one holds, the schedule draws the next one and lets it go, alone, until it parks again. Time on
the wall therefore decides nothing: only the seed does.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.simulation.instruments import Observer

if TYPE_CHECKING:
    from tests.simulation.process import Process

STEPS_MAX = 20_000
"""A run that takes more has lost its way: a livelock, or a request that nobody decides."""
CROWD = "crowd"
"""The process of the people outside."""
IDLE = {"redis.idle", "sweep.pause", "sweep.restore", "sweep.expire", "sleep"}
SETTLE_SECONDS_MAX = 20
TRACE_SHOWN = 120
_real_sleep = asyncio.sleep


class Stuck(AssertionError):
    """The programs did not come to rest."""


@dataclass(eq=False, slots=True)
class Parked:
    """A task that waits at a step until the schedule draws it."""

    process: "Process"
    point: str
    go: asyncio.Future[None]


@dataclass(eq=False)
class Schedule:
    """Draws steps; `rng` is the run's only source of chance, and `trace` what has happened so far."""

    seed: int
    observer: Observer
    rng: random.Random = field(init=False)
    parked: list[Parked] = field(default_factory=list)
    processes: list["Process"] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)
    steps: int = 0
    free: bool = False
    """Nobody parks: the programs run in real time (`test_kill`)."""

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)

    def note(self, what: str) -> None:
        """Write down what happened, for the reader of a failure."""
        self.trace.append(f"{len(self.trace):5} {what}")

    async def park(self, process: "Process", point: str) -> None:
        """Wait here until the schedule lets this task go on."""
        here = Parked(process, point, asyncio.get_running_loop().create_future())
        self.parked.append(here)
        await here.go

    def runnable(self) -> list[Parked]:
        """Return the parked tasks that may be drawn, in an order that does not depend on time."""
        waiting = [one for one in self.parked if one.process.alive and not one.process.hung]
        return sorted(waiting, key=lambda one: (one.process.name, one.point))

    def let_go(self, one: Parked) -> None:
        """Let a parked task take its step."""
        self.steps += 1
        if self.steps > STEPS_MAX:
            raise Stuck(f"more than {STEPS_MAX} steps")
        self.parked.remove(one)
        self.note(f"{one.process.name} goes on from {one.point}")
        if not one.go.done():
            one.go.set_result(None)

    async def run_until(
        self,
        done: Callable[[], Awaitable[bool]],
        between: Callable[[], Awaitable[None]] | None = None,
        rescue: Callable[[], Awaitable[bool]] | None = None,
    ) -> None:
        """Draw steps until `done`; before each one `between` may do mischief, and `rescue` helps when nobody can go on."""
        while True:
            await self.settle()
            if await done():
                return
            if between is not None:
                await between()
                await self.settle()
            self.let_go(self._draw(await self._choices(rescue)))

    async def _choices(self, rescue: Callable[[], Awaitable[bool]] | None) -> list[Parked]:
        """Return who can go on; when nobody can, those who hang with what others need must be freed of it."""
        while not (choices := self.runnable()):
            if rescue is None or not await rescue():
                raise Stuck("nobody can go on")
            await self.settle()
        return choices

    def _draw(self, choices: list[Parked]) -> Parked:
        """Draw one; people, and those who only look whether there is something to do, come up less often."""
        at_work = [one for one in choices if one.point not in IDLE and one.process.name != CROWD]
        return self.rng.choice(at_work if at_work and self.rng.random() < 0.9 else choices)

    async def settle(self) -> None:
        """Return when every program is parked, idle, or waits for a lock."""
        deadline = asyncio.get_running_loop().time() + SETTLE_SECONDS_MAX
        while True:
            await _drained()
            busy = sum(process.in_flight for process in self.processes if process.alive)
            if not busy:
                return
            await _real_sleep(0.0005)
            await _drained()
            after = sum(process.in_flight for process in self.processes if process.alive)
            if after == busy and await self.observer.waiting_for_locks() >= after:
                await _drained()
                if sum(process.in_flight for process in self.processes if process.alive) == after:
                    return
            if asyncio.get_running_loop().time() > deadline:
                raise Stuck("a program neither parks nor waits for a lock")

    def story(self) -> str:
        """Return the last steps, for a failure's message."""
        return "\n".join(self.trace[-TRACE_SHOWN:])


async def _drained() -> None:
    """Let the event loop run until nothing but sockets and timers can wake anybody."""
    loop = asyncio.get_running_loop()
    while True:
        await _real_sleep(0)
        # The loop's own queue of callbacks: empty when only we are running.
        if not loop._ready:  # type: ignore[attr-defined]
            return
