"""Real workers that are really killed, `kill -9`, at every step between taking a line and telling who watches.

This runs in real time, so its seed fixes what people do and not the interleaving; the judge is the same.
"""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

from tests.simulation.simulation import Plan, Simulation

STEPS = (
    "pass.begin", "take.locked", "take.read", "take.loaded", "write.entries", "write.outcomes", "write.events",
    "pass.commit", "pass.committed", "pass.finished", "pass.offered", "pass.published", "sweep.restore", "sweep.expire",
)  # fmt: skip
SECONDS_MAX = 90


@contextmanager
def workers(database_url: str, redis_url: str, *steps: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Run worker processes that die at their steps, and one that stays until the end of the block."""
    command = [sys.executable, "-m", "tests.simulation.victim", database_url, redis_url, *steps]
    with subprocess.Popen(command, start_new_session=True) as parent:
        try:
            yield parent
        finally:
            with suppress(ProcessLookupError):
                os.killpg(parent.pid, signal.SIGKILL)


async def test_workers_killed_for_real(database_url: str, redis_url: str) -> None:
    plan = Plan(workers=0, webs=2, faults=0, often=0, doctors=4, patients=8, slots=6)
    simulation = Simulation(0, database_url, redis_url, plan)
    await simulation.open()
    simulation.schedule.free = True
    simulation.gremlins.crashes = len(STEPS)
    try:
        with workers(database_url, redis_url, *STEPS) as victims:
            await _crowd_until(simulation, victims)
            assert victims.wait() == 0, "some worker did not die at its step"
            await _until_quiet(simulation)
        await simulation.verify()
    finally:
        await simulation.close()


async def _crowd_until(simulation: Simulation, victims: "subprocess.Popen[bytes]") -> None:
    """Let people act, and time pass, until every victim is dead."""
    patients = [simulation.person(f"patient-{at}", at) for at in range(len(simulation.world.patients))]
    doctors = [
        simulation.person(f"doctor-{at}", at, doctor=True) for at in range(len(simulation.world.doctors))
    ]
    async with asyncio.timeout(SECONDS_MAX):
        while victims.poll() is None:
            await asyncio.gather(*(one.act() for one in (*patients, *doctors)))
            await simulation.observer.advance(timedelta(seconds=3))


async def _until_quiet(simulation: Simulation) -> None:
    async with asyncio.timeout(SECONDS_MAX):
        while await simulation.observer.undecided() or await simulation.observer.overdue():
            await simulation.observer.advance(timedelta(seconds=3))
            await asyncio.sleep(0.05)
