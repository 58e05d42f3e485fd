"""The SQL of the outbox: which notices are to be mailed, by whom, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg.rows import class_row

from infra.db.pool import Connection


@dataclass(frozen=True, slots=True)
class Unsent:
    """A notice that was not mailed yet, and whom its mail goes to."""

    id: UUID
    kind: str
    recipient_id: UUID
    email: str
    language: str
    zone: str
    full_name: str
    subject_id: UUID
    person_name: str


_STILL_TRUE = """(n.reminds_of IS NULL OR EXISTS (
    SELECT FROM appointments a WHERE a.id = n.subject_id AND a.active AND a.status = 'confirmed'
      AND a.starts_at = n.reminds_of AND a.starts_at > clock_timestamp()
))"""
_WANTED = """NOT EXISTS (
    SELECT FROM notice_preferences w WHERE w.user_id = n.recipient_id AND w.kind = n.kind AND NOT w.mail
)"""
_NOT_CLAIMED = (
    "(n.claimed_at IS NULL OR n.claimed_at < clock_timestamp() - make_interval(secs => %(claim_seconds)s))"
)


async def due(conn: Connection, limit: int, claim_seconds: int) -> list[UUID]:
    """Return up to `limit` notices whose mail is due and that nobody is at, the longest due first."""
    cursor = await conn.execute(
        f"""
        SELECT n.id FROM notices n
        WHERE n.mail_at <= clock_timestamp() AND {_NOT_CLAIMED}
        ORDER BY n.mail_at LIMIT %(limit)s
        """,  # noqa: S608  # Of constants.
        {"limit": limit, "claim_seconds": claim_seconds},
    )
    return [row[0] for row in await cursor.fetchall()]


async def drop_unwanted(conn: Connection, notice_ids: Sequence[UUID]) -> set[UUID]:
    """Have no mail sent of those that are not wanted, no longer true, or whose recipient's account is gone; return them."""
    cursor = await conn.execute(
        f"""
        UPDATE notices n SET mail_at = NULL
        WHERE n.id = ANY(%s) AND n.mailed_at IS NULL AND NOT (
            {_STILL_TRUE} AND {_WANTED}
            AND EXISTS (SELECT FROM users u WHERE u.id = n.recipient_id AND u.deleted_at IS NULL)
        )
        RETURNING n.id
        """,  # noqa: S608  # Of constants.
        (list(notice_ids),),
    )
    return {row[0] for row in await cursor.fetchall()}


async def claim(conn: Connection, notice_ids: Sequence[UUID], claim_seconds: int) -> list[Unsent]:
    """Claim notices for mailing and return whom they go to, without those that were mailed or that others are at.

    A claim that is older than `claim_seconds` counts no longer.
    """
    async with conn.cursor(row_factory=class_row(Unsent)) as cursor:
        await cursor.execute(
            f"""
            WITH due AS (
                SELECT id FROM notices n
                WHERE id = ANY(%(ids)s) AND mail_at IS NOT NULL AND {_NOT_CLAIMED} AND {_STILL_TRUE} AND {_WANTED}
                ORDER BY id FOR UPDATE SKIP LOCKED
            ), claimed AS (
                UPDATE notices n SET claimed_at = clock_timestamp() FROM due WHERE n.id = due.id
                RETURNING n.id, n.kind, n.recipient_id, n.subject_id, n.person_id
            )
            SELECT n.id, n.kind, n.recipient_id, r.email, r.language, r.time_zone AS zone, r.full_name,
                   n.subject_id, coalesce(p.full_name, '') AS person_name
            FROM claimed n
            JOIN users r ON r.id = n.recipient_id AND r.deleted_at IS NULL
            LEFT JOIN users p ON p.id = n.person_id
            ORDER BY n.id
            """,  # noqa: S608  # Of constants.
            {"ids": list(notice_ids), "claim_seconds": claim_seconds},
        )
        return await cursor.fetchall()


async def set_mailed(conn: Connection, notice_ids: Sequence[UUID]) -> None:
    """Note that these mails were handed over."""
    await conn.execute(
        "UPDATE notices SET mailed_at = clock_timestamp(), mail_at = NULL WHERE id = ANY(%s)",
        (list(notice_ids),),
    )


async def give_back(conn: Connection, notice_ids: Sequence[UUID]) -> None:
    """Let go of claims: it did not come to these mails."""
    await conn.execute("UPDATE notices SET claimed_at = NULL WHERE id = ANY(%s)", (list(notice_ids),))


async def postpone(conn: Connection, notice_ids: Sequence[UUID]) -> None:
    """Have refused mails tried again after as long as they have waited so far; after a day, never."""
    await conn.execute(
        """
        UPDATE notices SET claimed_at = NULL, mail_at = CASE WHEN created_at > clock_timestamp() - interval '1 day'
            THEN clock_timestamp() + greatest(clock_timestamp() - created_at, interval '4 seconds') END
        WHERE id = ANY(%s)
        """,
        (list(notice_ids),),
    )
