"""A moment that was typed as a date and a time, on a doctor's wall clock. Pure."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from healthmed_app.core.errors import Invalid
from healthmed_app.core.texts import N_

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 1, 1)
"""Far beyond anything that may be asked for, and far from where the calendar ends."""


def typed_moment(day: str, wall: str, zone: str, field: str) -> datetime:
    """Return the moment, in UTC.

    Raises:
        Invalid: it cannot be read, or no calendar reaches that far; `field` is where that is said.
    """
    try:
        on, at = date.fromisoformat(day), time.fromisoformat(wall)
    except ValueError as error:
        raise Invalid(N_("Enter a date and a time."), field=field) from error
    if not FIRST_DAY <= on <= LAST_DAY:
        raise Invalid(N_("Choose a date within the next two years."), field=field)
    return datetime.combine(on, at, ZoneInfo(zone)).astimezone(UTC)
