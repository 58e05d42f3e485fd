"""What is over is ended in the end, even when ending it failed once, and whatever else cannot be ended."""

import asyncio

import pytest

from healthmed_app.booking import sweep
from tests.booking_world import World, the


async def test_an_end_that_failed_is_asked_for_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "EXPIRE_AGAIN_SECONDS", 1.0)
    patient, doctor = await world.patient(), await world.doctor()
    (slot,) = await world.slots(doctor, 1)
    booked = await world.book(patient, slot)
    await world.run("UPDATE appointments SET expires_at = now() - interval '0.1 seconds'")
    assert await sweep.expire(world.booking, grace_seconds=0) == 1
    await world.run("UPDATE booking_requests SET attempts = 3 WHERE kind = 'expire'")
    await world.settle()
    assert (await world.entry(the(booked)))[:2] == ("waiting_for_confirmation", True)
    await asyncio.sleep(1)
    assert await sweep.expire(world.booking, grace_seconds=0) == 1
    await world.settle()
    assert (await world.entry(the(booked)))[:2] == ("cancelled", False)


async def test_what_was_asked_for_does_not_hide_the_rest(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep, "EXPIRE_MAX", 1)
    doctor = await world.doctor()
    slots = await world.slots(doctor, 2)
    held = [the(await world.hold(await world.patient(), slot)) for slot in slots]
    await world.run("UPDATE appointments SET expires_at = now() - interval '2 seconds'")
    assert await sweep.expire(world.booking, grace_seconds=0) == 1
    await world.run("UPDATE booking_requests SET attempts = 3 WHERE kind = 'expire'")
    await world.settle()
    assert await sweep.expire(world.booking, grace_seconds=0) == 1
    await world.settle()
    assert [(await world.entry(one))[1] for one in held].count(False) == 1
