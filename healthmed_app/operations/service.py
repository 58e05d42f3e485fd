"""The figures that administrators watch. Reading them is cheap, however much there is: what is much was counted by a job."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from redis.exceptions import RedisError

from healthmed_app.booking.context import Booking
from healthmed_app.core.access import Actor, require
from healthmed_app.core.ids import first_id
from healthmed_app.operations import queries, rules
from healthmed_app.operations.jobs import SIGNED_IN_WITHIN
from healthmed_app.operations.views import Backlog, Charts, Figures, Quarter, Recent, SignUps
from infra.db.pool import Connection

LINES = 10
DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)
_MINUTE = timedelta(minutes=1)
_SLACK = timedelta(seconds=30)
_HOUR = timedelta(hours=1)


async def figures(conn: Connection, booking: Booking, actor: Actor, now: datetime) -> Figures:
    """Return what changes by the second; raise `Forbidden` for all but administrators."""
    require(actor, "admin")
    since = now - _MINUTE
    count, seconds, (p50, p95) = await queries.recent(conn, first_id(since - _SLACK), since)
    rate = rules.rate_per_minute(count, queries.SAMPLE_MAX, seconds)
    mean, signed_in_before = await queries.last_hour(conn, now - _HOUR)
    return Figures(
        signed_in=await queries.signed_in(conn, now - SIGNED_IN_WITHIN),
        signed_in_before=signed_in_before,
        recent=Recent(rate, p50, p95),
        per_minute_before=mean,
        backlog=await _in_streams(booking, await queries.backlog(conn, LINES)),
        failed_requests=await queries.failed_requests(conn, now - DAY),
        failed_jobs=await queries.failed_jobs(conn),
        doctors_waiting=await queries.doctors_waiting(conn),
    )


async def _in_streams(booking: Booking, backlog: Backlog) -> Backlog:
    """Add what Redis holds of each line: less than waits for long is what the sweeper is about to put back."""
    if not backlog.lines:
        return backlog
    try:
        lengths: Sequence[int | None] = await booking.lines.lengths(
            [line.doctor_id for line in backlog.lines]
        )
    except (RedisError, OSError):
        return backlog
    lines = [replace(line, in_stream=length) for line, length in zip(backlog.lines, lengths, strict=True)]
    return replace(backlog, lines=lines)


async def newest(conn: Connection, actor: Actor) -> datetime | None:
    """Return the last minute that was counted: `charts` are other ones when it is another one."""
    require(actor, "admin")
    return await queries.newest_minute(conn)


async def charts(conn: Connection, actor: Actor, now: datetime, today: date) -> Charts:
    """Return what changes by the minute; raise `Forbidden` for all but administrators."""
    require(actor, "admin")
    first = datetime.fromtimestamp(now.timestamp() // 900 * 900, now.tzinfo) - DAY + QUARTER
    found = {row.starts_at: row for row in await queries.day(conn, first, DAY // QUARTER + 1)}
    starts = [first + number * QUARTER for number in range(DAY // QUARTER)]
    totals = await queries.totals(conn)
    of = {
        kind: {key: value for a, key, value, _ in totals if a == kind}
        for kind in ("status", "specialty", "sign_ups")
    }
    return Charts(
        newest=await queries.newest_minute(conn),
        day=[_quarter(at, found.get(at)) for at in starts],
        statuses=of["status"],
        specialties=of["specialty"],
        sign_ups=[
            SignUps(
                month,
                of["sign_ups"].get(f"{month.isoformat()} patient", 0),
                of["sign_ups"].get(f"{month.isoformat()} doctor", 0),
            )
            for month in rules.first_of_months(today)
        ],
        counted_at=min((at for *_, at in totals), default=None),
    )


def _quarter(starts_at: datetime, row: queries.QuarterRow | None) -> Quarter:
    if row is None:
        return Quarter(starts_at)
    return Quarter(
        starts_at,
        row.requests / row.minutes,
        row.signed_in,
        rules.quantile_ms(row.latency, 0.5),
        rules.quantile_ms(row.latency, 0.95),
    )
