"""A day of figures behind the demo, so that the administrators' charts have something to show: by day more than by night."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from math import pi, sin
from random import Random

from healthmed_app.demo import bulk
from healthmed_app.operations import rules
from healthmed_app.operations.jobs import write_totals
from infra.db.pool import Connection

_MINUTES = 24 * 60
_QUIETEST_UTC = 7
"""Four in the morning in Brazil."""


async def load_figures(conn: Connection, random: Random, now: datetime) -> None:
    """Write the minutes of the last day, as if many people had used the place, and count the rest."""
    columns = ("minute", "requests", "failed", "signed_in", "latency")
    # What a worker has counted until now was of an empty place.
    await conn.execute("DELETE FROM minute_figures WHERE minute < %s", (now,))
    await bulk.copy(conn, "minute_figures", columns, _rows(random, now.replace(second=0, microsecond=0)))
    await write_totals(conn, now)


def _rows(random: Random, end: datetime) -> Iterator[tuple[datetime, int, int, int, list[int]]]:
    for back in range(_MINUTES, 0, -1):
        minute = end - timedelta(minutes=back)
        hours = (minute.hour + minute.minute / 60 - _QUIETEST_UTC) % 24
        busy = 0.08 + sin(pi * hours / 24) ** 2
        requests = round(random.gauss(42, 5) * busy)
        latency = rules.empty()
        for _request in range(max(0, requests)):
            latency[min(len(latency) - 1, max(6, round(random.gauss(9 + busy, 1.6))))] += 1
        yield minute, max(0, requests), 0, round(260 * busy + random.gauss(20, 2)), latency
