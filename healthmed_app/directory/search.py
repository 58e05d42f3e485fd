"""Finding doctors: read the text, settle it into filters, count, and take one page."""

from dataclasses import dataclass, replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from healthmed_app.directory import count_queries, rules, word_queries
from healthmed_app.directory import search_queries as sql
from healthmed_app.directory.facets import facets
from healthmed_app.directory.places import Near, Place, around, place_of
from healthmed_app.directory.query import PAGE_SIZE, PAGES_MAX, SearchQuery
from healthmed_app.directory.rules import Meaning
from healthmed_app.directory.search_queries import Filters
from healthmed_app.directory.specialties import specialty_name
from healthmed_app.directory.views import SearchPage, Suggestion
from infra.db.pool import Connection

DEFAULT_ZONE = "America/Sao_Paulo"
ZIP_PREFIXES = (5, 3, 2)
"""A CEP's leading digits name ever larger areas: a street's surroundings, a part of a city, a region."""
NEARBY_ENOUGH = 5
SUGGESTIONS_MAX = 3
_KINDS = ("name", "area", "city", "specialty")


@dataclass(frozen=True, slots=True)
class _Settled:
    """A search whose text and city were understood: `query` has them as filters, `meaning` the words that are left."""

    query: SearchQuery
    meaning: Meaning
    corrected: str | None
    understood: tuple[str, ...]
    place: Place | None
    """The place that it names, by which distances are told."""

    @property
    def around(self) -> Near | None:
        return around(self.place) if self.place else None


