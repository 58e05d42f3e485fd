"""The arithmetic of figures: histograms of waiting times that can be added up, quantiles of them, rates. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

BOUNDS_MS = tuple(round(2 ** (step / 2), 3) for step in range(41))
"""From 1 ms to 17 minutes, each a half as long again (√2): what falls between two bounds is told apart no further."""
INTERVALS = len(BOUNDS_MS) + 1
MINUTE = timedelta(minutes=1)
CATCH_UP = timedelta(hours=1)
AGAIN = timedelta(minutes=3)
"""A minute is counted again for so long: what was received in it may be decided later."""
MONTHS = 12
BARS_MAX = 8


def empty() -> list[int]:
    """Return a histogram of nothing."""
    return [0] * INTERVALS


def added(histograms: Iterable[Sequence[int]]) -> list[int]:
    """Return one histogram for all."""
    total = empty()
    for one in histograms:
        for interval, count in enumerate(one):
            total[interval] += count
    return total


def quantile_ms(histogram: Sequence[int], share: float) -> float | None:
    """Return within how many milliseconds a `share` (0–1) was decided, to half as much again; None without any."""
    wanted = share * sum(histogram)
    if not wanted:
        return None
    seen = 0.0
    edges = (0.0, *BOUNDS_MS, BOUNDS_MS[-1] * 2)
    for count, (low, high) in zip(histogram, pairwise(edges), strict=True):
        if count and seen + count >= wanted:
            return low + (high - low) * (wanted - seen) / count
        seen += count
    return edges[-1]


def minutes_to_count(now: datetime, last: datetime | None) -> list[datetime]:
    """Return the whole minutes before `now` to count, the oldest first; `last` is the newest that has been."""
    end = now.replace(second=0, microsecond=0)
    begin = end - CATCH_UP if last is None else max(last + MINUTE - AGAIN, end - CATCH_UP)
    return [begin + number * MINUTE for number in range(max(0, (end - begin) // MINUTE))]


def rate_per_minute(count: int, limit: int, span_seconds: float) -> float:
    """Return how many there are a minute, when `count` came in the last minute, or `limit` of them in `span_seconds`."""
    if count < limit:
        return float(count)
    return count * 60 / max(span_seconds, 0.001)


def largest(values: dict[str, int], most: int = BARS_MAX) -> tuple[list[tuple[str, int]], int]:
    """Return the `most` largest as (key, value), the largest first, and the sum of the others."""
    ordered = sorted(values.items(), key=lambda item: (-item[1], item[0]))
    return ordered[:most], sum(value for _, value in ordered[most:])


def first_of_months(today: date, count: int = MONTHS) -> list[date]:
    """Return the first days of the last `count` months, this one included, the oldest first."""
    newest = today.year * 12 + today.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(newest - count + 1, newest + 1)]
