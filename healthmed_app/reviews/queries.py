"""The SQL of reviews. Hidden ones are read by nobody but their authors."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, LiteralString
from uuid import UUID

from psycopg.rows import class_row

from healthmed_app.reviews.rules import Month
from healthmed_app.reviews.views import OneSidesReview, OwnReview, PublicReview
from infra.db.pool import Connection

_DISTRIBUTION = """
    SELECT rating, count(*)::int FROM reviews
    WHERE doctor_id = %(doctor_id)s AND hidden_at IS NULL
    GROUP BY rating LIMIT 5
"""

AUTHOR = """
    CASE WHEN u.deleted_at IS NOT NULL THEN u.full_name ELSE split_part(u.full_name, ' ', 1)
    || coalesce(' ' || left(nullif(split_part(u.full_name, ' ', -1), split_part(u.full_name, ' ', 1)), 1) || '.', '') END
"""
"""The author `u` by first name and initial; one who left has the name of all who did."""

_LATEST = f"""
    SELECT {AUTHOR} AS author, r.rating, r.comment, r.created_at, r.id
    FROM reviews r JOIN users u ON u.id = r.patient_id
    WHERE r.doctor_id = %(doctor_id)s AND r.hidden_at IS NULL AND (r.created_at, r.id) < (%(before_at)s, %(before_id)s)
    ORDER BY r.created_at DESC, r.id DESC
    LIMIT %(limit)s
"""  # noqa: S608  # A constant of this module.

_MONTHS = """
    SELECT date_trunc('month', created_at AT TIME ZONE %(zone)s)::date AS first,
           round(avg(rating) * 100)::int AS mean_hundredths, count(*)::int AS reviews
    FROM reviews
    WHERE doctor_id = %(doctor_id)s AND hidden_at IS NULL
      AND created_at >= %(since)s::date::timestamp AT TIME ZONE %(zone)s
    GROUP BY 1 ORDER BY 1 LIMIT %(limit)s
"""

_INSERT = """
    INSERT INTO reviews (id, appointment_id, doctor_id, patient_id, rating, comment)
    SELECT %(id)s, id, doctor_id, patient_id, %(rating)s, %(comment)s FROM appointments
    WHERE id = %(appointment_id)s AND patient_id = %(patient_id)s AND status = 'concluded'
    ON CONFLICT (appointment_id) DO NOTHING
    RETURNING doctor_id
"""

_SIDE = f"""
    SELECT r.id, r.appointment_id, r.doctor_id, d.full_name AS doctor_name, {AUTHOR} AS author, r.rating, r.comment,
           r.created_at, CASE WHEN r.hidden_at IS NOT NULL THEN r.hidden_reason END AS hidden_reason
    FROM reviews r JOIN users u ON u.id = r.patient_id JOIN users d ON d.id = r.doctor_id
"""  # noqa: S608  # A constant of this module.
_SENT: LiteralString = "WHERE r.patient_id = %(user_id)s"
_RECEIVED: LiteralString = "WHERE r.doctor_id = %(user_id)s AND r.hidden_at IS NULL"
_BY: dict[str, LiteralString] = {
    "id": " AND r.id = %(key)s",
    "appointment_id": " AND r.appointment_id = %(key)s",
}
_BEFORE: LiteralString = """
    AND (r.created_at, r.id) < (%(before_at)s, %(before_id)s) ORDER BY r.created_at DESC, r.id DESC LIMIT %(limit)s
"""

_RATING = """
    SELECT coalesce(round(avg(rating) * 100), 0)::int, count(*)::int FROM reviews
    WHERE doctor_id = %s AND hidden_at IS NULL
"""


async def insert(
    conn: Connection, review_id: UUID, appointment_id: UUID, patient_id: UUID, rating: int, comment: str
) -> UUID | None:
    """Write the review of this patient's concluded appointment, unless there is one; return its doctor, or None."""
    values = {
        "id": review_id,
        "appointment_id": appointment_id,
        "patient_id": patient_id,
        "rating": rating,
        "comment": comment,
    }
    cursor = await conn.execute(_INSERT, values)
    row = await cursor.fetchone()
    return row[0] if row else None