async def search(
    conn: Connection,
    query: SearchQuery,
    *,
    zone: str = DEFAULT_ZONE,
    size: int = PAGE_SIZE,
    crm: tuple[str, str] = ("", ""),
) -> SearchPage:
    """Return one page of the doctors that `query` asks for, with facets; `zone` says when its earliest day begins.

    A page has `size` doctors, and all pages together are never longer than `PAGES_MAX` of the usual size. One beyond the
    last one is the last one. When nothing is found, suggestions say which filter to drop. With `crm`, its number and
    state, nobody else is found.
    """
    settled = await _settle(conn, query, crm)
    asked = await _filters(conn, settled, zone)
    counted = await (count_queries.totals if asked.only_places else count_queries.counts)(conn, asked)
    pages = max(1, min(PAGES_MAX * PAGE_SIZE // size, -(-counted.total // size)))
    number = min(query.page, pages)
    matches = counted.total + counted.more
    cards = (
        await sql.page(conn, asked, settled.query.sort, number, matches, size=size) if counted.total else []
    )
    return SearchPage(
        query=replace(settled.query, page=number),
        cards=tuple(cards),
        facets=facets(settled.query, settled.meaning.city_key, counted, _written(settled)),
        total=counted.total,
        exact=counted.exact or not counted.more,
        pages=pages,
        corrected=settled.corrected,
        understood=settled.understood,
        suggestions=() if counted.total else await _suggestions(conn, settled, zone),
        near=settled.place if settled.query.near else None,
        unknown_place=query.near if not settled.query.near else "",
    )


def _written(settled: _Settled) -> str:
    """Return the place that distances are from as an address says it: a CEP stays one."""
    zip_code = settled.query.zip or settled.query.near
    return zip_code if zip_code.isdigit() else settled.place.label if settled.place else ""


async def _settle(conn: Connection, query: SearchQuery, asked_crm: tuple[str, str]) -> _Settled:
    """Turn what the text names into filters, unless the form's own filter says otherwise; correct typos on the way."""
    words, corrected, known = await _read(conn, rules.words_of(query.text))
    crm, crm_state = asked_crm if asked_crm[0] else rules.crm_of(query.text)
    said = rules.understand(words, known)
    city_key, city, city_corrected = await _city(conn, query.city)
    if not city_key and said.city_key:
        city_key, city = said.city_key, known[said.city_key]["city"]
    left = [f"CRM {crm}-{crm_state}".rstrip("-")] if crm else []
    settled = replace(
        query,
        text=" ".join([*left, *(term.word for term in said.terms)]),
        specialty=query.specialty or said.specialty,
        city=city,
        state=query.state or said.state,
        zip=query.zip or rules.zip_of(query.text),
    )
    place = await _place(conn, settled)
    if settled.near:
        if place is None:
            settled = settled.anywhere().but(page=query.page)
        elif not settled.near.isdigit():
            settled = replace(settled, near=place.label)
    meaning = replace(said, city_key=city_key, crm=crm, crm_state=crm_state)
    shown = " ".join(words) if corrected else city if city_corrected else None
    return _Settled(settled, meaning, shown, _understood(query, settled, meaning), place)


async def _read(conn: Connection, words: list[str]) -> tuple[list[str], bool, dict[str, dict[str, str]]]:
    """Return the words with their typos corrected, whether any was, and what is known of them."""
    if not words:
        return words, False, {}
    known = await word_queries.known(conn, rules.phrases(words))
    states = rules.state_words(words)
    strange = [word for word in words if word not in known and word not in states]
    begun = await word_queries.begun(conn, strange) if strange else set[str]()
    meant: dict[str, str] = {}
    for word in strange:
        if word in begun:
            continue
        found = rules.nearest(word, await word_queries.near(conn, word, rules.edits(word), _KINDS))
        if found:
            meant[word] = found.word
    if not meant:
        return words, False, known
    words = [part for word in words for part in meant.get(word, word).split()]
    return words, True, await word_queries.known(conn, rules.phrases(words))


async def _city(conn: Connection, city: str) -> tuple[str, str, bool]:
    """Return a city's key, its name, and whether it was corrected; an unknown one stays, and finds nobody."""
    key = rules.fold(city)
    if not key:
        return "", "", False
    known = (await word_queries.known(conn, [key])).get(key, {})
    if "city" in known:
        return key, known["city"], False
    found = rules.nearest(key, await word_queries.near(conn, key, rules.edits(key), ["city"]))
    return (found.word, found.shown, True) if found else (key, city, False)


async def _place(conn: Connection, query: SearchQuery) -> Place | None:
    """Return the place that a settled search names, by nearness, CEP or city; a typo in a city with doctors is forgiven."""
    if not query.near:
        named = f"{query.city}, {query.state}" if query.city and query.state else query.city
        return place_of(query.zip or named)
    place = place_of(query.near)
    if place is None:
        city, comma, state = query.near.partition(",")
        _key, meant, corrected = await _city(conn, city)
        place = place_of(f"{meant}{comma}{state}") if corrected else None
    return place


def _understood(query: SearchQuery, settled: SearchQuery, meaning: Meaning) -> tuple[str, ...]:
    """The labels of what the text, and not the form, asked for."""
    labels = [
        specialty_name(settled.specialty) if settled.specialty != query.specialty else "",
        settled.city if settled.city and not query.city else "",
        settled.state if settled.state != query.state else "",
        f"CRM {meaning.crm}" if meaning.crm else "",
        settled.zip if settled.zip != query.zip else "",
    ]
    return tuple(label for label in labels if label)


async def _filters(conn: Connection, settled: _Settled, zone: str) -> Filters:
    """Return the conditions; a CEP is widened until a handful of doctors are near it."""
    query = settled.query
    earliest = datetime.combine(query.earliest, time(), ZoneInfo(zone)) if query.earliest else None
    if not query.zip:
        return sql.filters(query, settled.meaning, earliest=earliest, zip_prefix="", around=settled.around)
    areas = [
        sql.filters(
            query, settled.meaning, earliest=earliest, zip_prefix=query.zip[:digits], around=settled.around
        )
        for digits in ZIP_PREFIXES
    ]
    found = await sql.numbers(conn, areas, NEARBY_ENOUGH)
    return next(
        (area for area, number in zip(areas, found, strict=True) if number >= NEARBY_ENOUGH), areas[-1]
    )


async def _suggestions(conn: Connection, settled: _Settled, zone: str) -> tuple[Suggestion, ...]:
    """Drop one filter at a time, and keep what then finds the most."""
    wider: list[tuple[str, SearchQuery, Filters]] = []
    for name in settled.query.active:
        empty = None if name in {"min_rating", "price_max_cents", "earliest", "mode"} else ""
        query = settled.query.anywhere() if name == "near" else settled.query.but(**{name: empty})
        meaning = settled.meaning
        if name == "text":
            meaning = Meaning(city_key=meaning.city_key)
        if name == "city":
            meaning = replace(meaning, city_key="")
        place = None if name == "near" else settled.place
        asked = await _filters(conn, replace(settled, query=query, meaning=meaning, place=place), zone)
        wider.append((name, query, asked))
    found = await sql.numbers(conn, [asked for _, _, asked in wider], sql.MATCHES_MAX)
    made = [
        Suggestion(name, query, total) for (name, query, _), total in zip(wider, found, strict=True) if total
    ]
    return tuple(sorted(made, key=lambda suggestion: -suggestion.total)[:SUGGESTIONS_MAX])
