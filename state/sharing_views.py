"""Who can read which files, as pages show it: strings ready to be drawn. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from healthmed_app.core import formats
from healthmed_app.core.errors import Invalid
from healthmed_app.core.texts import N_, _
from healthmed_app.records.grant_rules import AFTER_VISIT, UNTIL_MAX, Standing, ends_at
from healthmed_app.records.views import FileView


@dataclass
class SharedView:
    """A file that somebody can read now."""

    id: str = ""
    name: str = ""
    ends: str = ""
    stop_label: str = ""
    show_label: str = ""


@dataclass
class ReaderView:
    """A doctor who can read a file now."""

    id: str = ""
    name: str = ""
    ends: str = ""
    stop_label: str = ""


def shared_view(file: FileView, grant: Standing, zone: str) -> SharedView:
    """Project a file and the grant by which it is read."""
    return SharedView(
        id=str(file.id),
        name=file.name,
        ends=ends_words(grant, zone),
        stop_label=_("Stop sharing {name}", name=file.name),
        show_label=_("Show {name}", name=file.name),
    )


def reader_view(name: str, grant: Standing, zone: str) -> ReaderView:
    """Project a doctor and the grant by which they read."""
    return ReaderView(
        id=str(grant.doctor_id),
        name=name,
        ends=ends_words(grant, zone),
        stop_label=_("Stop sharing with {name}", name=name),
    )


def ends_words(grant: Standing, zone: str) -> str:
    """Return until when it can be read: `Until Tuesday 8 December 2026, 10:30`."""
    end = ends_at(grant)
    day = formats.day(formats.local(end, zone).date())
    return _("Until {day} at {time}", day=day, time=formats.clock_time(end, zone))


def until_of(text: str, zone: str) -> datetime:
    """Return the end of the day that was typed as `2026-12-31`, on the clock of `zone`.

    Raises:
        Invalid: it is no date, or no calendar reaches that far.
    """
    try:
        day = date.fromisoformat(text.strip()) + timedelta(days=1)
        return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Invalid(N_("Choose until when the doctor may read it."), field="until") from error


def until_bounds(today: date) -> tuple[str, str, str]:
    """Return the first and the last day that may be chosen, and the one that is proposed."""
    days = (today, today + UNTIL_MAX - timedelta(days=1), today + AFTER_VISIT)
    first, last, proposed = (day.isoformat() for day in days)
    return first, last, proposed
