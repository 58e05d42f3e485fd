"""Events become notices and mails, once each, through a real SMTP conversation."""

import asyncio
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from redis.asyncio import Redis

from healthmed_app.booking import service
from healthmed_app.notices import jobs, outbox
from infra.db.pool import Database
from infra.embedded.smtp import smtp
from infra.mail.mailer import Mailer, MailNotSent
from tests.booking_world import World, the, world_of
from tests.mail_server import mail_server


async def test_both_sides_hear_of_a_request_once(db: Database, redis: Redis, tmp_path: Path) -> None:
    world = world_of(db, redis, jobs.when_decided)
    patient, doctor = await world.patient(), await world.doctor()
    (slot,) = await world.slots(doctor, 1)
    await world.book(patient, slot)
    with smtp(tmp_path) as url:
        for _ in range(2):
            await outbox.post(
                world.db, Mailer.of(url, "Health&Med <no@reply.test>", mails_per_second=1_000), "http://here"
            )
    mails = sorted(path.read_text() for path in tmp_path.rglob("*.eml"))  # noqa: ASYNC240
    assert len(mails) == 2
    assert sum("text/calendar" in mail for mail in mails) == 1
    assert not any("Chest" in mail for mail in mails)
    assert await world.run("SELECT count(*), count(mailed_at) FROM notices") == [(2, 2)]


async def test_while_one_worker_mails_another_sends_nothing_and_no_transaction_is_open(
    db: Database, redis: Redis
) -> None:
    world = world_of(db, redis, jobs.when_decided)
    patient, doctor = await world.patient(), await world.doctor()
    (slot,) = await world.slots(doctor, 1)
    await world.book(patient, slot)
    with mail_server(slow=True) as server:
        mailer = Mailer.of(server.url, "no@reply.test", mails_per_second=1_000)
        first = asyncio.create_task(outbox.post(world.db, mailer, "http://here"))
        assert await asyncio.to_thread(server.asked.wait, 20)
        idle = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE %s"
        assert await world.run(idle, "idle in transaction%") == [(0,)]
        assert await outbox.post(world.db, mailer, "http://here") == 0
        server.answer.set()
        assert await first == 2
    assert len(server.mails) == len(set(server.mails)) == 2
    assert len(server.conversations) == 1


async def test_a_refused_recipient_costs_the_others_nothing(db: Database, redis: Redis) -> None:
    world = world_of(db, redis, jobs.when_decided)
    patient, doctor = await world.patient(), await world.doctor()
    (slot,) = await world.slots(doctor, 1)
    await world.book(patient, slot)
    ((address,),) = await world.run("SELECT email FROM users WHERE id = %s", patient.user_id)
    with mail_server(refused={address}) as server:
        mailer = Mailer.of(server.url, "no@reply.test", mails_per_second=1_000)
        assert await outbox.post(world.db, mailer, "http://here") == 1
        assert len(server.mails) == 1
        server.refused.clear()
        assert await outbox.post(world.db, mailer, "http://here") == 0, "it is tried again later"
        await _later(world)
        await outbox.post(world.db, mailer, "http://here")
    assert len(server.mails) == len(set(server.mails)) == 2
    assert await world.run("SELECT count(mailed_at) FROM notices") == [(2,)]


async def test_what_a_server_did_not_take_before_it_hung_up_is_given_back_and_sent_later(
    db: Database, redis: Redis
) -> None:
    world = world_of(db, redis, jobs.when_decided)
    await _booked(world, 6)
    with mail_server(dies_after=5) as server:
        mailer = Mailer.of(server.url, "no@reply.test", mails_per_second=1_000)
        with pytest.raises(MailNotSent):
            await outbox.post(world.db, mailer, "http://here")
        assert await world.run("SELECT count(mailed_at), count(claimed_at) FROM notices") == [(5, 5)]
        server.dies_after = None
        await _later(world)
        await outbox.post(world.db, mailer, "http://here")
    assert sorted(server.mails) == await _recipients(world)
    assert await world.run("SELECT count(mailed_at) FROM notices") == [(12,)]


async def test_more_mails_than_go_out_at_once_are_sent_once_each_by_two_workers(
    db: Database, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "MAILS_AT_ONCE", 3)
    world = world_of(db, redis, jobs.when_decided)
    await _booked(world, 8)
    with mail_server() as server:
        mailers = [Mailer.of(server.url, "no@reply.test", mails_per_second=1_000) for _ in range(2)]
        await asyncio.gather(*(_post_all(world, mailer) for mailer in mailers))
    assert sorted(server.mails) == await _recipients(world)
    assert await world.run("SELECT count(mailed_at) FROM notices") == [(16,)]


