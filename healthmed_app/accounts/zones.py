"""The time zones that a person may choose: all of Brazil's, then those where Brazilians abroad mostly live."""

from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location

from healthmed_app.core.formats import locale

BRAZIL = (
    "America/Sao_Paulo",
    "America/Araguaina",
    "America/Bahia",
    "America/Belem",
    "America/Boa_Vista",
    "America/Campo_Grande",
    "America/Cuiaba",
    "America/Fortaleza",
    "America/Maceio",
    "America/Manaus",
    "America/Noronha",
    "America/Porto_Velho",
    "America/Recife",
    "America/Rio_Branco",
)
"""The tz database's zones of Brazil that differ today or have lately (zone1970.tab)."""

ABROAD = (
    "America/Argentina/Buenos_Aires",
    "America/Asuncion",
    "America/Bogota",
    "America/Chicago",
    "America/Denver",
    "America/La_Paz",
    "America/Lima",
    "America/Los_Angeles",
    "America/Mexico_City",
    "America/Montevideo",
    "America/New_York",
    "America/Santiago",
    "America/Toronto",
    "Asia/Dubai",
    "Asia/Tokyo",
    "Atlantic/Azores",
    "Australia/Sydney",
    "Europe/Berlin",
    "Europe/Dublin",
    "Europe/Lisbon",
    "Europe/London",
    "Europe/Madrid",
    "Europe/Paris",
    "Europe/Rome",
    "Europe/Zurich",
)

ZONES = BRAZIL + ABROAD


def choices() -> list[tuple[str, str]]:
    """Return each zone with its city's name in the current language."""
    return [
        (zone, get_timezone_location(ZoneInfo(zone), locale=locale(), return_city=True)) for zone in ZONES
    ]
