"""The SQL of a search: filters, one page in an order, counts within the filters, and the words that are known.

Two shapes answer a page. Few matches are gathered by the filter's index and sorted; when more match than are ever
gathered (`MATCHES_MAX`), the index of the order is walked instead, which meets a match every few rows. So no
statement reads more than a bounded number of rows. Statements are planned for their values (`prepare=False`): what is
right for a rare word is wrong for a common one. They are put together from literal strings only, which the type checker
verifies; everything that was typed is a parameter.
"""
# ruff: noqa: S608 — see above.

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from psycopg.rows import class_row

from healthmed_app.directory.query import PAGE_SIZE, PRICES_CENTS, RATINGS, SearchQuery, Sort
from healthmed_app.directory.rules import Meaning, Near, Term
from healthmed_app.directory.views import Card
from infra.db.pool import Connection

MATCHES_MAX = 5_000
CITIES_MAX = 30
SUGGESTED_MAX = 1_000
NEAR_MAX = 10

_CARD = """
    doctor_id AS id, slug, name, specialty, 'CRM ' || crm || '-' || crm_state AS crm,
    CASE WHEN reviews > 0 THEN rating_hundredths / 100.0::float8 END AS rating, reviews, price_cents, currency,
    neighborhood, city, state, online, in_person, zone, next_free_at
"""
_SORTED_BY = "doctor_id, next_free_at, rating_hundredths, reviews, price_cents"
_ORDERS: Mapping[Sort, LiteralString] = {
    "next_free": "next_free_at, rating_hundredths DESC, doctor_id",
    "rating": "rating_hundredths DESC, reviews DESC, doctor_id",
    "price": "price_cents, rating_hundredths DESC, doctor_id",
}
_ORDER_FROM_A_DAY = "greatest(next_free_at, %(earliest)s), rating_hundredths DESC, doctor_id"
_FACET_COLUMNS = "specialty, city_key, city, state, online, in_person, rating_hundredths, price_cents"
_MODES: tuple[LiteralString, ...] = ("online", "in_person")
FACET_FILTERS: tuple[LiteralString, ...] = ("specialty", "city", "mode", "rating", "price")
_WITHOUT: Mapping[str, LiteralString] = {name: f"without_{name}" for name in FACET_FILTERS}


@dataclass(frozen=True, slots=True)
class Filters:
    """The conditions of a search by the name of their filter, and the values that they use, by the same names."""

    conditions: Mapping[str, LiteralString]
    values: Mapping[str, object]

    def where(self, without: str = "") -> LiteralString:
        """Return all conditions joined, but that of one filter."""
        kept: list[LiteralString] = [sql for name, sql in self.conditions.items() if name != without]
        return " AND ".join(kept) if kept else "true"

    @property
    def only_places(self) -> bool:
        """Whether the totals alone can answer: nothing but specialty, city and state is asked for."""
        return set(self.conditions) <= {"specialty", "city", "state"}


def filters(query: SearchQuery, meaning: Meaning, *, earliest: datetime | None, zip_prefix: str) -> Filters:
    """Turn a search into conditions. `query` has the filters that the text named; `meaning` has its other words."""
    lexemes = " & ".join(_lexeme(term) for term in meaning.terms)
    rating = None if query.min_rating is None else round(query.min_rating * 100)
    asked: tuple[tuple[str, LiteralString, object], ...] = (
        ("crm", "crm = %(crm)s", meaning.crm),
        ("crm_state", "crm_state = %(crm_state)s", meaning.crm_state),
        ("text", "lexemes @@ to_tsquery('simple', %(text)s)", lexemes),
        ("specialty", "specialty = %(specialty)s", query.specialty),
        ("city", "city_key = %(city)s", meaning.city_key),
        ("state", "state = %(state)s", query.state),
        ("zip", "zip LIKE %(zip)s || '%%'", zip_prefix),
        ("rating", "rating_hundredths >= %(rating)s", rating),
        ("price", "price_cents <= %(price)s", query.price_max_cents),
        ("mode", "CASE %(mode)s WHEN 'online' THEN online ELSE in_person END", query.mode),
        ("earliest", "next_free_at IS NOT NULL AND last_slot_at >= %(earliest)s", earliest),
    )
    given: list[tuple[str, LiteralString, object]] = [
        (name, sql, value) for name, sql, value in asked if value not in {"", None}
    ]
    conditions: dict[str, LiteralString] = {name: sql for name, sql, _ in given}
    return Filters(conditions, {name: value for name, _, value in given})


def _lexeme(term: Term) -> str:
    marks = ("*" if term.prefix else "") + ("A" if term.named else "")
    return f"{term.word}:{marks}" if marks else term.word


