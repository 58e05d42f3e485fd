"""The SQL of a search: its filters, and one page in an order.

Two shapes answer a page. Few matches are gathered by the filter's index and sorted; when there are more than are ever
gathered, the index of the order is walked, which meets a match every few entries. Both read indexes alone (each holds
what filters and orders need) and then the rows of one page; only text reads the table for each match, so fewer of its
matches are gathered. Counts (`count_queries`) stop at the same number. So no statement reads more than a bounded part.

Statements are planned for their values (`prepare=False`): what is right for a rare word is wrong for a common one. They
are put together from literal strings only, which the type checker verifies; everything that was typed is a parameter.
"""
# ruff: noqa: S608 — see above.

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from psycopg.rows import class_row

from healthmed_app.directory.places import Near
from healthmed_app.directory.query import PAGE_SIZE, SearchQuery, Sort
from healthmed_app.directory.rules import Meaning, Term, mark
from healthmed_app.directory.views import Card
from infra.db.pool import Connection

MATCHES_MAX = 5_000
TEXT_MATCHES_MAX = 1_000
"""At most so many matches are gathered or counted: five thousand index entries, or a thousand rows, take milliseconds."""

_CARD = """
    doctor_id AS id, slug, name, specialty, 'CRM ' || crm || '-' || crm_state AS crm,
    CASE WHEN reviews > 0 THEN rating_hundredths / 100.0::float8 END AS rating, reviews, price_cents, currency,
    neighborhood, city, state, online, in_person, zone, next_free_at,
"""
_NEAR = "unnest(%(near)s::int[], %(km)s::float8[]) AS near (id, km)"
_DISTANCE = f"(SELECT km FROM {_NEAR} WHERE near.id = place_id) AS distance_km"
_NO_DISTANCE = "NULL::float8 AS distance_km"
_SORTED_BY = "doctor_id, next_free_at, rating_hundredths, reviews, price_cents, place_id"
_ORDERS: Mapping[str, LiteralString] = {
    "next_free": "next_free_at, rating_hundredths DESC, doctor_id",
    "rating": "rating_hundredths DESC, reviews DESC, doctor_id",
    "price": "price_cents, rating_hundredths DESC, doctor_id",
}
_NEAREST = "km, next_free_at, rating_hundredths DESC, doctor_id"
_ORDER_FROM_A_DAY = "greatest(next_free_at, %(earliest)s), rating_hundredths DESC, doctor_id"


_Condition = tuple[str, LiteralString, object]
"""A filter's name, what it asks of a row, and its value; empty when it is not set."""


@dataclass(frozen=True, slots=True)
class Filters:
    """The conditions of a search by the name of their filter, and the values that they use, by the same names."""

    conditions: Mapping[str, LiteralString]
    values: Mapping[str, object]
    city_key: str = ""
    around: Near | None = None
    """The places around the one that was named, by `near` or otherwise."""

    def where(self, *without: str) -> LiteralString:
        """Return all conditions joined, but those of some filters."""
        kept: list[LiteralString] = [sql for name, sql in self.conditions.items() if name not in without]
        return " AND ".join(kept) if kept else "true"

    @property
    def near(self) -> bool:
        """Whether doctors must be near a place, and have a distance."""
        return "near" in self.conditions

    @property
    def most(self) -> int:
        """How many matches are gathered or counted at most."""
        return TEXT_MATCHES_MAX if "text" in self.conditions else MATCHES_MAX

    @property
    def only_places(self) -> bool:
        """Whether the totals alone can answer: nothing but specialty, city, state and nearness is asked for."""
        return set(self.conditions) <= {"specialty", "city", "state", "near"}


def filters(
    query: SearchQuery, meaning: Meaning, *, earliest: datetime | None, zip_prefix: str, around: Near | None
) -> Filters:
    """Turn a search into conditions. `query` has the filters that the text named; `meaning` has its other words.

    `around` are the places around the one that the query names, if it is known.
    """
    lexemes = " & ".join(_lexeme(term) for term in meaning.terms)
    near = around.within(query.km) if around and query.near and query.km else None
    rating = None if query.min_rating is None else round(query.min_rating * 100)
    asked: tuple[_Condition, ...] = (
        ("crm", "crm = %(crm)s", meaning.crm),
        ("crm_state", "crm_state = %(crm_state)s", meaning.crm_state),
        ("text", "lexemes @@ to_tsquery('simple', %(text)s)", lexemes),
        *_places(query, meaning),
        ("state", "state = %(state)s", query.state),
        ("near", "place_id = ANY(%(near)s::int[])", list(near.place_ids) if near else None),
        ("zip", "zip LIKE %(zip)s || '%%'", zip_prefix),
        ("rating", "rating_hundredths >= %(rating)s", rating),
        ("price", "price_cents <= %(price)s", query.price_max_cents),
        ("mode", "CASE %(mode)s WHEN 'online' THEN online ELSE in_person END", query.mode),
        ("earliest", "next_free_at IS NOT NULL AND last_slot_at >= %(earliest)s", earliest),
    )
    given: list[_Condition] = [(name, sql, value) for name, sql, value in asked if value not in ("", None)]
    conditions: dict[str, LiteralString] = {name: sql for name, sql, _ in given}
    values = {name: value for name, _, value in given}
    if near:
        values["km"] = list(near.km)
    if around:
        values["around"] = list(around.place_ids)
    return Filters(conditions, values, meaning.city_key, around)


