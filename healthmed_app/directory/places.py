"""Where places of Brazil lie, and how far apart: from two bundled tables, so that no other host is asked.

A place is a town, and a coordinate its centre; `data/README.md` says from where they are and how exact. So an address
lies in the centre of its town, and two addresses are as far apart as their towns.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

from healthmed_app.directory.folding import fold
from healthmed_app.directory.states import STATES

DISTANCES_KM = (10, 25, 50, 100, 200)
"""The choices of the distance filter."""

_DATA = Path(__file__).parent / "data"
_EARTH_RADIUS_KM = 6371.0088
_KM_A_DEGREE = 111.19
_ORIGINS_KEPT = 256
_WITH_STATE = re.compile(r"(.+?)\s*(?:[,/(–]|\s-|-\s)\s*([A-Za-z]{2})\)?")
_ZIP = re.compile(r"[0-9]{2}\.?[0-9]{3}-?[0-9]{3}|[0-9]{5}")


@dataclass(frozen=True, slots=True)
class Place:
    """A town, in degrees of WGS 84."""

    id: int
    name: str
    state: str
    latitude: float
    longitude: float

    @property
    def label(self) -> str:
        """`Recife, PE`."""
        return f"{self.name}, {self.state}"


@dataclass(frozen=True, slots=True)
class Near:
    """The places around another one, nearest first: two sequences side by side."""

    place_ids: Sequence[int] = ()
    km: Sequence[float] = ()

    def within(self, km: float) -> "Near":
        """Return only those at most `km` away."""
        end = bisect_right(self.km, km)
        return Near(self.place_ids[:end], self.km[:end])


def place_of(text: str) -> Place | None:
    """Return the place of a CEP (its first five digits suffice) or of a name like `Recife` or `Recife, PE`.

    A name that several states have is the place with the most people.
    """
    asked = text.strip()
    if _ZIP.fullmatch(asked):
        return _place_of_zip(re.sub(r"[.-]", "", asked))
    found = _WITH_STATE.fullmatch(asked)
    if found and found[2].upper() in STATES:
        return place_in(found[1], found[2])
    return _table().largest.get(fold(asked))


def place_in(city: str, state: str, zip_code: str = "") -> Place | None:
    """Return the place of an address: by its city and state, else by its CEP."""
    return _table().named.get((fold(city), state.upper())) or _place_of_zip(zip_code)


def around(place: Place) -> Near:
    """Return the places at most the largest of `DISTANCES_KM` away, the place itself first."""
    return _around(place.id)


def distance_km(one: Place, other: Place) -> float:
    """Return the great-circle distance between two places, by the haversine formula."""
    north = radians(other.latitude - one.latitude)
    east = radians(other.longitude - one.longitude)
    across = cos(radians(one.latitude)) * cos(radians(other.latitude))
    half_chord = sin(north / 2) ** 2 + across * sin(east / 2) ** 2
    return 2 * _EARTH_RADIUS_KM * asin(sqrt(min(1.0, half_chord)))


@lru_cache(_ORIGINS_KEPT)
def _around(place_id: int) -> Near:
    table = _table()
    origin, most = table.by_id[place_id], DISTANCES_KM[-1]
    degrees = most / _KM_A_DEGREE
    first = bisect_left(table.latitudes, origin.latitude - degrees)
    last = bisect_right(table.latitudes, origin.latitude + degrees)
    found = sorted((distance_km(origin, one), one.id) for one in table.southern_first[first:last])
    near = [(km, one) for km, one in found if km <= most]
    return Near(tuple(one for _km, one in near), tuple(km for km, _one in near))


def _place_of_zip(zip_code: str) -> Place | None:
    digits = re.sub(r"\D", "", zip_code)
    if len(digits) not in {5, 8}:
        return None
    table = _table()
    at = bisect_right(table.zips_from, int(digits[:5])) - 1
    return table.by_id[table.zips_in[at]] if at >= 0 and int(digits[:5]) <= table.zips_to[at] else None


@dataclass(frozen=True, slots=True)
class _Table:
    by_id: dict[int, Place]
    named: dict[tuple[str, str], Place]
    largest: dict[str, Place]
    southern_first: list[Place]
    latitudes: list[float]
    zips_from: list[int]
    zips_to: list[int]
    zips_in: list[int]


@cache
def _table() -> _Table:
    places = [
        Place(int(one), name, state, float(latitude), float(longitude))
        for one, state, name, latitude, longitude in _rows("places")
    ]
    zips = [(int(first), int(last), int(place)) for first, last, place in _rows("postcodes")]
    southern_first = sorted(places, key=lambda place: place.latitude)
    return _Table(
        by_id={place.id: place for place in places},
        named={(fold(place.name), place.state): place for place in places},
        largest={fold(place.name): place for place in reversed(places)},
        southern_first=southern_first,
        latitudes=[place.latitude for place in southern_first],
        zips_from=[first for first, _last, _place in zips],
        zips_to=[last for _first, last, _place in zips],
        zips_in=[place for _first, _last, place in zips],
    )


def _rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (_DATA / f"{name}.tsv").read_text("utf-8").splitlines()]