async def page(conn: Connection, asked: Filters, sort: Sort, number: int, *, walk: bool) -> list[Card]:
    """Return page `number` (from 1); `walk` says that more than `MATCHES_MAX` match."""
    from_a_day = sort == "next_free" and "earliest" in asked.conditions and not walk
    order = _ORDER_FROM_A_DAY if from_a_day else _ORDERS[sort]
    where = asked.where()
    if walk:
        statement = (
            f"SELECT {_CARD} FROM doctor_search WHERE {where} ORDER BY {order} LIMIT %(size)s OFFSET %(skip)s"
        )
    else:
        statement = f"""
            WITH matched AS MATERIALIZED (
                SELECT {_SORTED_BY} FROM doctor_search WHERE {where} LIMIT %(most)s
            ), shown AS MATERIALIZED (
                SELECT doctor_id, row_number() OVER (ORDER BY {order}) AS place FROM matched
                ORDER BY place LIMIT %(size)s OFFSET %(skip)s
            )
            SELECT {_CARD} FROM shown JOIN doctor_search USING (doctor_id) ORDER BY place
        """
    values = {**asked.values, "most": MATCHES_MAX, "size": PAGE_SIZE, "skip": (number - 1) * PAGE_SIZE}
    async with conn.cursor(row_factory=class_row(Card)) as cursor:
        await cursor.execute(statement, values, prepare=False)
        return await cursor.fetchall()


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of doctors: within all filters, and by filter and choice within all the other filters."""

    total: int
    more: bool
    """More than `MATCHES_MAX` match."""
    exact: bool
    """Every number is exact, not just at least so."""
    by: Mapping[str, list[tuple[str, str, int]]]
    """`{filter: [(choice, state of a city, doctors)]}`; a city's choice is `key|name`."""


async def counts(conn: Connection, asked: Filters) -> Counts:
    """Count within the filters, reading at most `MATCHES_MAX` matches for each filter that is set, and once for the rest."""
    of: dict[str, LiteralString] = {
        name: _WITHOUT[name] if name in asked.conditions else "matched" for name in FACET_FILTERS
    }
    gathered: dict[LiteralString, LiteralString] = {"matched": asked.where()}
    gathered |= {_WITHOUT[name]: asked.where(name) for name in FACET_FILTERS if name in asked.conditions}
    tables: list[LiteralString] = [
        f"{name} AS MATERIALIZED (SELECT {_FACET_COLUMNS} FROM doctor_search WHERE {where} LIMIT %(most)s + 1)"
        for name, where in gathered.items()
    ]
    parts: list[LiteralString] = [
        *[f"SELECT 'seen', '{name}', '', count(*) FROM {name}" for name in gathered],
        f"SELECT 'specialty', specialty, '', count(*) FROM {of['specialty']} GROUP BY specialty",
        _cities(of["city"], "count(*)", asked),
        *[
            f"SELECT 'mode', '{mode}', '', count(*) FILTER (WHERE {mode}) FROM {of['mode']}"
            for mode in _MODES
        ],
        f"""SELECT 'rating', choice::text, '', (SELECT count(*) FROM {of["rating"]} WHERE rating_hundredths >= choice)
            FROM unnest(%(ratings)s::int[]) choice""",
        f"""SELECT 'price', choice::text, '', (SELECT count(*) FROM {of["price"]} WHERE price_cents <= choice)
            FROM unnest(%(prices)s::int[]) choice""",
    ]
    return await _counted(conn, f"WITH {', '.join(tables)} {' UNION ALL '.join(parts)}", asked, bounded=True)


async def totals(conn: Connection, asked: Filters) -> Counts:
    """Count from the small table; only for filters that are `only_places`."""
    where = asked.where()
    parts: list[LiteralString] = [
        "SELECT 'seen', 'matched', '', doctors FROM summed",
        f"SELECT 'specialty', specialty, '', sum(doctors) FROM directory_totals WHERE {asked.where('specialty')} GROUP BY 2",
        _cities(f"directory_totals WHERE {asked.where('city')}", "sum(doctors)", asked),
        *[f"SELECT 'mode', '{mode}', '', {mode} FROM summed" for mode in _MODES],
        f"""SELECT 'rating', choice::text, '', coalesce(sum(rated[at]), 0)
            FROM unnest(%(ratings)s::int[]) WITH ORDINALITY c (choice, at) LEFT JOIN directory_totals ON {where}
            GROUP BY choice""",
        f"""SELECT 'price', choice::text, '', coalesce(sum(priced[at]), 0)
            FROM unnest(%(prices)s::int[]) WITH ORDINALITY c (choice, at) LEFT JOIN directory_totals ON {where}
            GROUP BY choice""",
    ]
    summed = f"""SELECT coalesce(sum(doctors), 0) AS doctors, coalesce(sum(online), 0) AS online,
                        coalesce(sum(in_person), 0) AS in_person FROM directory_totals WHERE {where}"""
    statement = f"WITH summed AS MATERIALIZED ({summed}) {' UNION ALL '.join(parts)}"
    return await _counted(conn, statement, asked, bounded=False)


