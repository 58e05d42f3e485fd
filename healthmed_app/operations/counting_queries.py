"""The SQL of counting: what jobs read so that a page need not, and the rows that they make of it.

Ids are made in the order of time, so a span of time is a range of the primary key; the time itself is compared as well,
because a row may be older than its id, as those of a bulk load are.
"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from healthmed_app.operations.queries import CLOCK
from infra.db.columns import instants
from infra.db.pool import Connection

_LOCK = 0x4EA1C
KEEP_DAYS = 35
ZONE = "America/Sao_Paulo"
"""On whose calendar sign-ups are counted: that of the home market."""
GROUPS_MAX = 10_000

_MINUTES = """
    SELECT date_trunc('minute', received_at) AS minute,
           CASE WHEN decided_at IS NOT NULL
                THEN width_bucket(extract(epoch FROM decided_at - received_at)::float8 * 1000, %(bounds)s::float8[]) END
               AS place,
           count(*)::int, (count(*) FILTER (WHERE outcome = 'failed'))::int
    FROM booking_requests
    WHERE id >= %(first)s AND received_at >= %(since)s AND received_at < %(until)s
      AND actor_id <> %(clock)s AND key NOT LIKE 'offer:%%'
    GROUP BY 1, 2 LIMIT %(groups)s
"""
_WRITE_MINUTES = """
    INSERT INTO minute_figures (minute, requests, failed, latency)
    SELECT minute, requests, failed, string_to_array(latency, ' ')::int[]
    FROM unnest(%(minutes)s::timestamptz[], %(requests)s::int[], %(failed)s::int[], %(latency)s::text[])
        AS counted (minute, requests, failed, latency)
    ON CONFLICT (minute) DO UPDATE
    SET (requests, failed, latency) = (excluded.requests, excluded.failed, excluded.latency)
"""
_APPOINTMENTS = """
    SELECT a.status, d.specialty, count(*)::int FROM appointments a JOIN doctors d ON d.id = a.doctor_id
    WHERE a.id >= %(first)s AND a.created_at >= %(since)s AND (a.status <> 'held' OR a.active)
    GROUP BY 1, 2 LIMIT %(groups)s
"""
_SIGN_UPS = """
    SELECT date_trunc('month', created_at AT TIME ZONE %(zone)s)::date, role, count(*)::int FROM users
    WHERE id >= %(first)s AND created_at >= %(since)s::date::timestamp AT TIME ZONE %(zone)s
      AND role IN ('patient', 'doctor')
    GROUP BY 1, 2 LIMIT %(groups)s
"""


async def try_lock(conn: Connection) -> bool:
    """Let nobody else count until this transaction ends; False when somebody does."""
    cursor = await conn.execute("SELECT pg_try_advisory_xact_lock(%s)", (_LOCK,))
    row = await cursor.fetchone()
    return bool(row and row[0])


async def minutes(
    conn: Connection, first: UUID, since: datetime, until: datetime, bounds_ms: Sequence[float]
) -> list[tuple[datetime, int | None, int, int]]:
    """Return (minute, interval of the latency, requests, failed ones) of what was received between two moments.

    `first` is the first id of the first of them. The interval is None for what is not decided yet.
    """
    values = {
        "bounds": list(bounds_ms),
        "first": first,
        "since": since,
        "until": until,
        "clock": CLOCK,
        "groups": GROUPS_MAX,
    }
    cursor = await conn.execute(_MINUTES, values)
    return [(row[0], row[1], row[2], row[3]) for row in await cursor.fetchall()]


async def write_minutes(
    conn: Connection, counted: Sequence[tuple[datetime, int, int, Sequence[int]]]
) -> None:
    """Write minutes as (minute, requests, failed ones, histogram), instead of what was counted of them before."""
    values = {
        "minutes": instants(one[0] for one in counted),
        "requests": [one[1] for one in counted],
        "failed": [one[2] for one in counted],
        "latency": [" ".join(map(str, one[3])) for one in counted],
    }
    await conn.execute(_WRITE_MINUTES, values)


async def write_signed_in(conn: Connection, minute: datetime, people: int) -> None:
    """Write how many people were signed in at the end of a minute, unless that is known already."""
    await conn.execute(
        "UPDATE minute_figures SET signed_in = %s WHERE minute = %s AND signed_in IS NULL", (people, minute)
    )


async def forget_minutes(conn: Connection, limit: int) -> None:
    """Remove at most `limit` minutes that nobody looks at any more."""
    await conn.execute(
        """
        DELETE FROM minute_figures WHERE minute IN (
            SELECT minute FROM minute_figures WHERE minute < clock_timestamp() - make_interval(days => %s)
            ORDER BY minute LIMIT %s)
        """,
        (KEEP_DAYS, limit),
    )


async def appointments(conn: Connection, first: UUID, since: datetime) -> list[tuple[str, str, int]]:
    """Return (status, specialty, how many) of the appointments made since then; holds that ended do not count."""
    values = {"first": first, "since": since, "groups": GROUPS_MAX}
    cursor = await conn.execute(_APPOINTMENTS, values)
    return [(row[0], row[1], row[2]) for row in await cursor.fetchall()]


async def sign_ups(conn: Connection, first: UUID, since: date) -> list[tuple[date, str, int]]:
    """Return (first of the month, role, how many) of the people who signed up since then."""
    values = {"first": first, "since": since, "zone": ZONE, "groups": GROUPS_MAX}
    cursor = await conn.execute(_SIGN_UPS, values)
    return [(row[0], row[1], row[2]) for row in await cursor.fetchall()]


async def replace_totals(conn: Connection, totals: Sequence[tuple[str, str, int]]) -> None:
    """Write all bars as (kind, key, value), instead of those before."""
    await conn.execute("DELETE FROM total_figures")
    await conn.execute(
        """
        INSERT INTO total_figures (kind, key, value)
        SELECT * FROM unnest(%s::text[], %s::text[], %s::int[])
        """,
        ([one[0] for one in totals], [one[1] for one in totals], [one[2] for one in totals]),
    )
