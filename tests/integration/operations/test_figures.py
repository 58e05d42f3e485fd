"""The figures that administrators watch are what the rows say, for them alone, and read little of large tables."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis.asyncio import Redis

from healthmed_app.core.access import Actor
from healthmed_app.core.errors import Forbidden
from healthmed_app.core.ids import first_id, new_id
from healthmed_app.operations import counting_queries, jobs, queries, rules, service
from infra.db.pool import Database
from tests.booking_world import World, world_of

REQUEST = """
    INSERT INTO booking_requests (id, doctor_id, actor_id, key, payload_hash, kind, received_at, decide_by,
                                  outcome, decided_at, decided_seq)
    VALUES (%s, %s, %s, %s, '', 'hold', %s, now(), %s, %s, %s)
"""


@pytest.fixture
def world(db: Database, redis: Redis) -> World:
    return world_of(db, redis)


async def request(
    world: World, doctor: Actor, at: datetime, took_ms: float | None = None, **other: Any
) -> None:
    """Write a request that was received at a moment, and decided after so long or not at all."""
    request_id, decided = new_id(), took_ms is not None
    await world.run(
        REQUEST,
        request_id,
        doctor.user_id,
        other.get("actor_id", new_id()),
        other.get("key", str(request_id)),
        at,
        other.get("outcome", "held") if decided else None,
        at + timedelta(milliseconds=took_ms) if took_ms is not None else None,
        1 if decided else None,
    )


async def figures(world: World, actor: Actor) -> Any:
    async with world.db.read() as conn:
        return await service.figures(conn, world.booking, actor, datetime.now(UTC))


async def charts(world: World, actor: Actor) -> Any:
    now = datetime.now(UTC)
    async with world.db.read() as conn:
        return await service.charts(conn, actor, now, now.date())


async def test_nothing_yet_is_nothing(world: World) -> None:
    admin = await world.person("admin")
    found = await figures(world, admin)
    assert (found.signed_in, found.recent.per_minute, found.recent.p50_ms) == (0, 0, None)
    assert (found.backlog.waiting, found.failed_requests, found.failed_jobs, found.doctors_waiting) == (
        0,
        0,
        0,
        0,
    )
    drawn = await charts(world, admin)
    assert len(drawn.day) == 96
    assert {quarter.per_minute for quarter in drawn.day} == {None}
    assert drawn.counted_at is None


async def test_the_last_minute_is_live(world: World) -> None:
    admin, doctor = await world.person("admin"), await world.doctor()
    now = datetime.now(UTC)
    for took in (10, 20, 30, 1_000):
        await request(world, doctor, now, took)
    await request(world, doctor, now)
    await request(world, doctor, now - timedelta(minutes=5), 10)
    await request(world, doctor, now, 10, actor_id=queries.CLOCK)
    await request(world, doctor, now, 10, key="offer:1")
    recent = (await figures(world, admin)).recent
    assert recent.per_minute == 5
    assert recent.p50_ms == pytest.approx(25)
    assert recent.p95_ms == pytest.approx(854.5)


async def test_the_longest_lines_come_first_with_what_redis_holds(world: World) -> None:
    admin, long, short = await world.person("admin"), await world.doctor(), await world.doctor()
    then = datetime.now(UTC) - timedelta(seconds=90)
    for _ in range(3):
        await request(world, long, then)
    await request(world, short, datetime.now(UTC))
    await world.booking.lines.append([(long.user_id, new_id())])
    backlog = (await figures(world, admin)).backlog
    assert [(line.doctor_id, line.waiting, line.in_stream) for line in backlog.lines] == [
        (long.user_id, 3, 1),
        (short.user_id, 1, 0),
    ]
    assert backlog.lines[0].name.startswith("Person")
    assert (backlog.waiting, backlog.more) == (4, False)
    assert 90 <= backlog.oldest_seconds < 600


async def test_people_failures_and_doctors_are_counted(world: World) -> None:
    admin, patient = await world.person("admin"), await world.patient()
    for person, minutes in ((patient, 1), (patient, 3), (admin, 10), (await world.patient(), 30)):
        await world.run(
            """
            INSERT INTO sessions (id, secret_hash, user_id, device, address, seen_at, expires_at)
            VALUES (%s, %s, %s, '', '', now() - make_interval(mins => %s), now() + interval '1 day')
            """,
            new_id(), new_id().bytes, person.user_id, minutes,
        )  # fmt: skip
    await world.run(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('default', 'x', 'failed'), ('default', 'y', 'todo')"
    )
    doctor = await world.doctor()
    await world.run("UPDATE doctors SET status = 'waiting' WHERE id = %s", doctor.user_id)
    found = await figures(world, admin)
    assert (found.signed_in, found.failed_jobs, found.doctors_waiting) == (2, 1, 1)


async def test_minutes_are_counted_and_counted_again_when_more_of_them_is_decided(world: World) -> None:
    admin, doctor = await world.person("admin"), await world.doctor()
    before = datetime.now(UTC).replace(second=30) - timedelta(minutes=2)
    await request(world, doctor, before, 16)
    await request(world, doctor, before, 16, outcome="failed")
    await request(world, doctor, before)
    await jobs.count_minutes(world.db)
    row = "SELECT requests, failed, (SELECT sum(n) FROM unnest(latency) n) FROM minute_figures WHERE minute = %s"
    minute = before.replace(second=0, microsecond=0)
    assert await world.run(row, minute) == [(3, 1, 2)]
    await world.run(
        "UPDATE booking_requests SET outcome = 'held', decided_at = now(), decided_seq = 9 WHERE outcome IS NULL"
    )
    await jobs.count_minutes(world.db)
    await jobs.count_minutes(world.db)
    assert await world.run(row, minute) == [(3, 1, 3)]
    found = await figures(world, admin)
    assert (found.failed_requests, found.signed_in_before) == (1, None)
    assert found.per_minute_before > 0
    drawn = await charts(world, admin)
    (quarter,) = [one for one in drawn.day if one.p50_ms]
    assert 11 < quarter.p50_ms < 24
    assert drawn.newest == (await world.run("SELECT max(minute) FROM minute_figures"))[0][0]
    assert await world.run("SELECT count(*) FROM minute_figures WHERE signed_in IS NOT NULL") == [(1,)]


async def test_old_minutes_go(world: World) -> None:
    await world.run("INSERT INTO minute_figures (minute, latency) VALUES (now() - interval '36 days', '{}')")
    await jobs.count_minutes(world.db)
    assert await world.run(
        "SELECT count(*) FROM minute_figures WHERE minute < now() - interval '2 days'"
    ) == [(0,)]


async def test_totals_are_those_of_the_rows(world: World) -> None:
    admin, patient = await world.person("admin"), await world.patient()
    heart, skin = await world.doctor(), await world.doctor(specialty="dermatology")
    for doctor, status, active, days in (
        (heart, "confirmed", True, 1),
        (heart, "concluded", False, 2),
        (skin, "held", False, 3),
        (skin, "cancelled", False, 4),
        (skin, "concluded", False, 60),
    ):
        await world.run(
            """
            INSERT INTO appointments (id, doctor_id, patient_id, during, starts_at, status, active, price_cents, created_at)
            VALUES (%s, %s, %s, tstzrange(now() + make_interval(days => %s), now() + make_interval(days => %s, hours => 1)),
                    now(), %s, %s, 1, now() - make_interval(days => %s))
            """,
            new_id(), doctor.user_id, patient.user_id, days, days, status, active, days,
        )  # fmt: skip
    await jobs.count_totals(world.db)
    await jobs.count_totals(world.db)
    drawn = await charts(world, admin)
    assert drawn.statuses == {"confirmed": 1, "concluded": 1, "cancelled": 1}
    assert drawn.specialties == {"cardiology": 2, "dermatology": 1}
    newest = drawn.sign_ups[-1]
    assert (len(drawn.sign_ups), newest.patients, newest.doctors) == (12, 1, 2)
    assert drawn.counted_at is not None


async def test_nobody_else_reads_figures(world: World) -> None:
    for actor in (await world.patient(), await world.doctor()):
        with pytest.raises(Forbidden):
            await figures(world, actor)
        with pytest.raises(Forbidden):
            await charts(world, actor)


async def test_large_tables_are_read_by_index(world: World) -> None:
    doctor = await world.doctor()
    await world.run(
        """
        INSERT INTO booking_requests (id, doctor_id, actor_id, key, payload_hash, kind, received_at, decide_by, outcome,
                                      decided_at, decided_seq)
        SELECT uuidv7(make_interval(mins => -n)), %s, gen_random_uuid(), n::text, '', 'hold', now() - make_interval(mins => n),
               now(), 'held', now() - make_interval(mins => n), n
        FROM generate_series(1, 20000) n
        """,
        doctor.user_id,
    )
    await world.run("ANALYZE booking_requests")
    since = datetime.now(UTC) - timedelta(minutes=3)
    first = first_id(since)
    for statement, values in (
        (queries._RECENT, {"first": first, "since": since, "limit": 100, "clock": queries.CLOCK}),
        (queries._BACKLOG, {"most": 100, "lines": 10}),
        (
            counting_queries._MINUTES,
            {
                "bounds": list(rules.BOUNDS_MS),
                "first": first,
                "since": since,
                "until": datetime.now(UTC),
                "clock": queries.CLOCK,
                "groups": 100,
            },
        ),
    ):
        async with world.db.read() as conn:
            cursor = await conn.execute(f"EXPLAIN {statement}", values)  # type: ignore[arg-type]
            plan = "\n".join(row[0] for row in await cursor.fetchall())
        assert "Seq Scan on booking_requests" not in plan, plan
