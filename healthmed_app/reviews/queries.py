"""The SQL of reviews. Hidden ones are never read here."""

from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from healthmed_app.reviews.views import PublicReview
from infra.db.pool import Connection

_DISTRIBUTION = """
    SELECT rating, count(*)::int FROM reviews
    WHERE doctor_id = %(doctor_id)s AND hidden_at IS NULL
    GROUP BY rating LIMIT 5
"""

_LATEST = """
    SELECT split_part(u.full_name, ' ', 1)
           || coalesce(' ' || left(nullif(split_part(u.full_name, ' ', -1), split_part(u.full_name, ' ', 1)), 1) || '.', '')
           AS author,
           r.rating, r.comment, r.created_at, r.id
    FROM reviews r JOIN users u ON u.id = r.patient_id
    WHERE r.doctor_id = %(doctor_id)s AND r.hidden_at IS NULL AND (r.created_at, r.id) < (%(before_at)s, %(before_id)s)
    ORDER BY r.created_at DESC, r.id DESC
    LIMIT %(limit)s
"""


async def distribution(conn: Connection, doctor_id: UUID) -> dict[int, int]:
    """Return how many reviews of the doctor gave each number of stars; a number that nobody gave is left out."""
    cursor = await conn.execute(_DISTRIBUTION, {"doctor_id": doctor_id})
    return dict(await cursor.fetchall())


async def latest(
    conn: Connection, doctor_id: UUID, limit: int, before: tuple[datetime, UUID]
) -> list[PublicReview]:
    """Return the doctor's last `limit` reviews older than `before`, newest first."""
    values = {"doctor_id": doctor_id, "limit": limit, "before_at": before[0], "before_id": before[1]}
    async with conn.cursor(row_factory=class_row(PublicReview)) as cursor:
        await cursor.execute(_LATEST, values)
        return await cursor.fetchall()
