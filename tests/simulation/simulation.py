"""A seeded simulation of the sequencer: the production submit, take, write and sweep on real servers, with mischief.

How to read this folder:

- `instruments`  a clock that only the simulation moves, and a journal written by triggers
- `schedule`     one seed draws which program takes its next step; everything else stands still meanwhile
- `process`      a program that can be killed so that none of its code runs on, can hang, and can lose replies
- `world`        three doctors, six patients, and too few slots
- `people`       patients and doctors, who act through `booking.service.submit`
- `gremlins`     what may happen between two steps: Redis wiped, messages doubled, lost, late, forged; kills, hangs, jumps
- `model`        booking's rules said a second time, simply (`model_*` by subject; `modelled` is what it knows)
- `oracle`       judges a run: I1 to I8, by `booking.check` and by `folding` every request again with the model
- `scenarios`    what must not go wrong, brought about step by step on a `stage`
- `mutations`    each guard of production taken away; every one must be missed by some test

`pytest tests/simulation` runs a few seeds, the scenarios and the mutations. `pytest tests/simulation --seed N` runs one
seed again; `--simulations N` runs N of them. A failure prints its seed and the last steps.
"""

import asyncio
import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from redis.asyncio import Redis

from healthmed_app.booking import check, sequencer, sweep
from healthmed_app.booking.context import Booking
from healthmed_app.booking.events import Event
from healthmed_app.booking.sequencer import Sequencer
from healthmed_app.core import clock
from healthmed_app.core.crypto import Keyring
from healthmed_app.directory import service as directory
from infra.db.pool import Connection
from tests.simulation.gremlins import WEIGHTS, Gremlins
from tests.simulation.instruments import Observer, instrument
from tests.simulation.oracle import judge
from tests.simulation.people import Ledger, Person, Web
from tests.simulation.process import CURRENT, Process, instrumented
from tests.simulation.schedule import CROWD, Schedule
from tests.simulation.world import World, make_world

KEYRING = Keyring.of(bytes(range(32)))
QUIET_STEPS_MAX = 4_000


class Wrong(AssertionError):
    """The run broke a promise."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How large a run is, and how much goes wrong in it."""

    workers: int = 2
    lanes: int = 1
    webs: int = 2
    doctors: int = 3
    patients: int = 6
    slots: int = 4
    actions: int = 9
    often: float = 0.05
    faults: float = 0.002
    weights: dict[str, int] = field(default_factory=lambda: dict(WEIGHTS))

    @classmethod
    def of(cls, seed: int) -> "Plan":
        """Draw a plan: some runs are calm and crowded, some have hardly a quiet moment."""
        rng = random.Random(f"plan {seed}")
        return cls(
            workers=rng.choice([2, 2, 3]),
            lanes=rng.choice([1, 1, 2]),
            patients=rng.choice([5, 6, 8]),
            slots=rng.choice([3, 4, 5]),
            often=rng.choice([0.0, 0.03, 0.05, 0.1]),
            faults=rng.choice([0.0, 0.002, 0.005]),
            weights=WEIGHTS | {"poison": rng.choice([0, 0, 0, 2])},
        )


