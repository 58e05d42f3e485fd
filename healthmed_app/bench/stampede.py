"""What happens when very many patients want one doctor's few times at the same moment.

All ask at once, through production's submit, worker and wait, on servers with production's settings. The losers are to be
told soon, each with alternatives: the other doctors of the specialty in the city have free times, the first of which is
held for the loser by a further request. Those requests are waited for too; they count among the undecided, not in the times.
"""

import asyncio
import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import quantiles
from uuid import UUID

import psycopg
import uvloop
from redis.asyncio import Redis

from healthmed_app.bench import town
from healthmed_app.booking import service
from healthmed_app.booking.context import Booking
from healthmed_app.booking.outcomes import Outcome
from healthmed_app.core.crypto import Keyring
from healthmed_app.directory import service as directory
from healthmed_app.run.progress import report, say
from infra.db.pool import INDEX_PLANS, Database
from infra.embedded.throwaway import Servers, throwaway_servers

NEIGHBOURS = 200
SLOTS_OF_NEIGHBOUR = 50
WAIT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class StampedeFigures:
    """The figures; times are from the request to the outcome in hand.

    `with_first_held` counts the refused whose first alternative was held for them; `offers_wall_s` is until all those were.
    """

    booked: int
    refused: int
    undecided: int
    duplicates: int
    with_alternatives: int
    outcome_p50_ms: float
    outcome_p99_ms: float
    wall_s: float
    with_first_held: int
    offers_wall_s: float


@dataclass(frozen=True, slots=True)
class Seen:
    """What the patients saw: how long each waited and for what, then the same outcomes when all offers were decided."""

    seconds: list[float]
    outcomes: list[Outcome | None]
    wall_seconds: float
    offers_undecided: int
    later: dict[UUID, Outcome]
    offers_wall_seconds: float


def run(*, patients: int, slots: int, as_json: bool) -> None:
    """Measure, and report."""
    with throwaway_servers(durable=True) as servers:
        report(measure(servers, patients, slots, say), as_json=as_json)


def measure(servers: Servers, patients: int, slots: int, progress: Callable[[str], None]) -> StampedeFigures:
    """Let `patients` want one of `slots` times of the first doctor, on empty servers."""
    progress("Loading doctors, patients and free times …")
    each = max(SLOTS_OF_NEIGHBOUR, slots)
    town.build(servers.database_url, doctors=1 + NEIGHBOURS, slots_each=each, patients=patients)
    with psycopg.connect(servers.database_url) as conn:
        # The wanted doctor has no other times than those.
        conn.execute(
            "UPDATE slots SET active = false WHERE id = ANY(%s)",
            ([town.slot(k) for k in range(slots, each)],),
        )
    with town.worker(servers):
        seen = uvloop.run(_stampede(servers, patients, slots))
    return figures(seen, slots)


def figures(seen: Seen, slots: int) -> StampedeFigures:
    """Count what was seen; patient `n` wanted slot `n % slots`."""
    known = [(number % slots, outcome) for number, outcome in enumerate(seen.outcomes) if outcome is not None]
    refused = [outcome for _, outcome in known if outcome.kind == "refused"]
    held = [
        one.slot_id
        for outcome in refused
        for one in seen.later[outcome.request_id].alternatives[:1]
        if one.hold_id
    ]
    percentiles = quantiles(seen.seconds, n=100)
    return StampedeFigures(
        booked=sum(outcome.kind == "booked" for _, outcome in known),
        refused=len(refused),
        undecided=seen.outcomes.count(None) + seen.offers_undecided,
        duplicates=town.duplicates(known, seen.later) + len(held) - len(set(held)),
        with_alternatives=sum(bool(outcome.alternatives) for outcome in refused),
        outcome_p50_ms=round(percentiles[49] * 1000, 1),
        outcome_p99_ms=round(percentiles[98] * 1000, 1),
        wall_s=round(seen.wall_seconds, 2),
        with_first_held=len(held),
        offers_wall_s=round(seen.offers_wall_seconds, 2),
    )


async def _stampede(servers: Servers, patients: int, slots: int) -> Seen:
    db = await Database.open(
        servers.database_url, pool_size=4, application_name="bench", planner_options=INDEX_PLANS
    )
    async with db.transaction() as conn:
        await directory.refresh(conn, [UUID(int=town.DOCTOR + number) for number in range(1 + NEIGHBOURS)])
    async with db.session() as conn:
        await conn.execute("ANALYZE")
    async with Redis.from_url(servers.redis_url) as redis:
        booking = Booking.of(db, redis, Keyring.of(town.MASTER_KEY))
        await booking.hints.start()
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 50, 100)
        begun = time.monotonic()
        answers = await asyncio.gather(
            *(_want(booking, number, number % slots) for number in range(patients))
        )
        wall_seconds = time.monotonic() - begun
        outcomes = [outcome for _, outcome in answers]
        offers = [outcome.offer_request_id for outcome in outcomes if outcome and outcome.offer_request_id]
        decided = await asyncio.gather(*(service.wait(booking, offer, WAIT_SECONDS) for offer in offers))
        offers_wall_seconds = time.monotonic() - begun
        later = await town.outcomes_of(db, [outcome.request_id for outcome in outcomes if outcome])
        await booking.hints.stop()
    await db.close()
    return Seen(
        [seconds for seconds, _ in answers],
        outcomes,
        wall_seconds,
        decided.count(None),
        later,
        offers_wall_seconds,
    )


async def _want(booking: Booking, patient: int, slot: int) -> tuple[float, Outcome | None]:
    begun = time.monotonic()
    details = service.Details(reason="Palpitations after climbing stairs.")
    ticket = await service.book(booking, town.patient(patient), details, slot_id=town.slot(slot))
    outcome = await service.wait(booking, ticket.request_id, WAIT_SECONDS)
    return time.monotonic() - begun, outcome
