"""What somebody looks for, as the address of the results page says it.

The address is the whole state of a search: it can be shared, bookmarked and gone back to. Reading it is tolerant —
what makes no sense is left out, never refused — and writing it is exact: `SearchQuery.of(query.params()) == query`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Literal, Self, cast, get_args
from urllib.parse import urlencode

from healthmed_app.directory.folding import fold
from healthmed_app.directory.places import DISTANCES_KM
from healthmed_app.directory.specialties import BY_SLUG
from healthmed_app.directory.states import CODES, STATES

Mode = Literal["online", "in_person"]
Sort = Literal["next_free", "rating", "price", "distance"]

PAGE_SIZE = 20
PAGES_MAX = 50
TEXT_LENGTH_MAX = 120
KM_DEFAULT = 50
PRICE_CENTS_MAX = 10_000_000
RATINGS = (4.5, 4.0, 3.0)
PRICES_CENTS = (15_000, 25_000, 40_000)
"""The choices of the price filter, and of the rating's above."""

_CITY_AND_STATE = re.compile(r"^(.*?)\s*(?:[,/(–]|\s-|-\s)\s*([A-Za-z]{2})\)?$")


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A search. Empty strings and None mean "any"; `price_max_cents` is in the currency's cents.

    `near` is a place, by its name or its CEP, and `km` how far from it at most: one of `DISTANCES_KM`. Neither comes without the other.
    """

    text: str = ""
    specialty: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    near: str = ""
    km: int | None = None
    min_rating: float | None = None
    price_max_cents: int | None = None
    earliest: date | None = None
    mode: Mode | None = None
    sort: Sort = "next_free"
    page: int = 1

    @classmethod
    def of(cls, params: Mapping[str, str]) -> Self:
        """Read the parameters of an address; whatever makes no sense counts as not given."""
        city, state = _place(_squeezed(params.get("city", "")))
        zip_code, city = _zip(params.get("zip") or params.get("cep", ""), city)
        state = _one_of(params.get("state", "").strip().upper(), STATES) or state
        km, near = _km(params.get("km", "")), _near(_squeezed(params.get("near", "")))
        if km and not near and (city or zip_code):
            near, city, state, zip_code = zip_code or _joined(city, state), "", "", ""
        return cls(
            text=_squeezed(params.get("q", "")),
            specialty=_one_of(params.get("specialty", "").strip().lower(), tuple(BY_SLUG)) or "",
            city=city,
            state=state,
            zip=zip_code,
            near=near,
            km=(km or KM_DEFAULT) if near else None,
            min_rating=_rating(params.get("rating", "")),
            price_max_cents=_cents(params.get("price", "")),
            earliest=_date(params.get("from", "")),
            mode=cast("Mode | None", _one_of(params.get("mode", ""), get_args(Mode))),
            sort=_sort(params.get("sort", ""), near=bool(near)),
            page=_page(params.get("page", "")),
        )

    def params(self) -> dict[str, str]:
        """Return the parameters that differ from the defaults, in a fixed order."""
        price = self.price_max_cents
        written = {
            "q": self.text,
            "specialty": self.specialty,
            "city": self.city,
            "state": self.state,
            "zip": self.zip,
            "near": self.near,
            "km": str(self.km) if self.km else "",
            "rating": f"{self.min_rating:g}" if self.min_rating is not None else "",
            "price": f"{price // 100}.{price % 100:02}".removesuffix(".00") if price is not None else "",
            "from": self.earliest.isoformat() if self.earliest else "",
            "mode": self.mode or "",
            "sort": self.sort if self.sort != "next_free" else "",
            "page": str(self.page) if self.page > 1 else "",
        }
        return {name: value for name, value in written.items() if value}

    def url(self, path: str) -> str:
        """Return `path` with this search behind it, such as `/en/find?specialty=cardiology&city=Recife`."""
        params = self.params()
        return f"{path}?{urlencode(params)}" if params else path

    def but(self, **changes: object) -> Self:
        """Return this search with `changes`, on its first page unless `page` is among them."""
        return replace(self, **{"page": 1, **changes})  # type: ignore[arg-type]

    def anywhere(self) -> Self:
        """Return this search without the place that distances are from."""
        return self.but(near="", km=None, sort="next_free" if self.sort == "distance" else self.sort)

    @property
    def active(self) -> tuple[str, ...]:
        """The names of the filters in force, in the order of the form; sort, page and `near`'s `km` are no filters."""
        return tuple(
            field.name
            for field in fields(self)
            if field.name not in {"sort", "page", "km"} and getattr(self, field.name) not in {"", None}
        )


def _squeezed(text: str) -> str:
    """One line of printable characters, at most `TEXT_LENGTH_MAX` long."""
    printable = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(printable.split())[:TEXT_LENGTH_MAX].strip()


def _one_of(value: str, allowed: tuple[str, ...]) -> str | None:
    return value if value in allowed else None


def _place(text: str) -> tuple[str, str]:
    """Split `Recife, PE`, `Recife - PE`, `Recife/PE`; a state may stand alone, by its code or its name."""
    alone = text.upper() if text.upper() in STATES else CODES.get(fold(text), "")
    if alone:
        return "", alone
    found = _CITY_AND_STATE.match(text)
    if found and found[1] and found[2].upper() in STATES:
        return _place(found[1].strip())[0], found[2].upper()
    return text, ""


def _zip(text: str, city: str) -> tuple[str, str]:
    """Return the CEP as 8 digits (5 are completed), also from the city's field, and the city."""
    for given, rest in ((text, city), (city, "")):
        digits = re.sub(r"[\s.\-]", "", given)
        if re.fullmatch(r"[0-9]{5}|[0-9]{8}", digits):
            return digits.ljust(8, "0"), rest
    return "", city


def _near(text: str) -> str:
    """Return a place as it is written in addresses: a CEP as 8 digits, a name with its state behind a comma."""
    zip_code, text = _zip("", text)
    return zip_code or _joined(*_place(text)) or text


def _joined(city: str, state: str) -> str:
    return f"{city}, {state}" if city and state else city


def _km(text: str) -> int | None:
    value = _number(text)
    return next((km for km in DISTANCES_KM if km >= value), DISTANCES_KM[-1]) if value else None


def _sort(text: str, *, near: bool) -> Sort:
    sort = cast("Sort", _one_of(text, get_args(Sort)) or "next_free")
    return "next_free" if sort == "distance" and not near else sort


def _number(text: str) -> float | None:
    if not re.fullmatch(r"[0-9]{1,9}([.,][0-9]{1,4})?", text.strip()):
        return None
    return float(text.strip().replace(",", "."))


def _rating(text: str) -> float | None:
    value = _number(text)
    return round(value, 1) if value is not None and 1 <= round(value, 1) <= 5 else None


def _cents(text: str) -> int | None:
    value = _number(text)
    cents = round(value * 100) if value is not None else None
    return cents if cents is not None and 0 < cents <= PRICE_CENTS_MAX else None


def _date(text: str) -> date | None:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text.strip()):
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _page(text: str) -> int:
    digits = text.strip()
    return min(max(int(digits), 1), PAGES_MAX) if re.fullmatch(r"[0-9]{1,6}", digits) else 1
