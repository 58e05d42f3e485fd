"""Places in line: told to many at once, to each only their own."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from healthmed_app.booking import service
from healthmed_app.booking.queries import reading
from tests.booking_world import World


async def test_each_learns_how_many_are_in_line_up_to_them(world: World) -> None:
    busy, quiet = await world.doctor(), await world.doctor()
    patients = [await world.patient() for _ in range(5)]
    slots = [*await world.slots(busy, 4), *await world.slots(quiet, 1)]
    tickets = [
        await service.hold(world.booking, patient, slot)
        for patient, slot in zip(patients, slots, strict=True)
    ]
    asked = [(patient.user_id, ticket.request_id) for patient, ticket in zip(patients, tickets, strict=True)]
    async with world.db.read() as conn:
        assert await service.places(conn, asked) == [1, 2, 3, 4, 1]
        assert await service.places(conn, [(patients[0].user_id, tickets[1].request_id)]) == [0]
        assert await reading.places(conn, asked[:4], 2) == {
            request_id: place for (_, request_id), place in zip(asked, (1, 2, 2, 2), strict=False)
        }
    await world.settle()
    async with world.db.read() as conn:
        assert await service.places(conn, asked) == [0] * 5


async def test_those_who_ask_meanwhile_share_one_statement(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    doctor = await world.doctor()
    patients = [await world.patient() for _ in range(20)]
    slots = await world.slots(doctor, 20)
    tickets = [
        await service.hold(world.booking, patient, slot)
        for patient, slot in zip(patients, slots, strict=True)
    ]
    statements: list[int] = []
    places = reading.places

    async def counted(conn: Any, asked: Any, limit: int) -> dict[UUID, int]:
        statements.append(len(asked))
        return await places(conn, asked, limit)

    monkeypatch.setattr(reading, "places", counted)
    answers = await asyncio.gather(
        *(
            service.place(world.booking, patient, ticket.request_id)
            for patient, ticket in zip(patients, tickets, strict=True)
        )
    )
    assert answers == list(range(1, 21))
    assert sum(statements) == 20
    assert len(statements) <= 2
