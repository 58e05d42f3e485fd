"""The SQL of the directory: doctors, and the rows that search reads. The search itself is in `search_queries`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from psycopg.rows import class_row

from healthmed_app.directory.query import PRICES_CENTS, RATINGS
from healthmed_app.directory.views import City, Profile, Registration, WaitingDoctor
from infra.db.pool import Connection

CITIES_MAX = 500
WAITING_MAX = 200

MEETING_CHOICES: LiteralString = """
    count(*) FILTER (WHERE online), count(*) FILTER (WHERE in_person),
    ARRAY[count(*) FILTER (WHERE rating_hundredths >= (%(ratings)s::int[])[1]),
          count(*) FILTER (WHERE rating_hundredths >= (%(ratings)s::int[])[2]),
          count(*) FILTER (WHERE rating_hundredths >= (%(ratings)s::int[])[3])],
    ARRAY[count(*) FILTER (WHERE price_cents <= (%(prices)s::int[])[1]),
          count(*) FILTER (WHERE price_cents <= (%(prices)s::int[])[2]),
          count(*) FILTER (WHERE price_cents <= (%(prices)s::int[])[3])]
"""
"""How many of a group's doctors meet each choice of mode, rating and price; its parameters are `CHOICES`."""
CHOICES: Mapping[str, list[int]] = {
    "ratings": [round(rating * 100) for rating in RATINGS],
    "prices": list(PRICES_CENTS),
}
_TOTALS: LiteralString = f"""
    SELECT specialty, state, city_key, place_id, min(city), count(*), {MEETING_CHOICES} FROM doctor_search
"""  # noqa: S608 — literals of ours.
_OF_CELLS: LiteralString = """
    (specialty, state, city_key) IN (SELECT * FROM unnest(%(specialties)s::text[], %(states)s::text[], %(keys)s::text[]))
"""
_LOCK_TOTALS = 0x4EA18
_REGISTRATION: LiteralString = (
    "SELECT 'CRM ' || crm || '-' || crm_state AS crm, status FROM doctors WHERE id = %s"
)
_REGISTRATION_FOR_UPDATE: LiteralString = _REGISTRATION + " FOR NO KEY UPDATE"
_REGISTRATIONS: LiteralString = (
    "SELECT id, 'CRM ' || crm || '-' || crm_state, status FROM doctors WHERE id = ANY(%s) LIMIT %s"
)


@dataclass(frozen=True, slots=True)
class Source:
    """A doctor as the other tables have them: what a row of `doctor_search` is made of."""

    doctor_id: UUID
    slug: str
    name: str
    specialty: str
    crm: str
    crm_state: str
    rating_hundredths: int
    reviews: int
    price_cents: int
    currency: str
    neighborhood: str
    city: str
    state: str
    zip: str
    online: bool
    in_person: bool
    zone: str


async def sources(conn: Connection, doctor_ids: Sequence[UUID]) -> list[Source]:
    """Return those of `doctor_ids` who may be found: verified, neither suspended nor deleted, with an address."""
    async with conn.cursor(row_factory=class_row(Source)) as cursor:
        await cursor.execute(
            """
            SELECT d.id AS doctor_id, d.slug, u.full_name AS name, d.specialty, d.crm, d.crm_state, d.rating_hundredths,
                   d.reviews, d.price_cents, d.currency, a.neighborhood, a.city, a.state, a.zip, d.online, d.in_person,
                   coalesce(c.time_zone, u.time_zone) AS zone
            FROM doctors d JOIN users u ON u.id = d.id JOIN addresses a ON a.user_id = d.id
                 LEFT JOIN calendars c ON c.doctor_id = d.id
            WHERE d.id = ANY(%s) AND d.status = 'verified' AND u.suspended_at IS NULL AND u.deleted_at IS NULL
            LIMIT %s
            """,
            (list(doctor_ids), len(doctor_ids)),
        )
        return await cursor.fetchall()


async def lock_totals(conn: Connection) -> None:
    """Wait until no other transaction is changing search rows, so that the totals are counted from settled ones."""
    await conn.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK_TOTALS,))


