"""The time zone that a browser says it is in. It is nobody's account, so only visitors' times follow it."""

from healthmed_app.core.zones import time_zones
from infra.web.cookies import read_cookie

ZONE_COOKIE = "time_zone"


def browser_zone(cookies: str) -> str:
    """Return the zone that the `Cookie` header names; empty when it names none that exists."""
    zone = read_cookie(cookies, ZONE_COOKIE)
    return zone if zone in time_zones() else ""
