"""No rating is lost or counted twice: thousands of reviews at once, while those who compute the ratings are killed."""

import asyncio
import multiprocessing
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from multiprocessing.process import BaseProcess
from uuid import UUID

import psycopg
import pytest

from healthmed_app.core.access import Actor
from healthmed_app.core.errors import Conflict
from healthmed_app.core.ids import new_id
from healthmed_app.reviews import jobs, service
from infra.db.pool import Database
from tests.integration.reviews import victim

DOCTORS, PATIENTS, REVIEWS = 40, 500, 10_000
AT_ONCE = 50
RUNNERS = 2
SEED = 20_261_124
SETTLED_SECONDS_MAX = 300

PEOPLE = """
    INSERT INTO users (id, role, email, full_name, password_hash)
    SELECT id, %s, id || '@people.test', 'Somebody', '' FROM unnest(%s::uuid[]) id
"""
PRACTICES = """
    INSERT INTO doctors (id, slug, crm, crm_state, specialty, price_cents, status, bio)
    SELECT id, id::text, row_number() OVER (), 'PE', 'cardiology', 25000, 'verified', '' FROM unnest(%s::uuid[]) id
"""
CALENDARS = "INSERT INTO calendars (doctor_id, time_zone) SELECT id, 'UTC' FROM unnest(%s::uuid[]) id"
ADDRESSES = """
    INSERT INTO addresses (user_id, street, number, neighborhood, city, state, zip)
    SELECT id, 'Rua da Aurora', '1', 'Boa Vista', 'Recife', 'PE', '50050-000' FROM unnest(%s::uuid[]) id
"""
VISITS = """
    INSERT INTO appointments (id, doctor_id, patient_id, during, starts_at, status, active, price_cents)
    SELECT id, doctor_id, patient_id, tstzrange(now() - interval '2 hours', now() - interval '1 hour'),
           now() - interval '2 hours', 'concluded', false, 25000
    FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[]) visit (id, doctor_id, patient_id)
"""
EXACT = """
    SELECT count(*)::int, sum(s.reviews)::int FROM doctors d JOIN doctor_search s ON s.doctor_id = d.id CROSS JOIN LATERAL (
        SELECT round(avg(rating) * 100)::int AS mean, count(*)::int AS many FROM reviews WHERE doctor_id = d.id
    ) r
    WHERE (r.mean, r.many) = (d.rating_hundredths, d.reviews) AND (r.mean, r.many) = (s.rating_hundredths, s.reviews)
"""


@pytest.fixture
async def wide(database_url: str) -> AsyncIterator[Database]:
    """Pools wide enough for those who write at once."""
    db = await Database.open(database_url, pool_size=AT_ONCE, application_name="tests")
    yield db
    await db.close()


class Runners:
    """The processes that compute ratings: one that dies is followed by another, until they may stop dying."""

    def __init__(self, database_url: str) -> None:
        self._url = database_url
        # Forked from one that has loaded everything, so that starting one takes no time.
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([victim.__name__])
        self._alive: list[BaseProcess] = []
        self._started = 0
        self.died = 0

    def start(self, *, dies: bool) -> None:
        self._started += 1
        one = self._context.Process(
            target=victim.work, args=(self._url, SEED + self._started), kwargs={"dies": dies}
        )
        one.start()
        self._alive.append(one)

    def replace_the_dead(self) -> None:
        dead = [one for one in self._alive if not one.is_alive()]
        self._alive = [one for one in self._alive if one.is_alive()]
        self.died += len(dead)
        for _ in dead:
            self.start(dies=True)

    def kill(self, chance: random.Random) -> None:
        """Kill one from outside, wherever it is just then."""
        chance.choice(self._alive).kill()

    def kill_all(self) -> None:
        for one in self._alive:
            one.kill()
            one.join()
        self._alive = []


@asynccontextmanager
async def dying(runners: Runners, chance: random.Random) -> AsyncIterator[None]:
    """Let runners compute and die, one after the other, as long as this lasts."""

    async def haunt() -> None:
        while True:
            await asyncio.sleep(chance.uniform(0.1, 0.5))
            runners.kill(chance)
            await asyncio.sleep(0.05)
            runners.replace_the_dead()

    for _ in range(RUNNERS):
        runners.start(dies=True)
    haunting = asyncio.create_task(haunt())
    try:
        yield
    finally:
        haunting.cancel()
        await asyncio.gather(haunting, return_exceptions=True)


async def concluded(db: Database, chance: random.Random) -> list[tuple[UUID, UUID]]:
    """Make many visits that took place; return each with its patient."""
    doctors, patients = ([new_id() for _ in range(many)] for many in (DOCTORS, PATIENTS))
    visits = [(new_id(), chance.choice(doctors), chance.choice(patients)) for _ in range(REVIEWS)]
    async with db.transaction() as conn:
        await conn.execute(PEOPLE, ("doctor", doctors))
        await conn.execute(PEOPLE, ("patient", patients))
        for statement in (PRACTICES, CALENDARS, ADDRESSES):
            await conn.execute(statement, (doctors,))
        await conn.execute(VISITS, tuple(list(column) for column in zip(*visits, strict=True)))
    return [(visit, patient) for visit, _, patient in visits]


async def review_all(db: Database, visits: list[tuple[UUID, UUID]], chance: random.Random) -> int:
    """Review every visit, some of them twice; return how often the second one was refused."""
    refused, left = 0, [*visits, *chance.sample(visits, len(visits) // 20)]
    chance.shuffle(left)

    async def go_on() -> None:
        nonlocal refused
        while left:
            visit, patient = left.pop()
            person = Actor(patient, "patient", new_id(), "Somebody", "en", "UTC", True)
            try:
                async with db.transaction() as conn:
                    await service.write(conn, person, visit, chance.randint(1, 5), "")
            except Conflict:
                refused += 1

    await asyncio.gather(*(go_on() for _ in range(AT_ONCE)))
    return refused


async def settled(database_url: str) -> None:
    """Wait until no job is left, whoever died over it."""
    async with (
        asyncio.timeout(SETTLED_SECONDS_MAX),
        await psycopg.AsyncConnection.connect(database_url, autocommit=True) as conn,
    ):
        left = (1,)
        while left != (0,):
            cursor = await conn.execute(
                "SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", (jobs.RATE,)
            )
            left = await cursor.fetchone()
            await asyncio.sleep(0.05)


async def test_reviews_written_at_once_end_in_exactly_the_mean_of_the_rows_whoever_is_killed(
    wide: Database, database_url: str
) -> None:
    chance = random.Random(SEED)
    visits = await concluded(wide, chance)
    runners = Runners(database_url)
    try:
        async with dying(runners, chance):
            assert await review_all(wide, visits, chance) == REVIEWS // 20
        runners.kill_all()
        runners.start(dies=False)
        await settled(database_url)
    finally:
        runners.kill_all()
    assert runners.died > 10
    async with wide.read() as conn:
        assert await (await conn.execute("SELECT count(*)::int FROM reviews")).fetchone() == (REVIEWS,)
        assert await (await conn.execute(EXACT)).fetchone() == (DOCTORS, REVIEWS)
