"""Search against a count by hand: every filter, sort and facet, on the same rows."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from psycopg import sql
from psycopg.rows import class_row

from healthmed_app.directory import count_queries, search_queries, service
from healthmed_app.directory.places import DISTANCES_KM, distance_km, place_in, place_of
from healthmed_app.directory.query import PAGE_SIZE, PRICES_CENTS, RATINGS, SearchQuery
from healthmed_app.directory.rules import fold
from healthmed_app.directory.search import DEFAULT_ZONE
from healthmed_app.directory.views import Facet, SearchPage
from infra.db.pool import Database


@dataclass(frozen=True)
class Row:
    slug: str
    name: str
    specialty: str
    crm: str
    crm_state: str
    rating_hundredths: int
    reviews: int
    price_cents: int
    neighborhood: str
    city: str
    state: str
    zip: str
    online: bool
    in_person: bool
    next_free_at: datetime | None
    last_slot_at: datetime | None


async def rows(db: Database) -> list[Row]:
    async with db.read() as conn, conn.cursor(row_factory=class_row(Row)) as cursor:
        columns = sql.SQL(", ").join(map(sql.Identifier, Row.__dataclass_fields__))
        await cursor.execute(sql.SQL("SELECT {} FROM doctor_search").format(columns))
        return await cursor.fetchall()


async def find(db: Database, **params: str) -> SearchPage:
    async with db.read() as conn:
        return await service.search(conn, SearchQuery.of(params))


def keeps(query: SearchQuery, without: str = "") -> Callable[[Row], bool]:
    """What a search asks of a row, said in Python."""
    midnight = datetime.combine(query.earliest, time(), ZoneInfo(DEFAULT_ZONE)) if query.earliest else None
    checks: dict[str, Callable[[Row], bool]] = {
        "specialty": lambda row: query.specialty in {"", row.specialty},
        "city": lambda row: fold(query.city) in {"", fold(row.city)},
        "state": lambda row: query.state in {"", row.state},
        "rating": lambda row: query.min_rating is None or row.rating_hundredths >= query.min_rating * 100,
        "price": lambda row: query.price_max_cents is None or row.price_cents <= query.price_max_cents,
        "mode": lambda row: query.mode is None or (row.online if query.mode == "online" else row.in_person),
        "earliest": lambda row: (
            midnight is None
            or (
                row.next_free_at is not None and row.last_slot_at is not None and row.last_slot_at >= midnight
            )
        ),
        "text": lambda row: all(
            word in f"{fold(row.name)} {fold(row.neighborhood)} {fold(row.city)}".split()
            for word in fold(query.text).split()
        ),
    }
    return lambda row: all(check(row) for name, check in checks.items() if name != without)


def counted(facets: tuple[Facet, ...]) -> dict[str, int]:
    return {facet.value: facet.count for facet in facets if facet.count}


def drawn(random: Random, some: list[Row]) -> SearchQuery:
    """A search for what somebody in the country has, so that most find someone."""
    row = random.choice(some)
    chances = [
        ("text", row.name.split()[0]),
        ("specialty", row.specialty),
        ("city", row.city),
        ("state", row.state),
        ("min_rating", random.choice(RATINGS)),
        ("price_max_cents", random.choice(PRICES_CENTS)),
        ("mode", "online" if row.online else "in_person"),
        ("earliest", datetime.now(UTC).date() + timedelta(days=random.randrange(-2, 60))),
    ]
    chosen = {name: value for name, value in chances if random.random() < 0.3}
    if fold(str(chosen.get("text", "x"))) in {fold(one.city) for one in some}:
        del chosen["text"]
    return SearchQuery().but(**chosen)


def km_from(origin: str, row: Row) -> float:
    here, there = place_of(origin), place_in(row.city, row.state)
    assert here is not None
    assert there is not None
    return distance_km(here, there)


@pytest.mark.parametrize("km", DISTANCES_KM)
@pytest.mark.parametrize("near", ["São Paulo, SP", "50030-230"])
async def test_those_near_a_place_are_found_nearest_first_with_their_distance(
    country: Database, near: str, km: int
) -> None:
    within = [row for row in await rows(country) if km_from(near, row) <= km]
    first = await find(country, near=near, km=str(km), sort="distance")
    cards = list(first.cards)
    for number in range(2, first.pages + 1):
        cards += (await find(country, near=near, km=str(km), sort="distance", page=str(number))).cards
    assert sorted(card.slug for card in cards) == sorted(row.slug for row in within)
    by_slug = {row.slug: row for row in within}
    for card in cards:
        assert card.distance_km == pytest.approx(km_from(near, by_slug[card.slug]))
    keys = [
        (card.distance_km, card.next_free_at or datetime.max.replace(tzinfo=UTC), -(card.rating or 0))
        for card in cards
    ]
    assert keys == sorted(keys)


@pytest.mark.parametrize(
    "filters", [{}, {"specialty": "cardiology"}, {"mode": "online", "rating": "4"}, {"q": "dra"}]
)
async def test_distances_are_counted_and_lead_to_what_they_count(
    country: Database, filters: dict[str, str]
) -> None:
    for place in ({"city": "São Paulo, SP"}, {"near": "São Paulo, SP", "km": "100"}, {"zip": "01310-100"}):
        page = await find(country, **place, **filters)
        assert len(page.facets.distances) == len(DISTANCES_KM) or not page.total
        for facet in page.facets.distances:
            if facet.chosen:
                assert (facet.query.near, facet.count) == ("", page.total)
                continue
            async with country.read() as conn:
                found = await service.search(conn, facet.query)
            assert (found.total, found.query.near) == (facet.count, facet.query.near)
            assert found.query.km == int(facet.value)


async def test_too_many_near_a_place_are_walked_from_the_nearest_town_on(
    country: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = await find(country, near="Santos, SP", km="200", sort="distance")
    monkeypatch.setattr(search_queries, "MATCHES_MAX", 3)
    walked = await find(country, near="Santos, SP", km="200", sort="distance", mode="in_person")
    assert not walked.exact
    everybody = await find(country, near="Santos, SP", km="200", sort="distance")
    assert [card.id for card in everybody.cards] == [card.id for card in whole.cards]


async def test_nearness_joins_the_other_filters(country: Database) -> None:
    page = await find(country, near="Recife", km="200", city="João Pessoa", specialty="cardiology")
    assert {card.city for card in page.cards} <= {"João Pessoa"}
    assert all(
        card.specialty == "cardiology" and card.distance_km and card.distance_km > 90 for card in page.cards
    )


async def test_a_place_that_nobody_knows_is_said_and_the_rest_is_searched(country: Database) -> None:
    page = await find(country, near="Xyzzyplugh", km="25", specialty="cardiology", sort="distance")
    without = await find(country, specialty="cardiology")
    assert page.unknown_place == "Xyzzyplugh"
    assert page.near is None
    assert (page.query, page.cards) == (without.query, without.cards)


async def test_a_misspelt_place_to_be_near_is_corrected(country: Database) -> None:
    page = await find(country, near="Sao Paolo", km="25")
    assert (page.query.near, page.unknown_place) == ("São Paulo, SP", "")


@pytest.mark.parametrize("seed", range(40))
async def test_every_filter_and_facet_counts_like_a_hand(country: Database, seed: int) -> None:
    everybody = await rows(country)
    query = drawn(Random(seed), everybody)
    async with country.read() as conn:
        page = await service.search(conn, query)
    matching = [row for row in everybody if keeps(query)(row)]
    assert page.total == len(matching), query
    assert page.exact
    assert page.facets.exact
    others = {
        name: [row for row in everybody if keeps(query, name)(row)] for name in count_queries.FACET_FILTERS
    }
    assert counted(page.facets.specialties) == Counter(row.specialty for row in others["specialty"])
    assert counted(page.facets.cities) == Counter(fold(row.city) for row in others["city"])
    modes = {
        "online": sum(row.online for row in others["mode"]),
        "in_person": sum(row.in_person for row in others["mode"]),
    }
    assert counted(page.facets.modes) == {mode: number for mode, number in modes.items() if number}
    for rating in RATINGS:
        number = sum(row.rating_hundredths >= rating * 100 for row in others["rating"])
        assert counted(page.facets.ratings).get(f"{rating:g}", 0) == number
    for price in PRICES_CENTS:
        number = sum(row.price_cents <= price for row in others["price"])
        assert counted(page.facets.prices).get(f"{price}", 0) == number


ORDERS: dict[str, Callable[[Row], object]] = {
    "next_free": lambda row: (
        row.next_free_at or datetime.max.replace(tzinfo=UTC),
        -row.rating_hundredths,
    ),
    "rating": lambda row: (-row.rating_hundredths, -row.reviews),
    "price": lambda row: (row.price_cents, -row.rating_hundredths),
}


@pytest.mark.parametrize("walk", [False, True])
@pytest.mark.parametrize("sort", ORDERS)
async def test_pages_in_each_order_hold_everybody_once(
    country: Database, monkeypatch: pytest.MonkeyPatch, *, sort: str, walk: bool
) -> None:
    if walk:  # Few enough that the same rows are too many to gather.
        monkeypatch.setattr(search_queries, "MATCHES_MAX", 100)
    everybody = {row.slug: row for row in await rows(country)}
    seen: list[str] = []
    first = await find(country, sort=sort)
    for number in range(1, first.pages + 1):
        page = await find(country, sort=sort, page=str(number))
        seen += [card.slug for card in page.cards]
    assert first.pages == -(-len(everybody) // PAGE_SIZE)
    assert sorted(seen) == sorted(everybody)
    keys = [ORDERS[sort](everybody[slug]) for slug in seen]
    assert keys == sorted(keys)  # type: ignore[type-var]


async def test_more_than_are_counted_is_said_to_be_more(
    country: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_queries, "MATCHES_MAX", 20)
    page = await find(country, rating="3", sort="rating")
    assert (page.total, page.exact, page.facets.exact) == (20, False, False)
    assert len(page.cards) == PAGE_SIZE
    totals = await find(country)
    assert totals.exact
    assert totals.total > 20


async def test_a_page_beyond_the_last_is_the_last(country: Database) -> None:
    page = await find(country, page="50")
    assert page.query.page == page.pages
    assert page.cards


async def test_an_earliest_day_comes_first_for_those_free_then(country: Database) -> None:
    day = datetime.now(UTC).date() + timedelta(days=1)
    page = await find(country, **{"from": day.isoformat()})
    midnight = datetime.combine(day, time(), ZoneInfo(DEFAULT_ZONE))
    starts = [max(card.next_free_at, midnight) for card in page.cards if card.next_free_at]
    assert len(starts) == len(page.cards)
    assert starts == sorted(starts)


@pytest.mark.parametrize(
    ("text", "corrected", "specialty", "city"),
    [
        ("cardiologista recife", None, "cardiology", "Recife"),
        ("CARDIÓLOGISTA  Récife", None, "cardiology", "Recife"),
        ("kardiologista recife", "cardiologista recife", "cardiology", "Recife"),
        ("cardiolojist rcife", "cardiologist recife", "cardiology", "Recife"),
        ("dermatologsta sao paolo", "dermatologista sao paulo", "dermatology", "São Paulo"),
        ("pediatra em Récife", None, "pediatrics", "Recife"),
        ("pediatrician", None, "pediatrics", ""),
        ("cardio", None, "cardiology", ""),
    ],
)
async def test_typos_accents_and_mixed_words_are_understood(
    country: Database, text: str, corrected: str | None, specialty: str, city: str
) -> None:
    page = await find(country, q=text)
    assert (page.corrected, page.query.specialty, page.query.city) == (corrected, specialty, city)
    assert page.total == sum(
        row.specialty == specialty and city in {"", row.city} for row in await rows(country)
    )
    assert page.query.text == ""


@pytest.mark.parametrize(
    "text", ["Helena Lins", "helena cavalcanti", "HELÊNA LINS", "helna lins", "lins, helena", "helena lin"]
)
async def test_a_doctor_is_found_by_name(country: Database, text: str) -> None:
    page = await find(country, q=text)
    assert "Helena Cavalcanti Lins" in {card.name for card in page.cards}


@pytest.mark.parametrize("text", ["CRM 112233-PE", "112233", "112233/pe", "crm-pe 112233"])
async def test_a_crm_is_found_exactly(country: Database, text: str) -> None:
    page = await find(country, q=text)
    assert [card.crm for card in page.cards if card.crm.endswith("-PE")] == ["CRM 112233-PE"]
    assert (await find(country, q="CRM 112234-PE")).total == 0
    assert (await find(country, q="CRM 112233-SP")).total == 0


async def test_a_misspelt_city_in_its_field_is_corrected(country: Database) -> None:
    page = await find(country, city="Sao Paolo")
    assert (page.query.city, page.corrected) == ("São Paulo", "São Paulo")
    assert {card.city for card in page.cards} == {"São Paulo"}


async def test_the_form_wins_over_the_words(country: Database) -> None:
    page = await find(country, q="cardiologista recife", specialty="dermatology", city="Salvador")
    assert (page.query.specialty, page.query.city) == ("dermatology", "Salvador")


async def test_a_postcode_finds_doctors_around_it_first_narrowly(country: Database) -> None:
    page = await find(country, zip="51020-100")
    assert page.total
    assert all(card.state == "PE" for card in page.cards)
    far = await find(country, zip="00000-000")
    assert far.total == 0
    assert far.suggestions[0].dropped == "zip"


async def test_a_facet_leads_to_what_it_counts(country: Database) -> None:
    page = await find(country, q="cardiologista recife", rating="4")
    facets = page.facets
    for facet in (*facets.specialties, *facets.cities, *facets.modes, *facets.ratings, *facets.prices):
        if not facet.chosen:
            async with country.read() as conn:
                assert (await service.search(conn, facet.query)).total == facet.count
    chosen = [facet for facet in (*facets.specialties, *facets.cities, *facets.ratings) if facet.chosen]
    assert [facet.value for facet in chosen] == ["cardiology", "recife", "4"]
    assert chosen[0].query.specialty == ""


async def test_nothing_found_says_which_filter_to_drop(country: Database) -> None:
    page = await find(country, q="zzzzqqqq", specialty="cardiology", city="Recife")
    assert (page.total, page.cards, page.pages) == (0, (), 1)
    assert page.suggestions[0].dropped == "text"
    async with country.read() as conn:
        assert (await service.search(conn, page.suggestions[0].query)).total == page.suggestions[0].total


@pytest.mark.parametrize(
    "text",
    [
        "'; DROP TABLE users; --",
        "% _ \\",
        "a & b | !c",
        "<script>",
        "( :* )",
        "\x00",
        "😀",
        "de da do",
        "%s %(x)s {y}",
    ],
)
async def test_odd_text_is_only_text(country: Database, text: str) -> None:
    page = await find(country, q=text, city=text, zip=text, near=text)
    assert page.total >= 0


@pytest.mark.parametrize(("day", "anybody"), [("0001-01-01", True), ("9999-12-31", False)])
async def test_days_at_the_ends_of_time_are_days(country: Database, day: str, *, anybody: bool) -> None:
    page = await find(country, **{"from": day})
    assert bool(page.total) is anybody


async def test_no_query_is_a_list_of_everybody(country: Database) -> None:
    page = await find(country)
    assert page.total == len(await rows(country))
    assert len(page.cards) == PAGE_SIZE
