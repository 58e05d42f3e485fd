"""Reminders go to the patient, once for each start, while the appointment stands."""

import asyncio
from uuid import UUID

import pytest
from redis.asyncio import Redis

from healthmed_app.booking import service
from healthmed_app.notices import jobs, outbox
from infra.db.pool import Database
from infra.mail.mailer import Mailer
from tests.booking_world import World, the, world_of
from tests.mail_server import mail_server


@pytest.fixture
def world(db: Database, redis: Redis) -> World:
    return world_of(db, redis)


async def _confirmed(world: World, hours: float) -> UUID:
    """A patient's appointment that was confirmed long ago and begins so many hours from now."""
    patient, doctor = await world.patient(), await world.doctor()
    (slot,) = await world.slots(doctor, 1)
    booked = the(await world.book(patient, slot))
    await world.outcome(await service.confirm(world.booking, doctor, booked))
    await _move(world, booked, hours)
    return booked


async def _move(world: World, appointment_id: UUID, hours: float) -> None:
    await world.run(
        """
        UPDATE appointments SET starts_at = s, during = tstzrange(s, s + interval '30 minutes'),
               changed_at = now() - interval '3 days'
        FROM (SELECT now() + make_interval(secs => %s) AS s) AS moved WHERE id = %s
        """,
        hours * 3600,
        appointment_id,
    )


async def _mailed(world: World) -> list[str]:
    """Turn the clock's job, mail what is due, and return who got a mail."""
    await jobs.remind(world.db)
    with mail_server() as server:
        mailer = Mailer.of(server.url, "no@reply.test", mails_per_second=1_000)
        await outbox.post(world.db, mailer, "http://here")
        return server.mails


@pytest.mark.parametrize(
    ("hours", "kinds"), [(25, []), (23, ["tomorrow"]), (2.5, ["tomorrow"]), (1.5, ["soon"]), (-0.1, [])]
)
async def test_each_reminder_is_sent_once_at_its_time(world: World, hours: float, kinds: list[str]) -> None:
    await _confirmed(world, hours)
    assert len(await _mailed(world)) == len(kinds)
    assert await _mailed(world) == []
    assert await world.run("SELECT kind FROM notices") == [(kind,) for kind in kinds]


async def test_a_moved_appointment_is_reminded_of_again(world: World) -> None:
    booked = await _confirmed(world, 23)
    assert len(await _mailed(world)) == 1
    await _move(world, booked, 20)
    assert len(await _mailed(world)) == 1


@pytest.mark.parametrize("change", ["cancelled", "moved", "begun"])
async def test_what_changed_before_the_mail_is_not_reminded_of(world: World, change: str) -> None:
    booked = await _confirmed(world, 1)
    await jobs.remind(world.db)
    if change == "cancelled":
        await world.run(
            "UPDATE appointments SET status = 'cancelled', active = false, cancelled_by = 'doctor' WHERE id = %s",
            booked,
        )
    else:
        await _move(world, booked, 48 if change == "moved" else -0.1)
    assert await _mailed(world) == []


async def test_who_just_heard_of_a_confirmation_is_not_reminded_of_it(world: World) -> None:
    booked = await _confirmed(world, 5)
    await world.run("UPDATE appointments SET changed_at = now() WHERE id = %s", booked)
    assert await _mailed(world) == []


async def test_reminders_written_by_several_at_once_are_one_each(world: World) -> None:
    booked = [await _confirmed(world, 23) for _ in range(3)]
    await asyncio.gather(*(jobs.remind(world.db) for _ in range(4)))
    assert {row[0] for row in await world.run("SELECT subject_id FROM notices")} == set(booked)
    assert len(await _mailed(world)) == 3
    rung = await world.run("SELECT args FROM procrastinate_jobs WHERE task_name = %s", jobs.RING)
    assert sorted(one for (args,) in rung for one in args["user_ids"]) == sorted(
        row[0].hex for row in await world.run("SELECT recipient_id FROM notices")
    )
