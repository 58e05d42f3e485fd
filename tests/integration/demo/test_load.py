"""The demo data as it lies in the database: whole, the same again, and within the rules that live data keeps."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from psycopg.rows import dict_row

from healthmed_app.accounts import passwords
from healthmed_app.booking.check import check_database
from healthmed_app.booking.payload import open_reason
from healthmed_app.booking.reads import next_free
from healthmed_app.core.crypto import Keyring
from healthmed_app.demo import load as loading
from healthmed_app.demo.load import PASSWORD, load
from healthmed_app.directory import service
from healthmed_app.directory.query import SearchQuery
from infra.db.pool import Connection, Database

KEYRING = Keyring.of(bytes(32))
SEALED = ("password_hash", "document_sealed", "reason_sealed", "cancel_reason_sealed", "last_decided_at")
"""Columns that hold fresh randomness, or the database's clock."""
TABLES = (
    "users",
    "doctors",
    "calendars",
    "weekly_hours",
    "exceptions",
    "slots",
    "appointments",
    "reviews",
    "doctor_search",
)


async def small(db: Database, **options: Any) -> bool:
    return await load(db, KEYRING, doctors=120, patients=250, **options)


async def one(db: Database, sql: str) -> Any:
    async with db.read() as conn:
        row = await (await conn.execute(sql)).fetchone()  # type: ignore[arg-type]
    assert row is not None
    return row[0]


async def contents(db: Database) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    async with db.read() as conn:
        for table in TABLES:
            async with conn.cursor(row_factory=dict_row) as cursor:
                await cursor.execute(f"SELECT * FROM {table} ORDER BY 1")  # type: ignore[arg-type]
                found[table] = [
                    {name: value for name, value in row.items() if name not in SEALED}
                    for row in await cursor.fetchall()
                ]
    return found


async def constraints(db: Database) -> list[tuple[str, str]]:
    async with db.read() as conn:
        cursor = await conn.execute(
            """
            SELECT conrelid::regclass::text || '.' || conname, pg_get_constraintdef(oid) FROM pg_constraint
            UNION ALL SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index ORDER BY 1, 2
            """
        )
        # Postgres writes the same condition anew in another way: casts and brackets say nothing here.
        return [(row[0], re.sub(r"::[a-z ]+(\[\])?|[()]", "", row[1])) for row in await cursor.fetchall()]


async def test_it_is_loaded_once_and_leaves_every_guard_in_place(db: Database, database_url: str) -> None:
    before = await constraints(db)
    assert await small(db)
    assert await constraints(db) == before
    users = await one(db, "SELECT count(*) FROM users")
    assert not await small(db, seed=2)
    assert await one(db, "SELECT count(*) FROM users") == users
    assert [found for found in check_database(database_url) if found.violations] == []


async def empty(conn: Connection) -> None:
    """Remove everybody. Signed reports refuse that to all but the owner of the tables, who can let it happen."""
    await conn.execute("ALTER TABLE report_versions DISABLE TRIGGER USER")
    await conn.execute("TRUNCATE users, directory_words, directory_totals CASCADE")
    await conn.execute("ALTER TABLE report_versions ENABLE TRIGGER USER")


async def test_the_same_seed_and_day_give_the_same_rows(db: Database, database_url: str) -> None:
    now = datetime.now(UTC)
    await load(db, KEYRING, doctors=60, patients=100, now=now)
    first = await contents(db)
    async with db.transaction() as conn:
        await empty(conn)
    await load(db, KEYRING, doctors=60, patients=100, now=now)
    assert await contents(db) == first


async def test_the_people_are_the_same_at_any_hour(db: Database) -> None:
    people = """
        SELECT u.role, u.full_name, u.email, d.crm, d.specialty, d.price_cents, d.bio, a.zip, a.street, a.number
        FROM users u LEFT JOIN doctors d ON d.id = u.id LEFT JOIN addresses a ON a.user_id = u.id ORDER BY u.email
    """
    found: list[list[Any]] = []
    for hour in (0, 11, 18):
        now = datetime(2030, 5, 6, hour, 20, tzinfo=UTC)
        await load(db, KEYRING, doctors=60, patients=100, now=now)
        async with db.transaction() as conn:
            found.append(await (await conn.execute(people)).fetchall())
            await empty(conn)
    assert found[0] == found[1] == found[2]


async def test_what_is_shown_of_a_doctor_is_what_the_rows_say(country: Database) -> None:
    assert not await one(
        country,
        """
        SELECT count(*) FROM doctors d LEFT JOIN (SELECT doctor_id, round(100 * avg(rating)) AS mean, count(*) AS number
                                                  FROM reviews WHERE hidden_at IS NULL GROUP BY 1) r ON r.doctor_id = d.id
        WHERE (d.rating_hundredths, d.reviews) IS DISTINCT FROM (coalesce(r.mean, 0), coalesce(r.number, 0))
        """,
    )
    assert not await one(
        country,
        """
        SELECT count(*) FROM reviews r JOIN appointments a ON a.id = r.appointment_id
        WHERE a.status <> 'concluded' OR (a.patient_id, a.doctor_id) <> (r.patient_id, r.doctor_id)
           OR r.created_at > now()
        """,
    )
    async with country.read() as conn:
        cursor = await conn.execute("SELECT doctor_id, next_free_at FROM doctor_search")
        said = dict(await cursor.fetchall())
        free = await next_free(conn, list(said), 1)
    assert said == {doctor_id: slots[0].starts_at if slots else None for doctor_id, slots in free.items()}
    assert None in said.values()