async def cells(conn: Connection, doctor_ids: Sequence[UUID]) -> set[tuple[str, str, str]]:
    """Return the `(specialty, state, city_key)` under which `doctor_ids` are counted now."""
    cursor = await conn.execute(
        "SELECT DISTINCT specialty, state, city_key FROM doctor_search WHERE doctor_id = ANY(%s)",
        (list(doctor_ids),),
    )
    return {(row[0], row[1], row[2]) for row in await cursor.fetchall()}


async def remove(conn: Connection, doctor_ids: Sequence[UUID]) -> None:
    """Make doctors impossible to find."""
    await conn.execute("DELETE FROM doctor_search WHERE doctor_id = ANY(%s)", (list(doctor_ids),))


async def upsert(
    conn: Connection,
    source: Source,
    *,
    zip_digits: str,
    city_key: str,
    place_id: int,
    name_words: str,
    place_words: str,
) -> None:
    """Write a doctor's search row; a new one is due at once for its next free time."""
    await conn.execute(
        """
        INSERT INTO doctor_search
            (doctor_id, slug, name, specialty, crm, crm_state, rating_hundredths, reviews, price_cents, currency,
             neighborhood, city, city_key, state, zip, place_id, online, in_person, zone, name_words, place_words, recheck_at)
        VALUES (%(doctor_id)s, %(slug)s, %(name)s, %(specialty)s, %(crm)s, %(crm_state)s, %(rating_hundredths)s,
                %(reviews)s, %(price_cents)s, %(currency)s, %(neighborhood)s, %(city)s, %(city_key)s, %(state)s,
                %(zip)s, %(place_id)s, %(online)s, %(in_person)s, %(zone)s, %(name_words)s, %(place_words)s, '-infinity')
        ON CONFLICT (doctor_id) DO UPDATE SET
            slug = excluded.slug, name = excluded.name, specialty = excluded.specialty, crm = excluded.crm,
            crm_state = excluded.crm_state, rating_hundredths = excluded.rating_hundredths,
            reviews = excluded.reviews, price_cents = excluded.price_cents, currency = excluded.currency,
            neighborhood = excluded.neighborhood, city = excluded.city, city_key = excluded.city_key,
            state = excluded.state, zip = excluded.zip, place_id = excluded.place_id, online = excluded.online, in_person = excluded.in_person,
            zone = excluded.zone, name_words = excluded.name_words, place_words = excluded.place_words
        """,
        {
            **{name: getattr(source, name) for name in Source.__slots__},
            "zip": zip_digits,
            "city_key": city_key,
            "place_id": place_id,
            "name_words": name_words,
            "place_words": place_words,
        },
    )


async def recount(conn: Connection, changed: set[tuple[str, str, str]]) -> None:
    """Count the doctors of these cells again; call `lock_totals` before the rows are changed."""
    ordered = sorted(changed)
    values: dict[str, object] = {
        **CHOICES,
        "specialties": [cell[0] for cell in ordered],
        "states": [cell[1] for cell in ordered],
        "keys": [cell[2] for cell in ordered],
    }
    await conn.execute(f"DELETE FROM directory_totals WHERE {_OF_CELLS}", values)  # noqa: S608 — literals of ours.
    await conn.execute(
        f"INSERT INTO directory_totals {_TOTALS} WHERE {_OF_CELLS} GROUP BY specialty, state, city_key, place_id",
        values,
    )


async def recount_all(conn: Connection) -> None:
    """Count all doctors again."""
    await lock_totals(conn)
    await conn.execute("DELETE FROM directory_totals")
    await conn.execute(
        f"INSERT INTO directory_totals {_TOTALS} GROUP BY specialty, state, city_key, place_id", CHOICES
    )


