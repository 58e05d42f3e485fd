"""Events become notices and mails, once each, through a real SMTP conversation."""

from pathlib import Path

from redis.asyncio import Redis

from healthmed_app.notices import jobs
from infra.db.pool import Database
from infra.embedded.smtp import smtp
from infra.mail.mailer import Mailer
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
