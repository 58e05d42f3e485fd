"""The time zone that a browser says it is in. It is nobody's account, so only visitors' times follow it."""

from functools import cache
from zoneinfo import available_timezones

from infra.web.cookies import read_cookie

ZONE_COOKIE = "time_zone"


@cache
def _known() -> set[str]:
    # It is a name of this machine's own clock, and of no place.
    return available_timezones() - {"localtime"}


def browser_zone(cookies: str) -> str:
    """Return the zone that the `Cookie` header names; empty when it names none that exists."""
    zone = read_cookie(cookies, ZONE_COOKIE)
    return zone if zone in _known() else ""
