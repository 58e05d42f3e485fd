"""Loading the demo data: once, in one transaction, in a few seconds for the ordinary size.

Up to `ORDINARY_MAX` doctors each has eight weeks of hours, appointments and reviews. Beyond that the first
`ORDINARY_OF_MANY` are like that, and each of the others has ten slots and a rating without the reviews behind it:
enough to search a million doctors and to book them, and little enough to load.
"""

from collections.abc import Callable
from datetime import datetime
from random import Random

from healthmed_app.accounts import passwords
from healthmed_app.core import clock
from healthmed_app.core.crypto import Keyring
from healthmed_app.demo import bulk
from healthmed_app.demo.bookings import Bookings
from healthmed_app.demo.cast import Cast, recife_place
from healthmed_app.demo.figures import load_figures
from healthmed_app.demo.many import Many
from healthmed_app.demo.numbers import Ids
from healthmed_app.demo.people import People
from healthmed_app.demo.records import write_reports
from healthmed_app.demo.rows import COLUMNS, Rows, World
from healthmed_app.demo.story import ADMIN, PATIENT, Story
from healthmed_app.demo.traces import leave_traces
from healthmed_app.directory import queries as directory
from healthmed_app.directory import word_queries
from healthmed_app.directory.service import specialty_words
from infra.db.pool import Connection, Database

DOCTORS = 400
PATIENTS = 2_000
SEED = 1
PASSWORD = "healthmed-demo"  # noqa: S105 — the README tells everybody.
ORDINARY_MAX = 10_000
ORDINARY_OF_MANY = 400
WAITING_DOCTORS = 4
CHUNK = 20_000
_LOCK = 0x4EA19
_TABLES = tuple(COLUMNS)

Progress = Callable[[str], None]


async def load(
    db: Database,
    keyring: Keyring,
    *,
    doctors: int = DOCTORS,
    patients: int = PATIENTS,
    seed: int = SEED,
    now: datetime | None = None,
    progress: Progress | None = None,
) -> bool:
    """Load the demo data; return False, and change nothing, when it is there already.

    Args:
        db: pools on a migrated database that is not in production; opened with `UNLIMITED` timeouts for many doctors,
            because the helpers of an index build do not see what this transaction allows itself.
        keyring: seals what is sealed.
        doctors: how many, at least 30.
        patients: how many, besides the demo patient.
        seed: the same seed makes the same people at any hour, and at the same moment the same rows.
        now: the moment of the load; the database is not asked.
        progress: is told what is done, one line at a time.
    """
    say = progress or (lambda _line: None)
    password_hash = await passwords.hashed(PASSWORD)
    now = now or clock.now()
    async with db.transaction() as conn:
        await bulk.unhurried(conn)
        await conn.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        if await _is_loaded(conn):
            return False
        random = Random(seed)  # noqa: S311 — it must be the same again.
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        world = World(random, Ids(random, midnight), Rows(keyring, password_hash, now), now)
        async with bulk.without_indexes(conn, _TABLES):
            # People draw from a generator of their own: how many appointments there are depends on the hour, who they are does not.
            people = People(Random(seed), world.ids)  # noqa: S311 — it must be the same again.
            await _write_all(conn, world, people, keyring, doctors=doctors, patients=patients, say=say)
            say("Making indexes")
        await directory.recount_all(conn)
        await load_figures(conn, Random(seed), now)  # noqa: S311 — it must be the same again.
        await bulk.analyze(conn, (*_TABLES, "directory_words", "directory_totals"))
        await _furnish(conn, keyring, now)
    return True


async def _furnish(conn: Connection, keyring: Keyring, now: datetime) -> None:
    """Give the three demo accounts what rows in bulk do not; last, since the audit says when it was written."""
    cursor = await conn.execute(
        "SELECT email::text, id FROM users WHERE email = ANY(%s)",
        (["patient@demo.test", "doctor@demo.test", "admin@demo.test"],),
    )
    ids = dict(await cursor.fetchall())
    patient_id = ids["patient@demo.test"]
    await write_reports(conn, keyring, patient_id)
    await leave_traces(
        conn, now, patient_id=patient_id, doctor_id=ids["doctor@demo.test"], admin_id=ids["admin@demo.test"]
    )


async def _is_loaded(conn: Connection) -> bool:
    cursor = await conn.execute("SELECT EXISTS (SELECT FROM users WHERE email = 'patient@demo.test')")
    row = await cursor.fetchone()
    return bool(row and row[0])


async def _write_all(
    conn: Connection,
    world: World,
    people: People,
    keyring: Keyring,
    *,
    doctors: int,
    patients: int,
    say: Progress,
) -> None:
    recife = recife_place()
    world.rows.person(people.patient(name=ADMIN, email="admin@demo.test", place=recife), "admin", 500)
    marina = people.patient(name=PATIENT, email="patient@demo.test", place=recife)
    world.rows.person(marina, "patient", 150)
    everybody = [people.patient() for _ in range(patients)]
    for patient in everybody:
        world.rows.person(patient, "patient", world.random.randrange(130, 700))
    bookings = Bookings(world, keyring, everybody)
    cast = Cast(world, people, bookings, Story(bookings, marina, world.now))
    ordinary = doctors if doctors <= ORDINARY_MAX else ORDINARY_OF_MANY
    for count in range(ordinary):
        cast.number(count)
        if count % 500 == 499:
            say(f"{count + 1:,} of {doctors:,} doctors")
            await _flush(conn, world)
    for _ in range(WAITING_DOCTORS):
        cast.waiting()
    await _flush(conn, world)
    if doctors > ordinary:
        many = Many(world, people)
        for begin in range(ordinary, doctors, CHUNK):
            end = min(begin + CHUNK, doctors)
            many.doctors(end - begin)
            await _flush(conn, world)
            say(f"{end:,} of {doctors:,} doctors")
        say("Making ten slots each")
        await many.slots(conn)
    await _write_words(conn, world)


async def _flush(conn: Connection, world: World) -> None:
    for table, rows in world.rows.of.items():
        await bulk.copy(conn, table, COLUMNS[table], rows)
        rows.clear()


async def _write_words(conn: Connection, world: World) -> None:
    words = {(word, kind): (shown, 1) for word, kind, shown in specialty_words()} | world.rows.words
    await word_queries.add_counted_words(
        conn, [(word, kind, shown, doctors) for (word, kind), (shown, doctors) in sorted(words.items())]
    )