async def own(conn: Connection, patient_id: UUID, appointment_id: UUID) -> OwnReview | None:
    """Return what this patient wrote about this appointment."""
    async with conn.cursor(row_factory=class_row(OwnReview)) as cursor:
        await cursor.execute(
            """
            SELECT rating, comment, created_at, CASE WHEN hidden_at IS NOT NULL THEN hidden_reason END AS hidden_reason
            FROM reviews WHERE appointment_id = %s AND patient_id = %s
            """,
            (appointment_id, patient_id),
        )
        return await cursor.fetchone()


async def of_side(
    conn: Connection, user_id: UUID, limit: int, before: tuple[datetime, UUID], *, sent: bool
) -> list[OneSidesReview]:
    """Return the last reviews that a patient sent, or that a doctor received, older than `before`, newest first."""
    query = _SIDE + (_SENT if sent else _RECEIVED) + _BEFORE
    values = {"user_id": user_id, "limit": limit, "before_at": before[0], "before_id": before[1]}
    async with conn.cursor(row_factory=class_row(OneSidesReview)) as cursor:
        await cursor.execute(query, values)
        return await cursor.fetchall()


async def one_of_side(
    conn: Connection, user_id: UUID, by: Literal["id", "appointment_id"], key: UUID, *, sent: bool
) -> OneSidesReview | None:
    """Return a review that a patient sent, or that a doctor received."""
    query = _SIDE + (_SENT if sent else _RECEIVED) + _BY[by]
    values = {"user_id": user_id, "key": key}
    async with conn.cursor(row_factory=class_row(OneSidesReview)) as cursor:
        await cursor.execute(query, values)
        return await cursor.fetchone()


async def reviewed(conn: Connection, patient_id: UUID, appointment_ids: Sequence[UUID]) -> set[UUID]:
    """Return which of these appointments this patient has reviewed."""
    cursor = await conn.execute(
        "SELECT appointment_id FROM reviews WHERE appointment_id = ANY(%s) AND patient_id = %s LIMIT %s",
        (list(appointment_ids), patient_id, len(appointment_ids)),
    )
    return {row[0] for row in await cursor.fetchall()}


async def status_of(conn: Connection, patient_id: UUID, appointment_id: UUID) -> str | None:
    """Return the status of this patient's appointment."""
    cursor = await conn.execute(
        "SELECT status FROM appointments WHERE id = %s AND patient_id = %s", (appointment_id, patient_id)
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def lock_doctor(conn: Connection, doctor_id: UUID) -> None:
    """Let nobody else write this doctor's rating until the transaction ends."""
    await conn.execute("SELECT FROM doctors WHERE id = %s FOR NO KEY UPDATE", (doctor_id,))


async def rating(conn: Connection, doctor_id: UUID) -> tuple[int, int]:
    """Return the mean of a doctor's reviews in hundredths of a star, and their number."""
    cursor = await conn.execute(_RATING, (doctor_id,))
    row = await cursor.fetchone()
    assert row is not None
    return row[0], row[1]


async def distribution(conn: Connection, doctor_id: UUID) -> dict[int, int]:
    """Return how many reviews of the doctor gave each number of stars; a number that nobody gave is left out."""
    cursor = await conn.execute(_DISTRIBUTION, {"doctor_id": doctor_id})
    return dict(await cursor.fetchall())


async def months(conn: Connection, doctor_id: UUID, since: date, zone: str, limit: int) -> list[Month]:
    """Return the months since `since` that have reviews, on the calendar of `zone`, oldest first."""
    values = {"doctor_id": doctor_id, "since": since, "zone": zone, "limit": limit}
    async with conn.cursor(row_factory=class_row(Month)) as cursor:
        await cursor.execute(_MONTHS, values)
        return await cursor.fetchall()


async def latest(
    conn: Connection, doctor_id: UUID, limit: int, before: tuple[datetime, UUID]
) -> list[PublicReview]:
    """Return the doctor's last `limit` reviews older than `before`, newest first."""
    values = {"doctor_id": doctor_id, "limit": limit, "before_at": before[0], "before_id": before[1]}
    async with conn.cursor(row_factory=class_row(PublicReview)) as cursor:
        await cursor.execute(_LATEST, values)
        return await cursor.fetchall()
