"""The SQL of moderation: reviews of all doctors, newest first, and hiding one."""

from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg.rows import class_row

from healthmed_app.reviews.queries import AUTHOR
from healthmed_app.reviews.views import ModeratedReview
from infra.db.pool import Connection

_NEWEST = f"""
    SELECT r.id, {AUTHOR} AS author, d.full_name AS doctor_name, p.slug AS doctor_slug,
           r.rating, r.comment, r.created_at, r.hidden_at, r.hidden_reason
    FROM reviews r
    JOIN users u ON u.id = r.patient_id JOIN users d ON d.id = r.doctor_id JOIN doctors p ON p.id = r.doctor_id
    WHERE (r.created_at, r.id) < (%(before_at)s, %(before_id)s)
    ORDER BY r.created_at DESC, r.id DESC LIMIT %(limit)s
"""  # noqa: S608  # A constant of ours.

_NEWEST_HIDDEN = _NEWEST.replace("WHERE", "WHERE r.hidden_at IS NOT NULL AND")


async def newest(
    conn: Connection, limit: int, before: tuple[datetime, UUID], *, hidden: bool
) -> list[ModeratedReview]:
    """Return the newest reviews older than `before`, or of those the `hidden` ones only."""
    values = {"limit": limit, "before_at": before[0], "before_id": before[1]}
    async with conn.cursor(row_factory=class_row(ModeratedReview)) as cursor:
        await cursor.execute(_NEWEST_HIDDEN if hidden else _NEWEST, values)
        return await cursor.fetchall()


async def place(conn: Connection, review_id: UUID) -> tuple[datetime, UUID] | None:
    """Return where in that order a review stands."""
    cursor = await conn.execute("SELECT created_at, id FROM reviews WHERE id = %s", (review_id,))
    return await cursor.fetchone()


async def hide(conn: Connection, review_id: UUID, reason: str) -> UUID | None:
    """Hide a review that is shown; return its doctor, or None when there is none."""
    return await _change(
        conn,
        "UPDATE reviews SET hidden_at = clock_timestamp(), hidden_reason = %s WHERE id = %s AND hidden_at IS NULL"
        " RETURNING doctor_id",
        (reason, review_id),
    )


async def written_by(conn: Connection, review_id: UUID) -> tuple[UUID, UUID]:
    """Return who wrote a review that is there, and about which appointment."""
    cursor = await conn.execute("SELECT patient_id, appointment_id FROM reviews WHERE id = %s", (review_id,))
    row = await cursor.fetchone()
    assert row is not None, "it was just changed"
    return row[0], row[1]


async def show(conn: Connection, review_id: UUID) -> UUID | None:
    """Show a review that is hidden; return its doctor, or None when there is none. The reason stays for administrators."""
    return await _change(
        conn,
        "UPDATE reviews SET hidden_at = NULL WHERE id = %s AND hidden_at IS NOT NULL RETURNING doctor_id",
        (review_id,),
    )


async def _change(conn: Connection, statement: LiteralString, values: tuple[object, ...]) -> UUID | None:
    cursor = await conn.execute(statement, values)
    row = await cursor.fetchone()
    return row[0] if row else None
