"""Mails lead to what only the pages show: the video room's link, and the time that is kept."""

from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from redis.asyncio import Redis

from healthmed_app.notices import jobs, outbox, service
from infra.db.pool import Database
from infra.embedded.smtp import smtp
from infra.mail.mailer import Mailer
from tests.booking_world import World, the, world_of


@pytest.fixture
def world(db: Database, redis: Redis) -> World:
    return world_of(db, redis)


async def mailed(world: World, folder: Path) -> str:
    """Mail what waits to be, and return the text of the only mail."""
    with smtp(folder) as url:
        mailer = Mailer.of(url, "no@reply.test", mails_per_second=1_000)
        await outbox.post(world.db, mailer, "http://here")
    return only_text(folder)


def only_text(folder: Path) -> str:
    (file,) = folder.glob("*.eml")
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    body = message.get_body(("plain",))
    assert body is not None
    return body.get_content()


async def test_a_reminder_of_a_video_visit_says_where_the_link_will_be_and_not_which(
    world: World, tmp_path: Path
) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    booked = the(await world.book(patient, (await world.slots(doctor, 1, hours_ahead=20))[0]))
    await world.run(
        """
        UPDATE appointments SET status = 'confirmed', expires_at = NULL, online = true, changed_at = now() - %s
        WHERE id = %s
        """,
        timedelta(days=3),
        booked,
    )
    await jobs.remind(world.db)
    text = await mailed(world, tmp_path)
    assert "the link to the room is on the page below from ten minutes before the start" in text
    assert f"http://here/en/appointments/{booked}" in text
    assert "jit.si" not in text
    assert "healthmed-" not in text


async def test_a_kept_time_is_told_with_its_end_and_leads_to_the_waiting_list(
    world: World, tmp_path: Path
) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    held = the(await world.hold(patient, (await world.slots(doctor, 1))[0]))
    async with world.db.transaction() as conn:
        await service.tell(conn, patient.user_id, service.SLOT_OFFERED, held)
    text = await mailed(world, tmp_path)
    assert "http://here/en/waitlist" in text
    assert "kept for you until" in text