def _places(query: SearchQuery, meaning: Meaning) -> tuple[_Condition, ...]:
    """Specialty and city: by their columns, or beside words by marks, which the index of words intersects with them."""
    if not meaning.terms:
        return (
            ("specialty", "specialty = %(specialty)s", query.specialty),
            ("city", "city_key = %(city)s", meaning.city_key),
        )
    specialty = mark("specialty", query.specialty) if query.specialty else ""
    city = mark("city", meaning.city_key) if meaning.city_key else ""
    return (
        ("specialty", "lexemes @@ to_tsquery('simple', %(specialty)s)", specialty),
        ("city", "lexemes @@ to_tsquery('simple', %(city)s)", city),
    )


def _lexeme(term: Term) -> str:
    marks = ("*" if term.prefix else "") + ("A" if term.named else "")
    return f"{term.word}:{marks}" if marks else term.word


async def page(
    conn: Connection, asked: Filters, sort: Sort, number: int, matches: int, *, size: int = PAGE_SIZE
) -> list[Card]:
    """Return page `number` (from 1) of `size` doctors; `matches` is how many there are, or more than `asked.most`."""
    found = _gathered(asked, sort) if matches <= asked.most else _walked(asked, sort)
    distance = _DISTANCE if asked.near else _NO_DISTANCE
    statement = f"""
        WITH shown AS MATERIALIZED ({found})
        SELECT {_CARD} {distance} FROM shown JOIN doctor_search USING (doctor_id) ORDER BY place
    """
    values = {**asked.values, "most": asked.most, "size": size, "skip": (number - 1) * size}
    async with conn.cursor(row_factory=class_row(Card)) as cursor:
        await cursor.execute(statement, values, prepare=False)
        return await cursor.fetchall()


def _gathered(asked: Filters, sort: Sort) -> LiteralString:
    """Return the statement that gathers all matches and sorts them."""
    if sort == "distance":
        matched, order = f"matched JOIN {_NEAR} ON near.id = place_id", _NEAREST
    else:
        matched, order = "matched", _ORDERS[sort]
    if sort == "next_free" and "earliest" in asked.conditions:
        order = _ORDER_FROM_A_DAY
    return f"""
        WITH matched AS MATERIALIZED (SELECT {_SORTED_BY} FROM doctor_search WHERE {asked.where()} LIMIT %(most)s)
        SELECT doctor_id, row_number() OVER (ORDER BY {order}) AS place FROM {matched}
        ORDER BY place LIMIT %(size)s OFFSET %(skip)s
    """


def _walked(asked: Filters, sort: Sort) -> LiteralString:
    """Return the statement that walks the matches in their order: by distance place after place, the nearest first."""
    if sort == "distance":
        walked: LiteralString = f"""
            SELECT doctor_id FROM {_NEAR} CROSS JOIN LATERAL (
                SELECT doctor_id, next_free_at, rating_hundredths FROM doctor_search
                WHERE place_id = near.id AND {asked.where("near")}
                ORDER BY next_free_at, rating_hundredths DESC, doctor_id LIMIT %(size)s + %(skip)s
            ) there ORDER BY {_NEAREST} LIMIT %(size)s OFFSET %(skip)s
        """
    else:
        walked = f"""
            SELECT doctor_id FROM doctor_search WHERE {asked.where()} ORDER BY {_ORDERS[sort]} LIMIT %(size)s OFFSET %(skip)s
        """
    return f"SELECT doctor_id, row_number() OVER () AS place FROM ({walked}) walked"


async def numbers(conn: Connection, wanted: Sequence[Filters], most: int) -> list[int]:
    """Return how many doctors each of several searches finds, counting at most `most`."""
    found: list[int] = []
    for asked in wanted:
        cursor = await conn.execute(
            f"SELECT count(*) FROM (SELECT FROM doctor_search WHERE {asked.where()} LIMIT %(most)s) matched",
            {**asked.values, "most": most},
            prepare=False,
        )
        row = await cursor.fetchone()
        found.append(row[0] if row else 0)
    return found


async def cards(conn: Connection, doctor_ids: Sequence[object]) -> list[Card]:
    """Return the cards of those doctors who can be found."""
    async with conn.cursor(row_factory=class_row(Card)) as cursor:
        await cursor.execute(
            f"SELECT {_CARD} {_NO_DISTANCE} FROM doctor_search WHERE doctor_id = ANY(%s) LIMIT %s",
            (list(doctor_ids), len(doctor_ids)),
        )
        return await cursor.fetchall()
