"""The time zones that may be named: places of the IANA database, which Postgres knows too."""

from functools import cache
from zoneinfo import available_timezones


@cache
def time_zones() -> frozenset[str]:
    """Return the names, such as `America/Recife`; without `localtime`, which is this machine's and no place's."""
    return frozenset(available_timezones() - {"localtime"})