async def test_a_mail_that_was_refused_is_sent_later(db: Database, redis: Redis, tmp_path: Path) -> None:
    world = world_of(db, redis, jobs.when_decided)
    patient, doctor = await world.patient(), await world.doctor()
    (slot,) = await world.slots(doctor, 1)
    await world.book(patient, slot)
    away = Mailer.of("smtp://127.0.0.1:9", "no@reply.test", mails_per_second=1_000)
    with pytest.raises(MailNotSent):
        await outbox.post(world.db, away, "http://here")
    with smtp(tmp_path) as url:
        mailer = Mailer.of(url, "no@reply.test", mails_per_second=1_000)
        await outbox.post(world.db, mailer, "http://here")
    assert await world.run("SELECT count(mailed_at) FROM notices") == [(2,)]


async def test_a_mailed_entry_is_made_changed_and_cancelled_in_the_patients_calendar(
    db: Database, redis: Redis, tmp_path: Path
) -> None:
    world = world_of(db, redis, jobs.when_decided)
    patient, doctor = await world.patient(), await world.doctor()
    first, second = await world.slots(doctor, 2)
    ((address,),) = await world.run("SELECT email FROM users WHERE id = %s", patient.user_id)
    booked = the(await world.book(patient, first))
    told = [await _told(world, tmp_path / "booked", address)]
    await world.outcome(await service.confirm(world.booking, doctor, booked))
    told.append(await _told(world, tmp_path / "confirmed", address))
    await world.outcome(await service.reschedule(world.booking, patient, booked, slot_id=second))
    told.append(await _told(world, tmp_path / "rescheduled", address))
    await world.outcome(await service.cancel(world.booking, patient, booked, "Travelling"))
    told.append(await _told(world, tmp_path / "cancelled", address))
    methods, entries = zip(*told, strict=True)
    assert methods == ("REQUEST", "REQUEST", "REQUEST", "CANCEL")
    assert {entry["UID"] for entry in entries} == {f"{booked}@healthmed"}
    sequences = [entry["SEQUENCE"] for entry in entries]
    assert sequences == sorted(set(sequences))
    assert {entry["ATTENDEE"] for entry in entries} == {f"mailto:{address}"}
    assert {entry["ORGANIZER"] for entry in entries} == {"mailto:no@reply.test"}
    assert entries[2].decoded("DTSTART") > entries[1].decoded("DTSTART")
    assert entries[3]["STATUS"] == "CANCELLED"


async def _booked(world: World, count: int) -> None:
    """Have so many patients ask one doctor for a time: two mails for each patient."""
    doctor = await world.doctor()
    for slot in await world.slots(doctor, count):
        await world.book(await world.patient(), slot)


async def _post_all(world: World, mailer: Mailer) -> None:
    while await world.run("SELECT 1 FROM notices WHERE mail_at IS NOT NULL LIMIT 1"):
        await outbox.post(world.db, mailer, "http://here")


async def _later(world: World) -> None:
    """Have the mails that were put off be due."""
    await world.run("UPDATE notices SET mail_at = now() WHERE mail_at IS NOT NULL")


async def _recipients(world: World) -> list[str]:
    """Return the addresses of all notices, as often as there are notices for them, in order."""
    found = await world.run("SELECT u.email FROM notices n JOIN users u ON u.id = n.recipient_id")
    return sorted(email for (email,) in found)


async def _told(world: World, inbox: Path, address: str) -> tuple[str, Any]:
    """Mail what is due, and return the method and the entry of the one mail with a calendar, which went to `address`."""
    inbox.mkdir()  # noqa: ASYNC240
    with smtp(inbox) as url:
        mailer = Mailer.of(url, "Health&Med <no@reply.test>", mails_per_second=1_000)
        await outbox.post(world.db, mailer, "http://here")
    (mail,) = [mail for mail in _read(inbox) if any(mail.iter_attachments())]
    (part,) = mail.iter_attachments()
    calendar = Calendar.from_ical(part.get_content())
    assert mail["To"] == address
    assert part.get_content_type() == "text/calendar"
    assert part["Content-Type"].params["method"] == calendar["METHOD"]
    return str(calendar["METHOD"]), calendar.walk("VEVENT")[0]


def _read(inbox: Path) -> list[EmailMessage]:
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in inbox.rglob("*.eml")]
