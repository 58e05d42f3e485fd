"""A server that is slow for a while costs nobody their request; one that is too slow every time fails by itself."""

import asyncio
from typing import Any

import psycopg
import pytest
from psycopg import errors
from redis.asyncio import Redis

from healthmed_app.booking import poison, service, sweep
from healthmed_app.booking.context import Booking
from healthmed_app.booking.sequencer import Sequencer
from tests.booking_world import World


def _stop_steps(booking: Booking, too_slow: list[int]) -> Booking:
    """Let as many transactions run out of time as `too_slow` says."""

    async def step(name: str) -> None:
        if name == "take.loaded" and too_slow[0]:
            too_slow[0] -= 1
            raise errors.QueryCanceled("canceling statement due to statement timeout")

    return Booking.of(booking.db, booking.lines.redis, booking.keyring, step=step)


async def _decide(sequencer: Sequencer, booking: Booking, ticket: service.Ticket) -> str:
    stopping = asyncio.Event()
    lane = asyncio.create_task(sequencer.run(stopping))
    outcome = await service.wait(booking, ticket.request_id, 20)
    stopping.set()
    await lane
    assert outcome is not None
    return outcome.kind


@pytest.mark.parametrize(("times", "kind", "attempts"), [(2, "held", 0), (4, "held", 1), (100, "failed", 3)])
async def test_batches_that_run_out_of_time(
    world: World, redis: Redis, monkeypatch: pytest.MonkeyPatch, times: int, kind: str, attempts: int
) -> None:
    monkeypatch.setattr(poison, "SLOW_SECONDS", 0.01, raising=False)
    too_slow = [times]
    booking = _stop_steps(world.booking, too_slow)
    patient, doctor = await world.patient(), await world.doctor()
    (slot,) = await world.slots(doctor, 1)
    ticket = await service.hold(booking, patient, slot)
    counted = poison._count

    async def count(*args: Any) -> None:
        await counted(*args)
        if attempts == 3 and (await world.run("SELECT attempts FROM booking_requests"))[0][0] == 3:
            too_slow[0] = 0

    monkeypatch.setattr(poison, "_count", count)
    assert await _decide(Sequencer(booking, "slow"), booking, ticket) == kind
    assert await world.run("SELECT attempts FROM booking_requests") == [(attempts,)]


async def test_a_slow_server_does_not_end_the_sweeper(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stopping, rounds = asyncio.Event(), [0]

    async def restore(_: Booking) -> int:
        rounds[0] += 1
        if rounds[0] == 1:
            raise errors.QueryCanceled("canceling statement due to statement timeout")
        stopping.set()
        return 0

    monkeypatch.setattr(sweep, "restore", restore)
    await asyncio.wait_for(sweep.run(world.booking, stopping), 10)
    assert rounds == [2]


@pytest.mark.parametrize(
    "error",
    [
        errors.ReadOnlySqlTransaction(),
        psycopg.InterfaceError(),
        errors.DeadlockDetected(),
        errors.DiskFull(),
        errors.QueryCanceled(),
    ],
)
def test_what_passes_by_itself(error: Exception) -> None:
    assert poison.is_transient(error)
    assert not poison.is_transient(errors.CheckViolation())
