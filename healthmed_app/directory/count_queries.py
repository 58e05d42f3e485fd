"""How many doctors a search finds, and how many each choice of each filter would leave.

A choice is counted within all the *other* filters. One pass over the doctors who meet all filters serves every filter
that is not set; each one that is set costs a pass without it. A pass stops after `Filters.most` matches; what is asked
by specialty and place alone is counted from `directory_totals`, exactly, at any size.
"""
# ruff: noqa: S608 — statements are put together from literal strings only, which the type checker verifies.

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import LiteralString, NamedTuple

from psycopg.rows import tuple_row

from healthmed_app.directory.places import DISTANCES_KM
from healthmed_app.directory.queries import CHOICES, MEETING_CHOICES
from healthmed_app.directory.query import PRICES_CENTS, RATINGS
from healthmed_app.directory.search_queries import Filters
from infra.db.pool import Connection

CITIES_MAX = 30
_COUNTED = "specialty, city_key, city, state, place_id, online, in_person, rating_hundredths, price_cents"
_COUNTS = f"count(*), {MEETING_CHOICES}"
_SUMS = """
    coalesce(sum(doctors), 0)::int, coalesce(sum(online), 0)::int, coalesce(sum(in_person), 0)::int,
    ARRAY[coalesce(sum(rated[1]), 0), coalesce(sum(rated[2]), 0), coalesce(sum(rated[3]), 0)]::int[],
    ARRAY[coalesce(sum(priced[1]), 0), coalesce(sum(priced[2]), 0), coalesce(sum(priced[3]), 0)]::int[]
"""
_PLACES = frozenset({"near", "city", "state", "zip"})
FACET_FILTERS: tuple[LiteralString, ...] = ("specialty", "city", "mode", "rating", "price")


@dataclass(frozen=True, slots=True)
class CityCount:
    """How many doctors a city has within a search."""

    key: str
    state: str
    name: str
    doctors: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of doctors: within all filters, and by filter and choice within all the other filters."""

    total: int
    more: bool
    """More match than are counted, or gathered to be sorted."""
    exact: bool
    """Every number is exact, not just at least so."""
    specialties: Mapping[str, int]
    cities: Sequence[CityCount]
    """Most doctors first; the one that was asked for is among them."""
    modes: Mapping[str, int]
    ratings: Mapping[float, int]
    prices: Mapping[int, int]
    distances: Mapping[int, int]
    """By how many km away at most; empty when no place is named."""


class _Level(NamedTuple):
    """A row of counts: of which set of doctors, and of which of them (all, one specialty, or one city)."""

    of: str
    specialty: str | None
    city_key: str | None
    state: str | None
    city: str | None
    doctors: int
    online: int
    in_person: int
    rated: Sequence[int]
    priced: Sequence[int]


async def counts(conn: Connection, asked: Filters) -> Counts:
    """Count within the filters, reading at most `asked.most` matches for each filter that is set, and once for the rest."""
    parts: list[LiteralString] = [
        f"""SELECT '{one.name}', {one.keys}, any_value(city), {_COUNTS}
            FROM (SELECT {_COUNTED} FROM doctor_search WHERE {one.where} LIMIT %(most)s) matched
            GROUP BY GROUPING SETS ({one.levels})"""
        for one in _sets(asked)
    ]
    values = {**asked.values, **CHOICES, "most": asked.most + 1}
    return await _counted(conn, " UNION ALL ".join(parts), values, asked, bounded=True)


async def totals(conn: Connection, asked: Filters) -> Counts:
    """Count from the small table; only for filters that are `only_places`."""
    parts: list[LiteralString] = [
        f"""SELECT '{one.name}', {one.keys}, any_value(city), {_SUMS}
            FROM directory_totals WHERE {one.where} GROUP BY GROUPING SETS ({one.levels})"""
        for one in _sets(asked)
    ]
    return await _counted(conn, " UNION ALL ".join(parts), dict(asked.values), asked, bounded=False)


class _Set(NamedTuple):
    """Doctors to count: those who meet `where`, all together and by the `keys` that tell the `levels` apart."""

    name: LiteralString
    where: LiteralString
    keys: LiteralString
    levels: LiteralString


def _sets(asked: Filters) -> list[_Set]:
    """Return what to count. One set meets all filters and serves those that are not set; each that is set has its own."""
    specialty, city = ("specialty" not in asked.conditions, "city" not in asked.conditions)
    sets = [_set("", asked.where(), specialty=specialty, city=city)]
    sets += [
        _set(name, asked.where(name), specialty=name == "specialty", city=name == "city")
        for name in FACET_FILTERS
        if name in asked.conditions
    ]
    if asked.around:
        where = asked.where(*(["near"] if asked.near else _PLACES))
        near = f"place_id = ANY(%(around)s::int[]) AND {where}"
        sets.append(_Set("near", near, "NULL, place_id::text, NULL", "(), (place_id)"))
    return sets


def _set(name: LiteralString, where: LiteralString, *, specialty: bool, city: bool) -> _Set:
    keys = f"{'specialty' if specialty else 'NULL'}, {'city_key, state' if city else 'NULL, NULL'}"
    levels = f"(){', (specialty)' if specialty else ''}{', (city_key, state)' if city else ''}"
    return _Set(name, where, keys, levels)


async def _counted(
    conn: Connection, statement: LiteralString, values: Mapping[str, object], asked: Filters, *, bounded: bool
) -> Counts:
    async with conn.cursor(row_factory=tuple_row) as cursor:
        await cursor.execute(statement, values, prepare=False)
        levels = [_Level(*row) for row in await cursor.fetchall()]
    whole = {one.of: one for one in levels if one.specialty is None and one.city_key is None}
    total = whole[""].doctors
    mode, rated, priced = (whole.get(name, whole[""]) for name in ("mode", "rating", "price"))
    cities = [
        CityCount(one.city_key, one.state or "", one.city or "", one.doctors)
        for one in levels
        if one.city_key and one.of != "near"
    ]
    cities.sort(key=lambda one: (one.key != asked.city_key, -one.doctors, one.key, one.state))
    return Counts(
        total=min(total, asked.most) if bounded else total,
        more=total > asked.most,
        exact=not bounded or max(one.doctors for one in whole.values()) <= asked.most,
        specialties={one.specialty: one.doctors for one in levels if one.specialty},
        cities=cities[:CITIES_MAX],
        modes={"online": mode.online, "in_person": mode.in_person},
        ratings=dict(zip(RATINGS, rated.rated or [0] * len(RATINGS), strict=True)),
        prices=dict(zip(PRICES_CENTS, priced.priced or [0] * len(PRICES_CENTS), strict=True)),
        distances=_distances(asked, levels),
    )


def _distances(asked: Filters, levels: Sequence[_Level]) -> dict[int, int]:
    if not asked.around:
        return {}
    doctors = {int(one.city_key): one.doctors for one in levels if one.of == "near" and one.city_key}
    return {
        km: sum(doctors.get(place, 0) for place in asked.around.within(km).place_ids) for km in DISTANCES_KM
    }
