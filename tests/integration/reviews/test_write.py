"""Writing a review: of a concluded appointment of one's own, once; and the rating that follows, exact whatever happens."""

import asyncio
import random
from functools import partial
from uuid import UUID

import pytest

from healthmed_app.core.access import Actor
from healthmed_app.core.errors import Conflict, Forbidden, Invalid, NotFound
from healthmed_app.reviews import jobs, service
from infra.db.job_runner import JobRunner
from tests.booking_world import World, the
from tests.integration.reviews.conftest import concluded


async def write(world: World, patient: Actor, visit: UUID, rating: int | None, comment: str = "") -> None:
    async with world.db.transaction() as conn:
        await service.write(conn, patient, visit, rating, comment)


async def test_a_concluded_visit_is_reviewed_once(world: World) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    visit = await concluded(world, patient, doctor)
    await write(world, patient, visit, 4, "  She listened.  ")
    with pytest.raises(Conflict) as again:
        await write(world, patient, visit, 1)
    assert again.value.code == "already_reviewed"
    assert await world.run("SELECT rating, comment FROM reviews") == [(4, "She listened.")]


async def test_what_was_not_concluded_or_is_another_ones_is_not_reviewed(world: World) -> None:
    patient, other, doctor = await world.patient(), await world.patient(), await world.doctor()
    (slot,) = await world.slots(doctor, 1)
    coming = the(await world.book(patient, slot))
    over = await concluded(world, patient, doctor)
    with pytest.raises(Conflict) as early:
        await write(world, patient, coming, 5)
    assert early.value.code == "not_concluded"
    with pytest.raises(NotFound):
        await write(world, other, over, 5)
    with pytest.raises(Forbidden):
        await write(world, doctor, over, 5)
    assert await world.run("SELECT count(*) FROM reviews") == [(0,)]
    assert await world.run("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", jobs.RATE) == [
        (0,)
    ]


@pytest.mark.parametrize(
    ("rating", "comment", "field"),
    [(0, "", "rating"), (6, "", "rating"), (None, "", "rating"), (3, "x" * 2_001, "comment")],
)
async def test_what_breaks_the_rules_is_said_beside_its_field(
    world: World, rating: int | None, comment: str, field: str
) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    with pytest.raises(Invalid) as refused:
        await write(world, patient, await concluded(world, patient, doctor), rating, comment)
    assert refused.value.fields.keys() == {field}


async def test_the_author_sees_their_review_even_when_it_is_hidden(world: World) -> None:
    patient, other, doctor = await world.patient(), await world.patient(), await world.doctor()
    visit = await concluded(world, patient, doctor)
    await write(world, patient, visit, 2)
    await world.run("UPDATE reviews SET hidden_at = now() RETURNING id")
    async with world.db.read() as conn:
        mine = await service.own(conn, patient, visit)
        assert mine is not None
        assert mine.rating == 2
        assert await service.own(conn, other, visit) is None
        assert await service.distribution(conn, doctor.user_id) == {}


async def test_many_reviews_at_once_end_in_exactly_the_mean_of_the_rows(
    world: World, database_url: str
) -> None:
    """Ratings are also computed out of turn, and some are cut short in the middle; the rows have the last word."""
    chance = random.Random(7)
    doctors = [await world.doctor() for _ in range(3)]
    visits = [
        (patient, await concluded(world, patient, chance.choice(doctors)))
        for patient in [await world.patient() for _ in range(40)]
    ]
    visits += [
        (patient, await concluded(world, patient, chance.choice(doctors))) for patient, _ in visits * 4
    ]

    async def run_jobs(stopping: asyncio.Event) -> None:
        await JobRunner(database_url, {jobs.RATE: partial(jobs.rate, world.db)}, {}).run(stopping)

    async def meddle() -> None:
        """Compute ratings out of turn as well, and cut some short."""
        for _ in range(60):
            task = asyncio.create_task(jobs.rate(world.db, chance.choice(doctors).user_id.hex))
            if chance.random() < 0.5:
                await asyncio.sleep(0)
                task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    stopping = asyncio.Event()
    runners = [asyncio.create_task(run_jobs(stopping)) for _ in range(2)]
    gate = asyncio.Semaphore(5)

    async def review(patient: Actor, visit: UUID) -> None:
        async with gate:
            await write(world, patient, visit, chance.randint(1, 5))

    await asyncio.gather(meddle(), *(review(*one) for one in visits))
    async with asyncio.timeout(60):
        while await world.run("SELECT 1 FROM procrastinate_jobs WHERE task_name = %s LIMIT 1", jobs.RATE):  # noqa: ASYNC110  # It has a bound.
            await asyncio.sleep(0.05)
    stopping.set()
    await asyncio.gather(*runners)
    assert await world.run("SELECT count(*)::int FROM reviews") == [(200,)]
    assert await world.run(
        """
        SELECT count(*) FROM doctors d CROSS JOIN LATERAL (
            SELECT round(avg(rating) * 100)::int AS mean, count(*)::int AS many FROM reviews WHERE doctor_id = d.id
        ) r WHERE r.mean = d.rating_hundredths AND r.many = d.reviews
        """
    ) == [(3,)]


async def test_of_two_reviews_of_one_visit_at_the_same_time_one_counts(world: World) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    visit = await concluded(world, patient, doctor)
    ended = await asyncio.gather(*(write(world, patient, visit, n) for n in (1, 5)), return_exceptions=True)
    assert [type(one) for one in ended if one is not None] == [Conflict]
    assert await world.run("SELECT count(*) FROM reviews") == [(1,)]
