"""What the benchmarks of booking stand on: doctors with free times and patients, loaded in bulk, and a worker beside them.

Ids are numbers written as UUIDs, so that a load generator, pgbench among them, can name any row without asking for it.
"""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, time, timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from uuid import UUID

import psycopg

from healthmed_app.booking.outcomes import Outcome
from healthmed_app.booking.wait import outcomes
from healthmed_app.core.access import Actor
from healthmed_app.migrations.migrate import migrate
from infra.db.pool import Database
from infra.embedded.folder import throwaway_folder
from infra.embedded.process import last_words, spawn, start_log, stop, wait_until
from infra.embedded.smtp import smtp
from infra.embedded.throwaway import Servers

DOCTOR, PATIENT, SLOT, SESSION = 1 << 60, 2 << 60, 3 << 60, 4 << 60
"""Where the numbers of each kind begin."""
SLOTS_A_DAY = 24
"""Half-hours from 9 to 21 h, so that even hundreds of slots lie within the horizon."""
MASTER_KEY = bytes(range(32))
"""Of servers that hold nobody's secrets."""
WORKER_SECONDS_MAX = 30
READ_AT_ONCE = 1_000
MAIL_SERVER_NICE = 19
"""It would be elsewhere."""

_PEOPLE = """
    INSERT INTO users (id, role, email, full_name, password_hash, email_confirmed_at)
    SELECT lpad(to_hex(%(first)s::bigint + n), 32, '0')::uuid, %(role)s::text, %(role)s::text || n || '@bench.test', %(role)s::text || ' ' || n, '',
           now()
    FROM generate_series(0, %(count)s::int - 1) n
"""

_DOCTORS = (
    """
    INSERT INTO doctors (id, slug, crm, crm_state, specialty, price_cents, status, bio)
    SELECT id, id::text, id::text, 'PE', 'cardiologia', 25000, 'verified', '' FROM users WHERE role = 'doctor'
    """,
    """
    INSERT INTO addresses (user_id, street, number, neighborhood, city, state, zip)
    SELECT id, 'Rua da Aurora', '1', 'Boa Vista', 'Recife', 'PE', '50050-000' FROM users WHERE role = 'doctor'
    """,
    """
    INSERT INTO calendars (doctor_id, time_zone, last_decided_at, materialised_until)
    SELECT id, 'America/Recife', '2020-01-01 00:00+00', current_date + 365 FROM users WHERE role = 'doctor'
    """,
)

_SLOTS = """
    INSERT INTO slots (id, doctor_id, during, starts_at)
    SELECT lpad(to_hex(%(slot)s::bigint + d * %(each)s::int + k), 32, '0')::uuid, lpad(to_hex(%(doctor)s::bigint + d), 32, '0')::uuid,
           tstzrange(at, at + interval '30 minutes'), at
    FROM generate_series(0, %(doctors)s::int - 1) d, generate_series(0, %(each)s::int - 1) k,
         LATERAL (SELECT %(first)s::timestamptz + k / %(day)s::int * interval '1 day' + k %% %(day)s::int * interval '30 minutes' AS at) t
"""


def first_slot() -> datetime:
    """Return when the slots begin: the day after tomorrow at noon, clear of any notice."""
    return datetime.combine(datetime.now(UTC).date() + timedelta(days=2), time(12), UTC)


def build(url: str, *, doctors: int, slots_each: int, patients: int) -> None:
    """Migrate, and load doctors with so many slots each, and patients."""
    migrate(url)
    with psycopg.connect(url) as conn:
        for role, first, count in (("doctor", DOCTOR, doctors), ("patient", PATIENT, patients)):
            conn.execute(_PEOPLE, {"role": role, "first": first, "count": count})
        for statement in _DOCTORS:
            conn.execute(statement)
        conn.execute(
            _SLOTS,
            {
                "slot": SLOT, "doctor": DOCTOR, "doctors": doctors, "each": slots_each,
                "first": first_slot(), "day": SLOTS_A_DAY,
            },
        )  # fmt: skip
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute("VACUUM ANALYZE")


