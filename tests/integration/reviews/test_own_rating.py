"""What a doctor reads of their own reviews by month, and which visits a patient has yet to review."""

from dataclasses import replace
from datetime import date

import pytest

from healthmed_app.core.errors import Forbidden
from healthmed_app.reviews import service
from healthmed_app.reviews.rules import Month
from tests.booking_world import World
from tests.integration.reviews.conftest import concluded, reviewed

TODAY = date(2026, 11, 24)


async def written_at(world: World, review: object, moment: str) -> None:
    await world.run("UPDATE reviews SET created_at = %s WHERE id = %s", moment, review)


async def test_months_are_those_of_the_doctors_own_calendar(world: World) -> None:
    doctor, other = replace(await world.doctor(), zone="America/Recife"), await world.doctor()
    for rating, moment in (
        (5, "2026-11-01 02:59+00"),  # Still October in Recife.
        (4, "2026-11-01 03:00+00"),
        (1, "2026-11-20 12:00+00"),
        (3, "2025-12-01 03:00+00"),
        (1, "2025-12-01 02:59+00"),  # A month too old.
    ):
        await written_at(world, await reviewed(world, doctor, rating), moment)
    await written_at(world, await reviewed(world, other, 1), "2026-11-20 12:00+00")
    hidden = await reviewed(world, doctor, 1)
    await written_at(world, hidden, "2026-11-20 12:00+00")
    await world.run("UPDATE reviews SET hidden_at = now() WHERE id = %s", hidden)
    async with world.db.read() as conn:
        months = await service.months(conn, doctor, TODAY)
    assert len(months) == 12
    assert [month for month in months if month.reviews] == [
        Month(date(2025, 12, 1), 300, 1),
        Month(date(2026, 10, 1), 500, 1),
        Month(date(2026, 11, 1), 250, 2),
    ]


async def test_only_doctors_have_months(world: World) -> None:
    patient = await world.patient()
    async with world.db.read() as conn:
        with pytest.raises(Forbidden):
            await service.months(conn, patient, TODAY)


async def test_a_patient_sees_which_visits_they_have_reviewed(world: World) -> None:
    patient, other, doctor = await world.patient(), await world.patient(), await world.doctor()
    visits = [await concluded(world, patient, doctor) for _ in range(2)]
    async with world.db.transaction() as conn:
        await service.write(conn, patient, visits[0], 5, "")
        assert await service.reviewed(conn, patient, visits) == {visits[0]}
        assert await service.reviewed(conn, other, visits) == set()
        assert await service.reviewed(conn, patient, []) == set()
