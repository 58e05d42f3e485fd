"""The SQL of figures that a page reads as they are now. What would read much is counted by a job (`counting_queries`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from psycopg.rows import class_row

from healthmed_app.operations.views import Backlog, Line
from infra.db.pool import Connection

CLOCK = UUID(int=0)
"""Who asks for what time asks for."""
TOTALS_MAX = 1_000

SAMPLE_MAX = 20_000
"""Requests of the last minute that are looked at: when there are more, the newest stand for all."""
BACKLOG_MAX = 100_000
"""Undecided requests that are counted; an index holds them and nothing else."""
PEOPLE_MAX = 200_000
FAILED_MAX = 10_000
DOCTORS_MAX = 10_000

_SIGNED_IN = """
    SELECT count(DISTINCT user_id)::int FROM (
        SELECT user_id FROM sessions WHERE seen_at > %(since)s ORDER BY seen_at DESC LIMIT %(most)s) used
"""
_RECENT = """
    SELECT count(*)::int, coalesce(extract(epoch FROM clock_timestamp() - min(received_at)), 0)::float8,
           percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (
               ORDER BY extract(epoch FROM decided_at - received_at)::float8 * 1000)
    FROM (
        SELECT received_at, decided_at FROM booking_requests
        WHERE id >= %(first)s AND received_at >= %(since)s AND actor_id <> %(clock)s AND key NOT LIKE 'offer:%%'
        ORDER BY id DESC LIMIT %(limit)s) last
"""
_BACKLOG = """
    WITH undecided AS MATERIALIZED (
        SELECT doctor_id, received_at FROM booking_requests WHERE outcome IS NULL LIMIT %(most)s
    ), lines AS (
        SELECT doctor_id, count(*)::int AS waiting, min(received_at) AS oldest,
               (sum(count(*)) OVER ())::int AS total, min(min(received_at)) OVER () AS oldest_of_all
        FROM undecided GROUP BY doctor_id ORDER BY waiting DESC, doctor_id LIMIT %(lines)s
    )
    SELECT l.doctor_id, coalesce(u.full_name, ''), coalesce(d.slug, ''), l.waiting,
           extract(epoch FROM clock_timestamp() - l.oldest)::float8, l.total,
           extract(epoch FROM clock_timestamp() - l.oldest_of_all)::float8
    FROM lines l LEFT JOIN users u ON u.id = l.doctor_id LEFT JOIN doctors d ON d.id = l.doctor_id
    ORDER BY l.waiting DESC, l.doctor_id
"""
_FAILED_REQUESTS = "SELECT coalesce(sum(failed), 0)::int FROM minute_figures WHERE minute >= %(since)s"
_HOUR = """
    SELECT avg(requests)::float8,
           (SELECT signed_in FROM minute_figures WHERE minute <= %(since)s ORDER BY minute DESC LIMIT 1)
    FROM minute_figures WHERE minute >= %(since)s
"""
_FAILED_JOBS = """
    SELECT count(*)::int FROM (SELECT FROM procrastinate_jobs WHERE status = 'failed' LIMIT %(most)s) failed
"""
_DOCTORS_WAITING = """
    SELECT count(*)::int FROM (SELECT FROM doctors WHERE status = 'waiting' LIMIT %(most)s) waiting
"""
_DAY = """
    SELECT q.starts_at, q.minutes, q.requests, q.signed_in, l.latency
    FROM (
        SELECT date_bin('15 minutes', minute, 'epoch') AS starts_at, count(*)::int AS minutes,
               sum(requests)::int AS requests, max(signed_in) AS signed_in
        FROM minute_figures WHERE minute >= %(since)s GROUP BY 1 ORDER BY 1 LIMIT %(quarters)s
    ) q
    JOIN (
        SELECT starts_at, array_agg(decided ORDER BY place) AS latency
        FROM (
            SELECT date_bin('15 minutes', minute, 'epoch') AS starts_at, place, sum(counted)::int AS decided
            FROM minute_figures, unnest(latency) WITH ORDINALITY AS interval_counts (counted, place)
            WHERE minute >= %(since)s GROUP BY 1, 2
        ) sums GROUP BY starts_at
    ) l USING (starts_at)
    ORDER BY q.starts_at