def patient(number: int) -> Actor:
    """Return one of the patients, signed in."""
    return Actor(
        UUID(int=PATIENT + number),
        "patient",
        UUID(int=SESSION + number),
        f"patient {number}",
        "en",
        "America/Recife",
        email_confirmed=True,
    )


def slot(number: int) -> UUID:
    """Return the id of a slot: those of doctor `d` are `d * slots_each + k`."""
    return UUID(int=SLOT + number)


async def outcomes_of(db: Database, request_ids: Sequence[UUID]) -> dict[UUID, Outcome]:
    """Read outcomes again, with their alternatives as they are now."""
    found: dict[UUID, Outcome] = {}
    async with db.read() as conn:
        for begin in range(0, len(request_ids), READ_AT_ONCE):
            found |= await outcomes(conn, request_ids[begin : begin + READ_AT_ONCE])
    return found


def duplicates(seen: Sequence[tuple[int, Outcome]], later: Mapping[UUID, Outcome]) -> int:
    """Count what must not be among the outcomes in hand: a slot booked twice, or a request with two outcomes.

    Args:
        seen: the number of the slot that was wanted, and the outcome that came.
        later: by request, the outcome when it was read again.
    """
    booked = [slot for slot, outcome in seen if outcome.kind == "booked"]
    made = [outcome.appointment_id for _, outcome in seen if outcome.kind == "booked"]
    first = {outcome.request_id: outcome for _, outcome in reversed(seen)}
    twice = sum(
        (one.kind, one.appointment_id) != (other.kind, other.appointment_id)
        for _, outcome in seen
        for one, other in ((outcome, first[outcome.request_id]), (outcome, later[outcome.request_id]))
    )
    return len(booked) - len(set(booked)) + len(made) - len(set(made)) + twice


@contextmanager
def worker(servers: Servers) -> Iterator[None]:
    """Run the worker and the jobs as production does, each as a process of its own; another one takes the mail."""
    with throwaway_folder() as folder, _mail_server(folder) as smtp_url, ExitStack() as stack:
        environment = {
            **os.environ,
            "DATABASE_URL": servers.database_url,
            "REDIS_URL": servers.redis_url,
            "HEALTHMED_DATA_DIR": str(folder),
            "HEALTHMED_MASTER_KEY": MASTER_KEY.hex(),
            "HEALTHMED_SMTP_URL": smtp_url,
        }
        for command in (("worker", "--no-jobs"), ("jobs",)):
            stack.enter_context(_process(folder, command, environment))
        yield


@contextmanager
def _process(folder: Path, command: tuple[str, ...], environment: Mapping[str, str]) -> Iterator[None]:
    log, ready = start_log(folder, command[0]), folder / f"{command[0]}.ready"
    process = spawn(
        (sys.executable, "-m", "healthmed_app.cli", *command, "--ready-file", ready),
        log=log,
        env=environment,
        cwd=Path(__file__).parents[2],
    )
    try:
        if not wait_until(ready.exists, process, seconds=WORKER_SECONDS_MAX):
            raise RuntimeError(f"{command[0]} did not start: {last_words(log)}")
        yield
    finally:
        stop(process)
        sys.stderr.write(log.read_text())


@contextmanager
def _mail_server(folder: Path) -> Iterator[str]:
    """Run a mail server in a process of its own, as the one of a clinic would be."""
    ours, its = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=_take_mail, args=(folder / "mail", its), daemon=True)
    process.start()
    its.close()
    try:
        yield ours.recv()
    finally:
        ours.close()
        process.join()


def _take_mail(folder: Path, pipe: Connection) -> None:
    os.nice(MAIL_SERVER_NICE)
    with smtp(folder) as url, suppress(EOFError):
        pipe.send(url)
        pipe.recv()
