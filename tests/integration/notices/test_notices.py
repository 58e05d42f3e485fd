"""Events become notices and mails, once each, through a real SMTP conversation."""

from pathlib import Path

import pytest
from redis.asyncio import Redis

from healthmed_app.notices import jobs
from infra.db.pool import Database
from infra.embedded.smtp import smtp
from infra.mail.mailer import Mail, Mailer, MailNotSent
from tests.booking_world import world_of


async def test_both_sides_hear_of_a_request_once(db: Database, redis: Redis, tmp_path: Path) -> None:
    world = world_of(db, redis, jobs.when_decided)
    patient, doctor = await world.patient(), await world.doctor()
    (slot,) = await world.slots(doctor, 1)
    await world.book(patient, slot)
    ((args,),) = await world.run("SELECT args FROM procrastinate_jobs WHERE task_name = %s", jobs.TELL)
    with smtp(tmp_path) as url:
        for _ in range(2):
            await jobs.tell(
                world.db, Mailer.of(url, "Health&Med <no@reply.test>"), "http://here", args["events"]
            )
    mails = sorted(path.read_text() for path in tmp_path.rglob("*.eml"))  # noqa: ASYNC240
    assert len(mails) == 2
    assert sum("text/calendar" in mail for mail in mails) == 1
    assert not any("Chest" in mail for mail in mails)
    assert await world.run("SELECT count(*), count(mailed_at) FROM notices") == [(2, 2)]


async def test_a_mail_server_that_takes_its_time_gets_each_mail_once(db: Database, redis: Redis) -> None:
    world = world_of(db, redis, jobs.when_decided)
    patient, doctor = await world.patient(), await world.doctor()
    (slot,) = await world.slots(doctor, 1)
    await world.book(patient, slot)
    ((args,),) = await world.run("SELECT args FROM procrastinate_jobs WHERE task_name = %s", jobs.TELL)
    sent: list[str] = []

    class Slow(Mailer):
        """Looks, while it sends, whether a transaction is open; two runs of the job overlap here."""

        async def send(self, mail: Mail) -> None:
            sent.append(mail.to)
            if len(sent) == 1:
                await jobs.tell(world.db, self, "http://here", args["events"])
            idle = (
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE %s"
            )
            assert await world.run(idle, "idle in transaction%") == [(0,)]

    await jobs.tell(world.db, Slow.of("smtp://localhost", "no@reply.test"), "http://here", args["events"])
    assert len(sent) == len(set(sent)) == 2


async def test_a_mail_that_was_refused_is_sent_later(db: Database, redis: Redis, tmp_path: Path) -> None:
    world = world_of(db, redis, jobs.when_decided)
    patient, doctor = await world.patient(), await world.doctor()
    (slot,) = await world.slots(doctor, 1)
    await world.book(patient, slot)
    ((args,),) = await world.run("SELECT args FROM procrastinate_jobs WHERE task_name = %s", jobs.TELL)
    away = Mailer.of("smtp://127.0.0.1:9", "no@reply.test")
    with pytest.raises(MailNotSent):
        await jobs.tell(world.db, away, "http://here", args["events"])
    with smtp(tmp_path) as url:
        await jobs.tell(world.db, Mailer.of(url, "no@reply.test"), "http://here", args["events"])
    assert await world.run("SELECT count(mailed_at) FROM notices") == [(2,)]