async def test_there_are_agendas_of_every_kind(country: Database) -> None:
    assert await one(country, "SELECT count(*) FROM doctors WHERE reviews = 0 AND status = 'verified'") >= 3
    assert (
        await one(country, "SELECT count(*) FROM doctors WHERE status = 'waiting'") == loading.WAITING_DOCTORS
    )
    no_hours = "SELECT count(*) FROM doctor_search s WHERE NOT EXISTS (SELECT FROM weekly_hours w WHERE w.doctor_id = s.doctor_id)"
    assert await one(country, no_hours) >= 2
    full = "SELECT count(*) FROM doctor_search WHERE next_free_at IS NULL AND last_slot_at IS NOT NULL"
    assert await one(country, full) >= 2
    assert await one(country, "SELECT max(length(full_name)) FROM users") > 55
    assert await one(country, "SELECT count(DISTINCT bio) - count(*) FROM doctors") == 0
    horizon = await one(country, "SELECT max(starts_at) FROM slots")
    assert horizon > datetime.now(UTC) + timedelta(days=54)


async def test_a_cardiologist_in_recife_has_time_tomorrow(country: Database) -> None:
    tomorrow = datetime.now(ZoneInfo("America/Recife")).date() + timedelta(days=1)
    query = SearchQuery.of({"q": "cardiologista recife", "from": tomorrow.isoformat()})
    async with country.read() as conn:
        page = await service.search(conn, query)
        free = await next_free(conn, [card.id for card in page.cards], 60)
    with_time = [
        card
        for card in page.cards
        if any(slot.starts_at.astimezone(ZoneInfo(card.zone)).date() == tomorrow for slot in free[card.id])
    ]
    assert len(with_time) >= 6


async def test_the_demo_accounts_have_their_story(country: Database) -> None:
    async with country.read() as conn:
        cursor = await conn.execute(
            "SELECT email, role, password_hash, email_confirmed_at FROM users WHERE email ~ '^(patient|doctor|admin)@'"
        )
        accounts = {row[0]: row[1:] for row in await cursor.fetchall()}
        cursor = await conn.execute(
            """
            SELECT a.status, a.starts_at > now(), a.for_name, a.id, a.reason_sealed
            FROM appointments a JOIN users u ON u.id = a.patient_id WHERE u.email = 'patient@demo.test'
            """
        )
        hers = await cursor.fetchall()
        cursor = await conn.execute(
            """
            SELECT count(*) FILTER (WHERE a.status = 'waiting_for_confirmation'),
                   count(*) FILTER (WHERE a.status = 'confirmed' AND a.starts_at < now() + interval '8 days')
            FROM appointments a JOIN users u ON u.id = a.doctor_id WHERE u.email = 'doctor@demo.test' AND a.starts_at > now()
            """
        )
        of_doctor = await cursor.fetchone()
    assert {email: values[0] for email, values in accounts.items()} == {
        "patient@demo.test": "patient",
        "doctor@demo.test": "doctor",
        "admin@demo.test": "admin",
    }
    assert await passwords.matches(PASSWORD, accounts["patient@demo.test"][1])
    kinds = sorted((status, coming) for status, coming, *_ in hers)
    assert kinds == [
        ("cancelled", False),
        ("concluded", False),
        ("concluded", False),
        ("confirmed", False),
        ("confirmed", True),
        ("confirmed", True),
        ("waiting_for_confirmation", True),
    ]
    assert [name for _, _, name, *_ in hers if name] == ["Théo Duarte"]
    assert all(open_reason(KEYRING, row[3], row[4]) for row in hers)
    assert of_doctor is not None
    assert of_doctor[0] >= 3
    assert of_doctor[1] >= 8


async def test_many_doctors_have_ten_slots_each(
    db: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "ORDINARY_MAX", 100)
    monkeypatch.setattr(loading, "ORDINARY_OF_MANY", 40)
    monkeypatch.setattr(loading, "CHUNK", 37)
    assert await load(db, KEYRING, doctors=200, patients=100)
    assert await one(db, "SELECT count(*) FROM doctor_search") == 200
    by_hand = "SELECT count(*) FROM slots WHERE source = 'hand'"
    assert await one(db, by_hand) == 160 * 10 + 1  # And the half hour in which the demo patient is seen.
    assert [found for found in check_database(database_url) if found.violations] == []
    async with db.read() as conn:
        cursor = await conn.execute("SELECT doctor_id, next_free_at FROM doctor_search")
        said = dict(await cursor.fetchall())
        free = await next_free(conn, list(said), 1)
        assert (await service.search(conn, SearchQuery())).total == 200
    assert said == {doctor_id: slots[0].starts_at if slots else None for doctor_id, slots in free.items()}