def _cities(of: LiteralString, number: LiteralString, asked: Filters) -> LiteralString:
    chosen = "city_key = %(city)s DESC," if "city" in asked.conditions else ""
    return f"""(
        SELECT 'city', city_key || '|' || min(city), state, {number} AS doctors FROM {of}
        GROUP BY city_key, state ORDER BY {chosen} doctors DESC, city_key, state LIMIT %(cities)s
    )"""


async def _counted(conn: Connection, statement: LiteralString, asked: Filters, *, bounded: bool) -> Counts:
    values: dict[str, object] = {"most": MATCHES_MAX, "cities": CITIES_MAX, "prices": list(PRICES_CENTS)}
    values |= {"ratings": [round(rating * 100) for rating in RATINGS], **asked.values}
    cursor = await conn.execute(statement, values, prepare=False)
    by: dict[str, list[tuple[str, str, int]]] = {}
    for name, choice, state, doctors in await cursor.fetchall():
        by.setdefault(name, []).append((choice, state, int(doctors)))
    seen = {choice: doctors for choice, _, doctors in by.pop("seen")}
    more = seen["matched"] > MATCHES_MAX
    if not bounded:
        return Counts(seen["matched"], more, exact=True, by=by)
    return Counts(min(seen["matched"], MATCHES_MAX), more, max(seen.values()) <= MATCHES_MAX, by)


async def numbers(conn: Connection, wanted: Sequence[Filters]) -> list[int]:
    """Return how many doctors each of several searches finds, counting at most `SUGGESTED_MAX`."""
    found: list[int] = []
    for asked in wanted:
        cursor = await conn.execute(
            f"SELECT count(*) FROM (SELECT FROM doctor_search WHERE {asked.where()} LIMIT %(most)s) matched",
            {**asked.values, "most": SUGGESTED_MAX},
            prepare=False,
        )
        row = await cursor.fetchone()
        found.append(row[0] if row else 0)
    return found


async def known(conn: Connection, phrases: Collection[str]) -> dict[str, dict[str, str]]:
    """Return what is known of those phrases: `{phrase: {kind: as it is shown}}`, kinds `name`, `area`, `city`, `specialty`."""
    cursor = await conn.execute(
        "SELECT word, json_object_agg(kind, shown) FROM directory_words WHERE word = ANY(%s) GROUP BY word LIMIT %s",
        (list(phrases), len(phrases)),
    )
    return dict(await cursor.fetchall())


async def begun(conn: Connection, words: Collection[str]) -> set[str]:
    """Return those words with which a known word begins."""
    cursor = await conn.execute(
        """
        SELECT typed FROM unnest(%s::text[]) typed
        WHERE EXISTS (SELECT FROM directory_words WHERE word ~>=~ typed AND word ~<~ (typed || '{'))
        """,
        (list(words),),
    )
    return {row[0] for row in await cursor.fetchall()}


async def near(conn: Connection, word: str, edits: Sequence[str], kinds: Sequence[str]) -> list[Near]:
    """Return known words of these kinds that are one of `edits` or share many letter triples with `word`."""
    async with conn.cursor(row_factory=class_row(Near)) as cursor:
        await cursor.execute(
            """
            (SELECT word, shown, doctors FROM directory_words
             WHERE word = ANY(%(edits)s) AND kind = ANY(%(kinds)s) LIMIT %(most)s)
            UNION
            (SELECT word, shown, doctors FROM directory_words WHERE word %% %(word)s AND kind = ANY(%(kinds)s)
             ORDER BY similarity(word, %(word)s) DESC, doctors DESC LIMIT %(most)s)
            """,
            {"word": word, "edits": list(edits), "kinds": list(kinds), "most": NEAR_MAX},
        )
        return await cursor.fetchall()


async def cards(conn: Connection, doctor_ids: Sequence[object]) -> list[Card]:
    """Return the cards of those doctors who can be found."""
    async with conn.cursor(row_factory=class_row(Card)) as cursor:
        await cursor.execute(
            f"SELECT {_CARD} FROM doctor_search WHERE doctor_id = ANY(%s) LIMIT %s",
            (list(doctor_ids), len(doctor_ids)),
        )
        return await cursor.fetchall()
