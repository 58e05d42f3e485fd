"""Dates, times, money and distances as a reader expects them: in their language and their time zone (Babel, CLDR)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_timezone_name
from babel.numbers import format_currency, format_decimal

from healthmed_app.core.texts import _, language

_LOCALES = {"en": "en_GB", "pt": "pt_BR"}
_OF = {"en": " ", "pt": " 'de' "}
"""What stands between a day and its month, and between the month and the year, in a CLDR pattern."""
_SHORT = {"en": "d MMM", "pt": "d/MM"}


def locale() -> str:
    """Return the CLDR locale of the current language."""
    return _LOCALES[language()]


def _pattern(*parts: str) -> str:
    """Return the CLDR pattern of a date made of day, month and perhaps year, as the current language joins them."""
    return _OF[language()].join(parts)


def _whole(value: date, month: str) -> str:
    """Return the CLDR pattern of a whole date; in Portuguese the first day of a month is an ordinal, `1º de dezembro`."""
    return _pattern("d'º'" if language() == "pt" and value.day == 1 else "d", month, "y")


def _weekday(width: str = "EEEE") -> str:
    """Return the CLDR pattern of a weekday before a date."""
    return f"{width}, " if language() == "pt" else f"{width} "


def local(moment: datetime, zone: str) -> datetime:
    """Return `moment` (aware) on the wall clock of `zone`, such as `America/Recife`."""
    return moment.astimezone(ZoneInfo(zone))


def clock_time(moment: datetime, zone: str) -> str:
    """Return `14:30`."""
    return format_time(moment, "HH:mm", tzinfo=ZoneInfo(zone), locale=locale())


def day(value: date) -> str:
    """Return `Tuesday 24 November 2026`."""
    return format_date(value, _weekday() + _whole(value, "MMMM"), locale=locale())


def short_day(value: date) -> str:
    """Return `Tue 24 Nov`; in Portuguese `ter., 24/11`, since buttons are narrow and its months in letters long."""
    return format_date(value, _weekday("EEE") + _SHORT[language()], locale=locale())


def weekday(value: date) -> str:
    """Return `Tue`."""
    return format_date(value, "EEE", locale=locale())


def day_of_month(value: date) -> str:
    """Return `24 Nov`; in Portuguese `24/11`, as `short_day`."""
    return format_date(value, _SHORT[language()], locale=locale())


def short_date(value: date) -> str:
    """Return `24 Nov 2026`."""
    return format_date(value, _whole(value, "MMM"), locale=locale())


def month(value: date) -> str:
    """Return `November 2026`."""
    return format_date(value, _pattern("LLLL", "y"), locale=locale())


def short_month(value: date) -> str:
    """Return `Nov`."""
    return format_date(value, "LLL", locale=locale())


def moment(value: datetime, zone: str) -> str:
    """Return `Tuesday 24 November 2026 at 14:30`."""
    return _("{day} at {time}", day=day(local(value, zone).date()), time=clock_time(value, zone))


def relative_day(value: date, today: date) -> str:
    """Return `Today`, `Tomorrow`, or the short day."""
    if value == today:
        return _("Today")
    if (value - today).days == 1:
        return _("Tomorrow")
    return short_day(value)


def zone_name(zone: str, at: datetime) -> str:
    """Return the zone's name as people say it, such as `Brasilia Time`."""
    return get_timezone_name(at.astimezone(ZoneInfo(zone)), locale=locale())


def money(cents: int, currency: str = "BRL") -> str:
    """Return `R$ 250`, or `R$ 250.50` where there are cents."""
    pattern = "¤ #,##0" if cents % 100 == 0 else "¤ #,##0.00"
    return format_currency(cents / 100, currency, pattern, locale=locale(), currency_digits=False)


def decimal(value: float) -> str:
    """Return a number with one decimal: `4.8`."""
    return format_decimal(value, "0.0", locale=locale())


def count(value: int) -> str:
    """Return a whole number with its thousands grouped: `12,480`."""
    return format_decimal(value, "#,##0", locale=locale())


def file_size(size_bytes: int) -> str:
    """Return `340 KB`, or `1.2 MB` from a megabyte on; both are powers of 1024, as browsers count."""
    if size_bytes < 1 << 20:
        return f"{count(max(1, round(size_bytes / 1024)))} KB"
    return f"{decimal(size_bytes / (1 << 20))} MB"
