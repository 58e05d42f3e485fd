"""The application's clock.

Decisions about appointments use the database's clock (see booking); this one serves what the application itself
must date: sessions, links, what a page shows as "today". An offset lets a drill make it jump.
"""

from datetime import UTC, datetime, timedelta

_offset = timedelta()


def now() -> datetime:
    """Return the current time, aware and in UTC."""
    return datetime.now(UTC) + _offset


def set_offset(seconds: float) -> None:
    """Shift this process's clock by `seconds`, for drills."""
    global _offset
    _offset = timedelta(seconds=seconds)
