"""A world with visits that took place, and reviews of them."""

from uuid import UUID

import pytest
from redis.asyncio import Redis

from healthmed_app.core.access import Actor
from healthmed_app.core.ids import new_id
from healthmed_app.reviews import jobs, service
from infra.db.pool import Database
from tests.booking_world import World, world_of


@pytest.fixture
def world(db: Database, redis: Redis) -> World:
    return world_of(db, redis)


async def concluded(world: World, patient: Actor, doctor: Actor) -> UUID:
    """Return a visit of theirs that took place."""
    (row,) = await world.run(
        """
        INSERT INTO appointments (id, doctor_id, patient_id, during, starts_at, status, active, price_cents)
        VALUES (%s, %s, %s, tstzrange(now() - interval '2 days', now() - interval '47 hours'), now() - interval '2 days',
                'concluded', false, 25000)
        RETURNING id
        """,
        new_id(),
        doctor.user_id,
        patient.user_id,
    )
    return row[0]


async def reviewed(world: World, doctor: Actor, rating: int) -> UUID:
    """Return the review that somebody wrote of a visit to this doctor."""
    patient = await world.patient()
    visit = await concluded(world, patient, doctor)
    async with world.db.transaction() as conn:
        await service.write(conn, patient, visit, rating, "As it was.")
    return (await world.run("SELECT id FROM reviews WHERE appointment_id = %s", visit))[0][0]


async def shown_rating(world: World, doctor: Actor) -> tuple[int, int]:
    """Do the work that waits, and return what search shows: the mean in hundredths, and how many."""
    while await world.run("SELECT 1 FROM procrastinate_jobs LIMIT 1"):
        await world.run("DELETE FROM procrastinate_jobs WHERE id = (SELECT min(id) FROM procrastinate_jobs)")
        await jobs.rate(world.db, doctor.user_id.hex)
    row = await world.run(
        "SELECT rating_hundredths, reviews FROM doctor_search WHERE doctor_id = %s", doctor.user_id
    )
    return row[0][0], row[0][1]
