"""All SQL of reading notices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from healthmed_app.notices.rules import Kind
from infra.db.pool import Connection

_KINDS: Sequence[str] = [kind.value for kind in Kind]
"""What this release can say: a newer one may have written others."""


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice as it is kept, with the name of whose doing it is."""

    id: UUID
    kind: str
    subject_id: UUID
    person_name: str
    reminds_of: datetime | None
    created_at: datetime
    read_at: datetime | None


async def unread(conn: Connection, user_id: UUID, limit: int) -> int:
    """Count unread notices, up to `limit`."""
    cursor = await conn.execute(
        """
        SELECT count(*) FROM (
            SELECT FROM notices WHERE recipient_id = %s AND read_at IS NULL AND kind = ANY(%s) LIMIT %s
        ) AS unread
        """,
        (user_id, _KINDS, limit),
    )
    row = await cursor.fetchone()
    assert row is not None
    return row[0]


async def newest(conn: Connection, user_id: UUID, after: UUID | None, limit: int) -> list[NoticeRow]:
    """Return the newest notices of a person, or those that follow the notice `after` of theirs."""
    async with conn.cursor(row_factory=class_row(NoticeRow)) as cursor:
        await cursor.execute(
            """
            SELECT n.id, n.kind, n.subject_id, coalesce(p.full_name, '') AS person_name, n.reminds_of,
                   n.created_at, n.read_at
            FROM notices n LEFT JOIN users p ON p.id = n.person_id
            WHERE n.recipient_id = %(user)s AND n.kind = ANY(%(kinds)s) AND (%(after)s::uuid IS NULL
               OR (n.created_at, n.id) < (SELECT created_at, id FROM notices WHERE id = %(after)s AND recipient_id = %(user)s))
            ORDER BY n.created_at DESC, n.id DESC LIMIT %(limit)s
            """,
            {"user": user_id, "kinds": _KINDS, "after": after, "limit": limit},
        )
        return await cursor.fetchall()


async def mark_read(conn: Connection, user_id: UUID, notice_id: UUID) -> None:
    """Mark one notice of a person as read."""
    await conn.execute(
        "UPDATE notices SET read_at = clock_timestamp() WHERE id = %s AND recipient_id = %s AND read_at IS NULL",
        (notice_id, user_id),
    )


async def mark_all_read(conn: Connection, user_id: UUID, up_to: UUID, limit: int) -> None:
    """Mark up to `limit` notices of a person as read that are not newer than their notice `up_to`."""
    await conn.execute(
        """
        UPDATE notices SET read_at = clock_timestamp() WHERE id IN (
            SELECT id FROM notices WHERE recipient_id = %(user)s AND read_at IS NULL AND (created_at, id) <=
                (SELECT created_at, id FROM notices WHERE id = %(up_to)s AND recipient_id = %(user)s)
            LIMIT %(limit)s
        )
        """,
        {"user": user_id, "up_to": up_to, "limit": limit},
    )