"""


@dataclass(frozen=True, slots=True)
class QuarterRow:
    """A quarter of an hour: so many `minutes` of it were counted."""

    starts_at: datetime
    minutes: int
    requests: int
    signed_in: int | None
    latency: list[int]


async def _row(conn: Connection, statement: LiteralString, values: Mapping[str, Any]) -> tuple[Any, ...]:
    cursor = await conn.execute(statement, values)
    row = await cursor.fetchone()
    assert row is not None
    return row


async def signed_in(conn: Connection, since: datetime) -> int:
    """Return how many people have used a session since then."""
    return (await _row(conn, _SIGNED_IN, {"since": since, "most": PEOPLE_MAX}))[0]


async def recent(conn: Connection, first: UUID, since: datetime) -> tuple[int, float, list[float | None]]:
    """Return the requests since then, at most `SAMPLE_MAX`: how many, in how many seconds, and [p50, p95] in ms.

    `first` is the first id of that moment. What the clock or the place itself asked for does not count.
    """
    values = {"first": first, "since": since, "limit": SAMPLE_MAX, "clock": CLOCK}
    count, seconds, quantiles = await _row(conn, _RECENT, values)
    return count, seconds, quantiles or [None, None]


async def backlog(conn: Connection, lines: int) -> Backlog:
    """Return the longest `lines`, without what Redis holds of them."""
    cursor = await conn.execute(_BACKLOG, {"most": BACKLOG_MAX, "lines": lines})
    rows = await cursor.fetchall()
    if not rows:
        return Backlog((), 0, 0.0, more=False)
    total, oldest = rows[0][5], rows[0][6]
    return Backlog([Line(*row[:5]) for row in rows], total, oldest, more=total >= BACKLOG_MAX)


async def last_hour(conn: Connection, since: datetime) -> tuple[float | None, int | None]:
    """Return the mean of the requests of the minutes since then, and how many people were signed in at its beginning."""
    mean, signed_in_then = await _row(conn, _HOUR, {"since": since})
    return mean, signed_in_then


async def failed_requests(conn: Connection, since: datetime) -> int:
    """Return how many requests failed in the minutes since then."""
    return (await _row(conn, _FAILED_REQUESTS, {"since": since}))[0]


async def failed_jobs(conn: Connection) -> int:
    """Return how many jobs were given up."""
    return (await _row(conn, _FAILED_JOBS, {"most": FAILED_MAX}))[0]


async def doctors_waiting(conn: Connection) -> int:
    """Return how many doctors wait for verification."""
    return (await _row(conn, _DOCTORS_WAITING, {"most": DOCTORS_MAX}))[0]


async def newest_minute(conn: Connection) -> datetime | None:
    """Return the last minute that was counted."""
    return (await _row(conn, "SELECT max(minute) FROM minute_figures", {}))[0]


async def day(conn: Connection, since: datetime, quarters: int) -> list[QuarterRow]:
    """Return at most so many quarters of an hour since then, those that have counted minutes, the oldest first."""
    async with conn.cursor(row_factory=class_row(QuarterRow)) as cursor:
        await cursor.execute(_DAY, {"since": since, "quarters": quarters})
        return await cursor.fetchall()


async def totals(conn: Connection) -> list[tuple[str, str, int, datetime]]:
    """Return the bars that were counted last, as (kind, key, value, when)."""
    cursor = await conn.execute(
        "SELECT kind, key, value, counted_at FROM total_figures LIMIT %s", (TOTALS_MAX,)
    )
    return [(row[0], row[1], row[2], row[3]) for row in await cursor.fetchall()]
