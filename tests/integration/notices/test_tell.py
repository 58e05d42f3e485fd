"""Other features tell people something in the transaction that causes it, once each."""

import pytest
from redis.asyncio import Redis

from healthmed_app.core.ids import new_id
from healthmed_app.notices import outbox, service
from healthmed_app.notices.rules import Kind
from infra.db.pool import Database
from infra.mail.mailer import Mailer
from tests.booking_world import World, the, world_of
from tests.mail_server import mail_server


@pytest.fixture
def world(db: Database, redis: Redis) -> World:
    return world_of(db, redis)


async def _mailed(world: World) -> list[str]:
    with mail_server() as server:
        mailer = Mailer.of(server.url, "no@reply.test", mails_per_second=1_000)
        await outbox.post(world.db, mailer, "http://here")
        return server.mails


async def test_what_is_told_twice_is_written_and_mailed_once(world: World) -> None:
    patient, doctor, file_id = await world.patient(), await world.doctor(), new_id()
    for day in ("2026-12-01", "2026-12-01", "2026-12-02"):
        async with world.db.transaction() as conn:
            await service.tell(
                conn,
                patient.user_id,
                service.FILE_OPENED,
                file_id,
                person_id=doctor.user_id,
                occurrence=day,
            )
    assert await world.run("SELECT kind, person_id FROM notices") == [("file_opened", doctor.user_id)] * 2
    assert len(await _mailed(world)) == 2
    assert await _mailed(world) == []


async def test_what_is_rolled_back_is_told_to_nobody(world: World) -> None:
    patient = await world.patient()
    with pytest.raises(ZeroDivisionError):
        async with world.db.transaction() as conn:
            await service.tell(conn, patient.user_id, service.REPORT_READY, new_id())
            raise ZeroDivisionError
    assert await world.run("SELECT count(*) FROM notices") == [(0,)]
    assert await world.run("SELECT count(*) FROM procrastinate_jobs") == [(0,)]


@pytest.mark.parametrize("kind", [Kind.SLOT_OFFERED, Kind.REPORT_READY, Kind.REVIEW_HIDDEN])
async def test_patients_are_mailed_of_each_kind(world: World, kind: Kind) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    (slot,) = await world.slots(doctor, 1)
    held = the(await world.hold(patient, slot))
    async with world.db.transaction() as conn:
        await service.tell(conn, patient.user_id, kind, held)
    assert len(await _mailed(world)) == 1


async def test_doctors_are_mailed_of_a_review(world: World) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    (slot,) = await world.slots(doctor, 1)
    booked = the(await world.book(patient, slot))
    async with world.db.transaction() as conn:
        await service.tell(conn, doctor.user_id, service.REVIEW_RECEIVED, booked)
    assert len(await _mailed(world)) == 1