async def profile(conn: Connection, slug: str) -> Profile | None:
    """Return the public page of a doctor who can be found."""
    async with conn.cursor(row_factory=class_row(Profile)) as cursor:
        await cursor.execute(
            """
            SELECT s.doctor_id AS id, s.slug, s.name, s.specialty, 'CRM ' || s.crm || '-' || s.crm_state AS crm, d.rqe,
                   d.bio, CASE WHEN s.reviews > 0 THEN s.rating_hundredths / 100.0::float8 END AS rating, s.reviews,
                   s.price_cents, s.currency, a.street, a.number, a.complement, a.neighborhood, a.city, a.state, a.zip,
                   s.online, s.in_person, s.zone
            FROM doctors d JOIN doctor_search s ON s.doctor_id = d.id JOIN addresses a ON a.user_id = d.id
            WHERE d.slug = %s
            """,
            (slug,),
        )
        return await cursor.fetchone()


async def cities(conn: Connection) -> list[City]:
    """Return the cities with doctors, most doctors first."""
    async with conn.cursor(row_factory=class_row(City)) as cursor:
        await cursor.execute(
            """
            SELECT min(city) AS name, state, sum(doctors)::int AS doctors FROM directory_totals
            GROUP BY city_key, state ORDER BY doctors DESC, city_key, state LIMIT %s
            """,
            (CITIES_MAX,),
        )
        return await cursor.fetchall()


async def waiting(conn: Connection) -> list[WaitingDoctor]:
    """Return the doctors who wait for verification, longest first."""
    async with conn.cursor(row_factory=class_row(WaitingDoctor)) as cursor:
        await cursor.execute(
            """
            SELECT d.id, u.full_name AS name, u.email, 'CRM ' || d.crm || '-' || d.crm_state AS crm, d.specialty,
                   coalesce(a.city, '') AS city, coalesce(a.state, '') AS state, d.registered_at
            FROM doctors d JOIN users u ON u.id = d.id LEFT JOIN addresses a ON a.user_id = d.id
            WHERE d.status = 'waiting' AND u.deleted_at IS NULL
            ORDER BY d.registered_at LIMIT %s
            """,
            (WAITING_MAX,),
        )
        return await cursor.fetchall()


async def registration(conn: Connection, doctor_id: UUID, *, lock: bool = False) -> Registration | None:
    """Return what a doctor is registered as; with `lock` nobody else changes it until this transaction ends."""
    async with conn.cursor(row_factory=class_row(Registration)) as cursor:
        await cursor.execute(_REGISTRATION_FOR_UPDATE if lock else _REGISTRATION, (doctor_id,))
        return await cursor.fetchone()


async def registrations(conn: Connection, doctor_ids: Sequence[UUID]) -> dict[UUID, Registration]:
    """Return what each of these people who is a doctor is registered as."""
    cursor = await conn.execute(_REGISTRATIONS, (list(doctor_ids), len(doctor_ids)))
    return {row[0]: Registration(row[1], row[2]) for row in await cursor.fetchall()}


async def set_status(conn: Connection, doctor_id: UUID, status: str) -> None:
    """Set a doctor's status; the time of the first verification is kept."""
    await conn.execute(
        """
        UPDATE doctors SET status = %(status)s::text,
               verified_at = CASE WHEN %(status)s::text = 'verified' THEN coalesce(verified_at, clock_timestamp())
                                  ELSE verified_at END
        WHERE id = %(id)s
        """,
        {"status": status, "id": doctor_id},
    )


async def close(conn: Connection, doctor_id: UUID) -> None:
    """Close a doctor's profile for good, and erase what it says of them besides their registration."""
    await conn.execute("UPDATE doctors SET status = 'closed', bio = '' WHERE id = %s", (doctor_id,))


async def set_ratings(conn: Connection, ratings: Mapping[UUID, tuple[int, int]]) -> None:
    """Write `{doctor_id: (mean in hundredths, number of reviews)}`."""
    ids = sorted(ratings)
    await conn.execute(
        """
        UPDATE doctors d SET rating_hundredths = fresh.rating, reviews = fresh.reviews
        FROM unnest(%s::uuid[], %s::int[], %s::int[]) fresh (id, rating, reviews) WHERE d.id = fresh.id
        """,
        (ids, [ratings[one][0] for one in ids], [ratings[one][1] for one in ids]),
    )
