"""Jobs of the clock that count: the last minutes of requests, and what the charts of longer spans show."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

from healthmed_app.core import clock
from healthmed_app.core.ids import first_id
from healthmed_app.operations import counting_queries, queries, queue_queries, rules
from infra.db.pool import Connection, Database

COUNT_MINUTES = "operations.count_minutes"
COUNT_TOTALS = "operations.count_totals"
SIGNED_IN_WITHIN = timedelta(minutes=15)
APPOINTMENTS_WITHIN = timedelta(days=30)
_SLACK = timedelta(seconds=30)
"""A request's id is made by a web process a little before the database notes when it was received."""
_FORGOTTEN_AT_ONCE = 5_000


async def count_minutes(db: Database) -> None:
    """Count the minutes since the last time, and the newest ones once more, since some of theirs were still undecided."""
    now = clock.now()
    async with db.transaction() as conn:
        if not await counting_queries.try_lock(conn):
            return
        wanted = rules.minutes_to_count(now, await queries.newest_minute(conn))
        if not wanted:
            return
        since, until = wanted[0], wanted[-1] + rules.MINUTE
        found = await counting_queries.minutes(conn, first_id(since - _SLACK), since, until, rules.BOUNDS_MS)
        await counting_queries.write_minutes(conn, minute_rows(wanted, found))
        people = await queries.signed_in(conn, now - SIGNED_IN_WITHIN)
        await counting_queries.write_signed_in(conn, wanted[-1], people)
        await counting_queries.forget_minutes(conn, _FORGOTTEN_AT_ONCE)


def minute_rows(
    wanted: list[datetime], found: list[tuple[datetime, int | None, int, int]]
) -> list[tuple[datetime, int, int, list[int]]]:
    """Return a row for each minute that is `wanted`, also for those in which nothing was `found`."""
    requests, failed = Counter[datetime](), Counter[datetime]()
    latency = {minute: rules.empty() for minute in wanted}
    for minute, place, count, failures in found:
        requests[minute] += count
        failed[minute] += failures
        if place is not None:
            latency[minute][place] += count
    return [(minute, requests[minute], failed[minute], latency[minute]) for minute in wanted]


async def count_totals(db: Database) -> None:
    """Count the appointments of the last 30 days by status and by specialty, and the sign-ups of the last year by month."""
    async with db.transaction() as conn:
        if await counting_queries.try_lock(conn):
            await write_totals(conn, clock.now())
            await queue_queries.forget_errors(conn)


async def write_totals(conn: Connection, now: datetime) -> None:
    """Write those totals, as they are in this transaction."""
    since, months = now - APPOINTMENTS_WITHIN, rules.first_of_months(now.date())
    made = await counting_queries.appointments(conn, first_id(since), since)
    joined = await counting_queries.sign_ups(
        conn, first_id(_midnight(months[0]) - timedelta(days=1)), months[0]
    )
    totals = Counter[tuple[str, str]]()
    for status, specialty, count in made:
        totals["status", status] += count
        totals["specialty", specialty] += count
    for month, role, count in joined:
        totals["sign_ups", f"{month.isoformat()} {role}"] += count
    await counting_queries.replace_totals(conn, [(*key, value) for key, value in totals.items()])


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
