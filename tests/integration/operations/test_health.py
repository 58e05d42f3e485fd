"""Every part is asked, one that is away is told without breaking the rest, and processes say that they live."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis.asyncio import Redis

from healthmed_app.booking import sweep
from healthmed_app.core.access import Actor
from healthmed_app.core.errors import Forbidden
from healthmed_app.operations import beats, health
from infra.db.pool import Database
from infra.embedded.process import free_port
from infra.mail.mailer import Mailer
from infra.storage.objects import Objects
from tests.booking_world import World, world_of
from tests.mail_server import mail_server
from tests.storage import Bucket, bucket, s3_server

__all__ = ["bucket", "s3_server"]

BEAT = "INSERT INTO process_beats (id, kind, started_at, seen_at) VALUES (gen_random_uuid(), %s, now(), now() - %s::interval)"


@pytest.fixture
def world(db: Database, redis: Redis) -> World:
    return world_of(db, redis)


def mailer(url: str) -> Mailer:
    return Mailer.of(url, "Health&Med <no-reply@healthmed.test>", mails_per_second=10)


async def asked(world: World, redis: Redis, actor: Actor, objects: Objects, smtp: str) -> Any:
    return await health.health(world.db, redis, objects, mailer(smtp), actor)


async def test_what_works_answers(world: World, redis: Redis, bucket: Bucket) -> None:
    with mail_server() as smtp:
        found = await asked(world, redis, await world.person("admin"), bucket.objects(), smtp.url)
    assert [(part.name, part.error) for part in found.parts] == [
        ("postgres", ""),
        ("valkey", ""),
        ("s3", ""),
        ("smtp", ""),
    ]
    assert found.schema == found.schema_expected != ""


async def test_what_is_away_is_told_and_the_rest_too(world: World) -> None:
    nowhere = f"127.0.0.1:{free_port()}"
    objects = Objects.of(f"http://{nowhere}", "none", "nobody", "nothing", "us-east-1")
    async with Redis.from_url(f"redis://{nowhere}") as lost:
        found = await asked(world, lost, await world.person("admin"), objects, f"smtp://{nowhere}")
    errors = {part.name: part.error for part in found.parts}
    assert errors.pop("postgres") == ""
    assert all(errors.values()), errors
    assert all(part.milliseconds < (health.ASKED_SECONDS + 5) * 1_000 for part in found.parts)
    assert found.processes is not None


async def test_a_part_that_hangs_is_not_waited_for(
    world: World, redis: Redis, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "ASKED_SECONDS", 0.2)
    let_go = asyncio.Event()

    async def silent(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await let_go.wait()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    admin = await world.person("admin")
    found = await asked(world, redis, admin, bucket.objects(), f"smtp://127.0.0.1:{port}")
    assert {part.name: part.error for part in found.parts}["smtp"] == "TimeoutError"
    let_go.set()
    server.close()


async def test_processes_that_live_and_that_fell_silent_are_told_apart(
    world: World, redis: Redis, bucket: Bucket
) -> None:
    await world.run(BEAT, "web", timedelta(seconds=1))
    await world.run(BEAT, "worker", timedelta(minutes=5))
    with mail_server() as smtp:
        found = await asked(world, redis, await world.person("admin"), bucket.objects(), smtp.url)
    assert [one.kind for one in found.processes.live] == ["web"]
    assert [one.kind for one in found.processes.silent] == ["worker"]
    assert found.processes.swept_at is None


async def test_a_process_says_that_it_lives_and_sweeps_until_its_end(world: World) -> None:
    await world.run(BEAT, "worker", beats.FORGOTTEN + timedelta(minutes=1))
    beat, stopping, swept = beats.new_beat("worker"), asyncio.Event(), asyncio.Event()

    def note() -> None:
        beat.swept_at = datetime.now(UTC)
        swept.set()

    sweeping = asyncio.create_task(sweep.run(world.booking, stopping, note))
    await asyncio.wait_for(swept.wait(), 20)
    living = asyncio.create_task(beats.run(world.db, beat, stopping))
    async with asyncio.timeout(20):
        while (rows := await world.run("SELECT id, swept_at IS NOT NULL FROM process_beats")) != [
            (beat.id, True)
        ]:
            assert len(rows) <= 2
            await asyncio.sleep(0.02)
    stopping.set()
    await asyncio.wait_for(asyncio.gather(sweeping, living), 20)
    assert await world.run("SELECT FROM process_beats") == []


async def test_nobody_else_asks(world: World, redis: Redis, bucket: Bucket) -> None:
    for actor in (await world.patient(), await world.doctor()):
        with pytest.raises(Forbidden):
            await asked(world, redis, actor, bucket.objects(), "smtp://127.0.0.1:9")
