"""A mail that somebody does not want is not sent, whenever they said so; the notice itself is always there."""

import pytest
from redis.asyncio import Redis

from healthmed_app.booking import service
from healthmed_app.core.errors import Forbidden
from healthmed_app.core.ids import new_id
from healthmed_app.notices import jobs, outbox, preferences, reading
from healthmed_app.notices import service as notices
from healthmed_app.notices.rules import Kind
from infra.db.pool import Database
from infra.mail.mailer import Mailer
from tests.booking_world import World, the, world_of
from tests.mail_server import mail_server


@pytest.fixture
def world(db: Database, redis: Redis) -> World:
    return world_of(db, redis, jobs.when_decided)


async def _mailed(world: World) -> list[str]:
    with mail_server() as server:
        mailer = Mailer.of(server.url, "no@reply.test", mails_per_second=1_000)
        await outbox.post(world.db, mailer, "http://here")
        return server.mails


async def test_everything_is_mailed_until_somebody_says_otherwise(world: World) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    for who in (patient, doctor):
        async with world.db.read() as conn:
            chosen = await preferences.mailed(conn, who)
        assert set(chosen) == set(preferences.CHOICES[who.role])
        assert all(chosen.values())


async def test_a_choice_counts_for_what_waits_to_be_mailed(world: World) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    (slot,) = await world.slots(doctor, 1)
    await world.book(patient, slot)
    async with world.db.transaction() as conn:
        await preferences.save(conn, doctor, [Kind.CONFIRMED, "cancelled", "rubbish"])
    ((address,),) = await world.run("SELECT email FROM users WHERE id = %s", patient.user_id)
    assert await _mailed(world) == [address]
    async with world.db.read() as conn:
        assert await reading.unread(conn, doctor) == 1
        chosen = await preferences.mailed(conn, doctor)
    assert [kind for kind, wanted in chosen.items() if wanted] == [Kind.CONFIRMED]
    async with world.db.transaction() as conn:
        await preferences.save(conn, doctor, preferences.CHOICES["doctor"])
    assert await _mailed(world) == [], "what was not wanted when it was due stays unsent"


async def test_that_a_visit_will_not_take_place_is_always_mailed(world: World) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    for who in (patient, doctor):
        async with world.db.transaction() as conn:
            await preferences.save(conn, who, [])
    (slot,) = await world.slots(doctor, 1)
    booked = the(await world.book(patient, slot))
    assert await _mailed(world) == []
    await world.outcome(await service.cancel(world.booking, doctor, booked, "On holiday"))
    ((address,),) = await world.run("SELECT email FROM users WHERE id = %s", patient.user_id)
    assert await _mailed(world) == [address]


async def test_another_persons_choices_change_nothing(world: World) -> None:
    patient, other, doctor = await world.patient(), await world.patient(), await world.doctor()
    async with world.db.transaction() as conn:
        await preferences.save(conn, other, [])
        await notices.tell(conn, patient.user_id, notices.FILE_OPENED, new_id(), person_id=doctor.user_id)
    assert len(await _mailed(world)) == 1


async def test_an_administrator_has_nothing_to_choose(world: World) -> None:
    admin = await world.person("admin")
    async with world.db.transaction() as conn:
        with pytest.raises(Forbidden):
            await preferences.mailed(conn, admin)
        with pytest.raises(Forbidden):
            await preferences.save(conn, admin, [])
