"""How long a page of results takes: search, facets and the next free times of its cards, on servers of its own.

The queries are a seeded mix of what people ask: mostly a specialty and a city, then names with and without typos,
neighbourhoods, postcodes, nearness to a place, a CRM, and every filter and sort. Each is timed once, one after another, after others have
warmed the server up.
"""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from statistics import quantiles
from time import perf_counter
from zoneinfo import ZoneInfo

from healthmed_app.booking.reads import next_free
from healthmed_app.core import clock
from healthmed_app.core.crypto import Keyring
from healthmed_app.demo.load import load
from healthmed_app.demo.people import SPECIALTY_SHARES
from healthmed_app.demo.sources import Place, names, places
from healthmed_app.directory import service as directory
from healthmed_app.directory.places import DISTANCES_KM
from healthmed_app.directory.query import SearchQuery
from healthmed_app.directory.search import DEFAULT_ZONE
from healthmed_app.directory.specialties import BY_SLUG
from healthmed_app.migrations.migrate import migrate
from infra.db.pool import UNLIMITED, Connection, Database
from infra.embedded.throwaway import throwaway_servers

QUERIES = 200
WARM_UP = 100
SEED = 7
FREE_TIMES_EACH = 3


@dataclass(frozen=True, slots=True)
class SearchFigures:
    """Times in milliseconds; `found` is the share of queries that found somebody."""

    doctors: int
    queries: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    slowest: str
    """The parameters of the slowest query."""
    slowest_ms: float
    found: float
    loaded_s: float


def bench_search(doctors: int, progress: Callable[[str], None]) -> SearchFigures:
    """Load `doctors` into servers with production's settings, time the mix, and remove everything."""
    with throwaway_servers(durable=True) as servers:
        migrate(servers.database_url)
        return asyncio.run(_measure(servers.database_url, doctors, progress))


async def _measure(url: str, doctors: int, progress: Callable[[str], None]) -> SearchFigures:
    began = perf_counter()
    await _prepare(url, doctors, progress)
    loaded_s = perf_counter() - began
    progress("Searching")
    random = Random(SEED)  # noqa: S311 — it must be the same again.
    db = await Database.open(url, pool_size=2)
    try:
        async with db.read() as conn:
            for query in [_query(random) for _ in range(WARM_UP)]:
                await _timed(conn, query)
            timed = [
                (query, *await _timed(conn, query)) for query in [_query(random) for _ in range(QUERIES)]
            ]
    finally:
        await db.close()
    times = [ms for _, ms, _ in timed]
    slowest, slowest_ms, _ = max(timed, key=lambda entry: entry[1])
    cuts = quantiles(times, n=100, method="inclusive")
    return SearchFigures(
        doctors=doctors,
        queries=len(times),
        p50_ms=round(cuts[49], 2),
        p95_ms=round(cuts[94], 2),
        p99_ms=round(cuts[98], 2),
        slowest=slowest.url(""),
        slowest_ms=round(slowest_ms, 2),
        found=round(sum(total > 0 for _, _, total in timed) / len(timed), 3),
        loaded_s=round(loaded_s, 1),
    )


async def _prepare(url: str, doctors: int, progress: Callable[[str], None]) -> None:
    """Load the doctors, and leave the tables as a quiet night leaves them: vacuumed, analysed, on disk."""
    db = await Database.open(url, pool_size=2, timeouts=UNLIMITED)
    try:
        await load(db, Keyring.of(secrets.token_bytes(32)), doctors=doctors, progress=progress)
        async with db.session() as conn:
            await conn.execute("VACUUM")
            await conn.execute("CHECKPOINT")
    finally:
        await db.close()


async def _timed(conn: Connection, query: SearchQuery) -> tuple[float, int]:
    """Return the milliseconds that a page takes, and how many it found."""
    began = perf_counter()
    page = await directory.search(conn, query)
    earliest = datetime.combine(query.earliest, time(), ZoneInfo(DEFAULT_ZONE)) if query.earliest else None
    await next_free(conn, [card.id for card in page.cards], FREE_TIMES_EACH, earliest=earliest)
    return (perf_counter() - began) * 1000, page.total


def _query(random: Random) -> SearchQuery:
    """Draw a search: something to look for, then perhaps filters, an order and a later page."""
    place = random.choice(places())
    looked_for = random.choices(
        (
            _specialty_in_a_city,
            _text_in_a_city,
            _a_city,
            _a_name,
            _a_typo,
            _an_area,
            _a_postcode,
            _near_a_place,
            _a_crm,
            _anything,
        ),
        (28, 14, 6, 12, 9, 7, 5, 7, 3, 9),
    )[0]
    params = looked_for(random, place)
    if random.random() < 0.25:
        params["rating"] = random.choice(("4.5", "4", "3"))
    if random.random() < 0.2:
        params["price"] = random.choice(("150", "250", "400"))
    if random.random() < 0.15:
        params["mode"] = random.choice(("online", "in_person"))
    if random.random() < 0.2:
        params["from"] = (clock.now().date() + timedelta(days=random.choice((1, 2, 7)))).isoformat()
    params["sort"] = params.get("sort") or random.choices(("next_free", "rating", "price"), (70, 18, 12))[0]
    params["page"] = random.choices(("1", "2", "5", "20"), (82, 11, 5, 2))[0]
    return SearchQuery.of(params)


def _specialty(random: Random) -> str:
    return random.choices(list(SPECIALTY_SHARES), list(SPECIALTY_SHARES.values()))[0]


def _specialty_in_a_city(random: Random, place: Place) -> dict[str, str]:
    return {"specialty": _specialty(random), "city": place.name, "state": place.state}


def _text_in_a_city(random: Random, place: Place) -> dict[str, str]:
    return {"q": f"{random.choice(BY_SLUG[_specialty(random)].synonyms)} {place.name}"}


def _a_city(_random: Random, place: Place) -> dict[str, str]:
    return {"city": f"{place.name}, {place.state}"}


def _a_name(random: Random, _place: Place) -> dict[str, str]:
    last = random.choice(names().common if random.random() < 0.5 else names().family)
    return {"q": last if random.random() < 0.3 else f"{random.choice(names().women + names().men)} {last}"}


def _a_typo(random: Random, place: Place) -> dict[str, str]:
    word = random.choice((*BY_SLUG[_specialty(random)].synonyms, *names().family, place.name))
    at = random.randrange(1, len(word))
    slip = random.choice(
        (word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:], word[:at] + "x" + word[at + 1 :])
    )
    return {"q": slip}


def _an_area(random: Random, place: Place) -> dict[str, str]:
    return {
        "q": f"{random.choice(('', BY_SLUG[_specialty(random)].synonyms[0]))} {random.choice(place.neighborhoods)[0]}"
    }


def _a_postcode(random: Random, place: Place) -> dict[str, str]:
    return {
        "zip": f"{random.choice(place.neighborhoods)[1]}-{random.randrange(1_000):03}",
        "specialty": _specialty(random),
    }


def _near_a_place(random: Random, place: Place) -> dict[str, str]:
    near = random.choice((f"{place.name}, {place.state}", random.choice(place.neighborhoods)[1]))
    return {
        "near": near,
        "km": str(random.choice(DISTANCES_KM)),
        "specialty": random.choice(("", _specialty(random), _specialty(random))),
        "sort": random.choice(("distance", "next_free")),
    }


def _a_crm(random: Random, place: Place) -> dict[str, str]:
    return {"q": f"CRM {random.randrange(10_000, 900_000)}-{place.state}"}


def _anything(random: Random, _place: Place) -> dict[str, str]:
    return {"specialty": random.choice(("", _specialty(random)))}
