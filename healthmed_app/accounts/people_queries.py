"""SQL of people as administrators list and suspend them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg.rows import class_row

from infra.db.pool import Connection

ADMINISTRATORS_MAX = 1_000
MATCHES_MAX = 5_000
"""Of the accounts whose names have the words that were typed, so many are looked at; more words find the others."""


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """An account as administrators see it; `seen_at` is the last use of a device that is still signed in."""

    id: UUID
    role: str
    full_name: str
    email: str
    created_at: datetime
    confirmed: bool
    suspended_at: datetime | None
    suspended_reason: str
    seen_at: datetime | None


_STATUS: dict[str, LiteralString] = {
    "": "TRUE",
    "active": "u.suspended_at IS NULL AND u.email_confirmed_at IS NOT NULL",
    "unconfirmed": "u.email_confirmed_at IS NULL",
    "suspended": "u.suspended_at IS NOT NULL",
}
STATUSES = tuple(_STATUS)

_WORDS: tuple[LiteralString, ...] = (
    "person_words(full_name, email) LIKE lower(unaccent(%(word0)s))",
    "person_words(full_name, email) LIKE lower(unaccent(%(word1)s))",
    "person_words(full_name, email) LIKE lower(unaccent(%(word2)s))",
    "person_words(full_name, email) LIKE lower(unaccent(%(word3)s))",
)
"""One condition for each pattern: an index serves each of them, and no array of them."""
PATTERNS_MAX = len(_WORDS)
_PEOPLE: LiteralString = """
    SELECT u.id, u.role, u.full_name, u.email, u.created_at, u.email_confirmed_at IS NOT NULL AS confirmed,
           u.suspended_at, u.suspended_reason,
           (SELECT max(s.seen_at) FROM sessions s WHERE s.user_id = u.id) AS seen_at
    FROM users u
"""


async def listed(
    conn: Connection,
    patterns: Sequence[str],
    *,
    role: str = "",
    status: str = "",
    only: UUID | None = None,
    before: UUID | None = None,
    limit: int,
) -> list[ListedPerson]:
    """Return accounts, the newest first: those whose name or e-mail is like all of `patterns` (at most `PATTERNS_MAX`), or the one that is `only`.

    `role` and `status` (of `STATUSES`) narrow the list; `before` is the last account of the page before.
    """
    where: list[LiteralString] = [_STATUS[status], "u.deleted_at IS NULL"]
    if role:
        where.append("u.role = %(role)s")
    if only is not None:
        where.append("u.id = %(only)s")
    if before is not None:
        where.append("u.id < %(before)s")
    if patterns:
        where.append("u.id IN (SELECT id FROM found)")
    head = _found(len(patterns)) if patterns else ""
    conditions: LiteralString = " AND ".join(where)
    statement = f"{head} {_PEOPLE} WHERE {conditions} ORDER BY u.id DESC LIMIT %(limit)s"
    values = {
        **{f"word{number}": pattern for number, pattern in enumerate(patterns)},
        "matches": MATCHES_MAX,
        "role": role,
        "only": only,
        "before": before,
        "limit": limit,
    }
    async with conn.cursor(row_factory=class_row(ListedPerson)) as cursor:
        await cursor.execute(statement, values)
        return await cursor.fetchall()


def _found(patterns: int) -> LiteralString:
    """Return the statement's head for so many patterns."""
    alike: LiteralString = " AND ".join(_WORDS[:patterns])
    return f"WITH found AS MATERIALIZED (SELECT id FROM users WHERE deleted_at IS NULL AND {alike} LIMIT %(matches)s)"  # noqa: S608  # Constants of this module.


async def suspend(conn: Connection, user_id: UUID, at: datetime, reason: str) -> bool:
    """Suspend a person; False when there is no such person, or they are suspended already."""
    cursor = await conn.execute(
        """
        UPDATE users SET suspended_at = %s, suspended_reason = %s
        WHERE id = %s AND deleted_at IS NULL AND suspended_at IS NULL
        """,
        (at, reason, user_id),
    )
    return cursor.rowcount == 1


async def reinstate(conn: Connection, user_id: UUID) -> bool:
    """Let a person in again; False when there is no such person, or they are not suspended. The reason goes."""
    cursor = await conn.execute(
        """
        UPDATE users SET suspended_at = NULL, suspended_reason = ''
        WHERE id = %s AND deleted_at IS NULL AND suspended_at IS NOT NULL
        """,
        (user_id,),
    )
    return cursor.rowcount == 1


async def lock_administrators(conn: Connection) -> set[UUID]:
    """Return the administrators who may sign in, and let nobody suspend one of them until this transaction ends."""
    cursor = await conn.execute(
        """
        SELECT id FROM users WHERE role = 'admin' AND suspended_at IS NULL AND deleted_at IS NULL
        ORDER BY id LIMIT %s FOR NO KEY UPDATE
        """,
        (ADMINISTRATORS_MAX,),
    )
    return {row[0] for row in await cursor.fetchall()}