class Simulation:
    """One run, or the stage of a directed scenario."""

    def __init__(self, seed: int, database_url: str, redis_url: str, plan: Plan = Plan()) -> None:
        """Nothing happens before `open`."""
        self.seed, self.plan = seed, plan
        self.database_url, self._redis_url = database_url, redis_url
        self.ledger = Ledger()
        self.webs: list[Web] = []
        self.workers: list[Process] = []
        self.people: list[Person] = []
        self.errors = _Errors()
        self._numbers = 0

    async def open(self) -> None:
        """Make the world, and start the programs."""
        instrument(self.database_url)
        self.world: World = make_world(
            self.database_url,
            doctors=self.plan.doctors,
            patients=self.plan.patients,
            slots=self.plan.slots,
        )
        conn = await psycopg.AsyncConnection.connect(self.database_url, autocommit=True)
        self.observer = Observer(conn)
        self.schedule = Schedule(self.seed, self.observer)
        self.redis: Redis = Redis.from_url(self._redis_url)
        await self.redis.flushall()
        self.gremlins = Gremlins(
            self.schedule,
            self.redis,
            self.world,
            programs=lambda: [*(web.process for web in self.webs), *self.workers],
            replace=self.replace,
            often=self.plan.often,
            weights=self.plan.weights,
        )
        self.crowd = Process(CROWD, self.schedule)
        await self.crowd.open(self.database_url, self._redis_url)
        async with self.crowd.db.transaction() as conn:
            await directory.refresh(conn, self.world.doctors)
        for _ in range(self.plan.webs):
            await self.add_web()
        for _ in range(self.plan.workers):
            await self.add_worker()
        logging.getLogger("healthmed_app.booking").addHandler(self.errors)

    async def close(self) -> None:
        """End every program."""
        logging.getLogger("healthmed_app.booking").removeHandler(self.errors)
        clock.set_offset(0)
        for process in self.schedule.processes:
            await process.bury()
        await self.redis.aclose()
        await self.observer.conn.close()

    async def program(self, kind: str) -> tuple[Process, Booking]:
        """Start a process with its booking, which does nothing by itself yet."""
        self._numbers += 1
        process = Process(f"{kind}-{self._numbers}", self.schedule, faults=self.plan.faults)
        faults, process.faults = process.faults, 0.0
        await process.open(self.database_url, self._redis_url)
        process.faults = faults
        booking = Booking.of(
            process.db, process.redis, KEYRING, subscribers=(note_events,), step=process.step
        )
        return process, booking

    async def add_web(self) -> None:
        """Start a web process."""
        self.webs.append(Web(*await self.program("web")))

    async def add_worker(self) -> None:
        """Start a worker process: production's loops of the sequencer and of the sweeper."""
        process, booking = await self.program("worker")
        self.workers.append(process)
        stopping = asyncio.Event()
        lanes = [Sequencer(booking, process.name).run(stopping) for _ in range(self.plan.lanes)]
        for loop in (*lanes, sweep.run(booking, stopping)):
            process.start(self._watched(process, loop))

    async def _watched(self, process: Process, loop: Any) -> None:
        try:
            await loop
        except Exception as error:  # noqa: BLE001  # Whatever it is, the loop ought not to have ended.
            self.ledger.complaints.append(f"the loop of {process.name} ended with {error!r}")

    async def replace(self, dead: Process) -> None:
        """Start a program of the same kind in place of one that died."""
        if dead in self.workers:
            self.workers.remove(dead)
            await self.add_worker()
        else:
            self.webs[:] = [web for web in self.webs if web.process is not dead]
            await self.add_web()

    def person(self, name: str, at: int, *, doctor: bool = False) -> Person:
        """Return somebody who can act in this world."""
        actor = self.world.doctor(at) if doctor else self.world.patient(at)
        return Person(name, actor, self.world, self.schedule, self.crowd, self.webs, self.ledger)

    async def live(self) -> None:
        """Let everybody act while things go wrong, until they have done all that they meant to do."""
        patients = [self.person(f"patient-{at}", at) for at in range(len(self.world.patients))]
        doctors = [self.person(f"doctor-{at}", at, doctor=True) for at in range(len(self.world.doctors))]
        lives = [
            *(self.crowd.start(one.live(self.plan.actions)) for one in patients),
            *(self.crowd.start(one.live(self.plan.actions // 2)) for one in doctors),
        ]

        async def done() -> bool:
            return all(life.done() for life in lives)

        await self.schedule.run_until(done, self.gremlins, self.gremlins.rescue)
        for life in lives:
            life.result()

    async def quiesce(self) -> None:
        """Stop the mischief, and let the workers and the sweeper work until nothing is undecided."""
        await self.gremlins.rest()
        for process in self.schedule.processes:
            process.faults = 0.0
        begun = self.schedule.steps

        async def done() -> bool:
            return await self.observer.undecided() == 0 and await self.observer.overdue() == 0

        async def time_passes() -> None:
            quiet = self.schedule.steps - begun
            if quiet > QUIET_STEPS_MAX:
                raise Wrong(f"{await self.observer.undecided()} requests stay undecided (I1)")
            if quiet % 25 == 0:
                await self.observer.advance(timedelta(seconds=3))

        await self.schedule.run_until(done, time_passes)

    async def verify(self) -> None:
        """Raise `Wrong` unless every invariant holds."""
        logged = [] if self.gremlins.poisoned else self.errors.messages
        wrong = [f"logged as an error: {message}" for message in logged]
        if deadlocks := await self.observer.deadlocks():
            wrong.append(f"{deadlocks} deadlocks")
        wrong += await judge(
            self.observer,
            self.world,
            self.ledger,
            KEYRING,
            poisoned=frozenset(self.gremlins.poisoned),
            crashes=self.gremlins.crashes,
        )
        wrong += [str(one) for one in check.check_database(self.database_url) if one.violations]
        if wrong:
            raise Wrong("\n".join(wrong[:12]))


async def simulate(seed: int, database_url: str, redis_url: str) -> None:
    """Run one seed and verify it; a failure tells the seed and the last steps."""
    simulation = Simulation(seed, database_url, redis_url, Plan.of(seed))
    with production_on_our_time():
        await simulation.open()
        try:
            await simulation.live()
            await simulation.quiesce()
            await simulation.verify()
        except AssertionError as error:
            story = simulation.schedule.story()
            raise Wrong(f"{story}\n\n{error}\n\nAgain: pytest tests/simulation --seed {seed}") from error
        finally:
            await simulation.close()


class production_on_our_time:  # noqa: N801  # It reads as a phrase.
    """Let production's loops wait for the schedule instead of the wall's clock."""

    def __enter__(self) -> None:
        self._instrumented = instrumented()
        self._patch = pytest.MonkeyPatch()
        self._instrumented.__enter__()
        self._patch.setattr(sequencer, "CLAIM_EVERY_SECONDS", 0.0)
        self._patch.setattr(sweep, "EXPIRE_EVERY_SECONDS", 0.0)
        self._patch.setattr(sweep, "_pause", _pause)

    def __exit__(self, *error: object) -> None:
        self._patch.undo()
        self._instrumented.__exit__(None, None, None)


async def _pause(_stopping: asyncio.Event, _seconds: float) -> None:
    process = CURRENT.get()
    assert process is not None
    await process.step("sweep.pause")


async def note_events(conn: Connection, events: Sequence[Event]) -> None:
    """A subscriber: it writes in the deciding transaction, so a decision and its events are there together or not at all."""
    async with conn.cursor() as cursor:
        await cursor.executemany(
            "INSERT INTO sim.events (kind, request_id, appointment_id) VALUES (%s, %s, %s)",
            [(event.kind, event.request_id, event.appointment_id) for event in events],
        )


class _Errors(logging.Handler):
    """Keeps what booking logs as an error: a guard that fires is a bug, even if the request got its outcome."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if "a worker died with it" not in message:
            error = f": {record.exc_info[1]!r}" if record.exc_info else ""
            self.messages.append(message + error)
