"""What a review may say, why one may be hidden, and the months that a doctor looks back on. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from healthmed_app.core.texts import N_

STARS = range(1, 6)
COMMENT_MAX = 2_000
REASON_MAX = 500
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Month:
    """The reviews of one calendar month: their mean in hundredths of a star (0 without any), and how many."""

    first: date
    mean_hundredths: int
    reviews: int


def problems(rating: int | None, comment: str) -> dict[str, str]:
    """Return what is wrong with a review, by field; nothing when it is fine (product, "Rules that inputs meet")."""
    found: dict[str, str] = {}
    if rating not in STARS:
        found["rating"] = N_("Choose from one to five stars.")
    if len(comment.strip()) > COMMENT_MAX:
        found["comment"] = N_("Use at most 2,000 characters.")
    return found


def reason_problems(reason: str) -> dict[str, str]:
    """Return what is wrong with the reason for hiding a review, by field: its author reads it."""
    if not reason.strip():
        return {"reason": N_("Say why, so that its author knows.")}
    if len(reason.strip()) > REASON_MAX:
        return {"reason": N_("Use at most 500 characters.")}
    return {}


def months_back(today: date, count: int = MONTHS) -> list[date]:
    """Return the first days of the last `count` months, this one included, oldest first."""
    newest = today.year * 12 + today.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(newest - count + 1, newest + 1)]


def filled(found: Iterable[Month], months: Iterable[date]) -> list[Month]:
    """Return one month for each of `months`, without reviews where none was `found`."""
    by_first = {month.first: month for month in found}
    return [by_first.get(first, Month(first, 0, 0)) for first in months]
