"""SQL of what opens an account: signed-in devices, and links sent by mail."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

from psycopg.rows import class_row

from infra.db.pool import Connection

SESSIONS_MAX = 20
"""A person's sessions of one kind; a new one beyond that ends the one that was used least recently."""
Kind = Literal["browser", "token"]
KINDS = get_args(Kind)


@dataclass(frozen=True, slots=True)
class SessionOwner:
    """A session and the person it belongs to."""

    session_id: UUID
    seen_at: datetime
    expires_at: datetime
    user_id: UUID
    role: str
    full_name: str
    language: str
    time_zone: str
    email_confirmed: bool
    two_factor: bool


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A signed-in device, or a program with a token."""

    id: UUID
    device: str
    address: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    kind: str = "browser"


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link sent by mail."""

    id: UUID
    user_id: UUID
    kind: str
    email: str
    next_path: str
    visitor_hash: bytes | None
    expires_at: datetime
    used_at: datetime | None


_LINK = """
    SELECT id, user_id, kind, email, next_path, visitor_hash, expires_at, used_at FROM links WHERE secret_hash = %s"""
_LINK_FOR_UPDATE = _LINK + " FOR UPDATE"
_REMOVE_SESSIONS = """
    DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at < %s ORDER BY expires_at LIMIT %s)"""
_REMOVE_LINKS = """
    DELETE FROM links WHERE id IN (SELECT id FROM links WHERE expires_at < %s ORDER BY expires_at LIMIT %s)"""
_REMOVE_WAITING = """
    DELETE FROM waiting_sign_ins
    WHERE id IN (SELECT id FROM waiting_sign_ins WHERE expires_at < %s ORDER BY expires_at LIMIT %s)"""


async def session_owner(conn: Connection, secret_hash: bytes, kind: Kind) -> SessionOwner | None:
    """Find a session of a kind by its secret's hash; none for a person who was suspended or deleted."""
    async with conn.cursor(row_factory=class_row(SessionOwner)) as cursor:
        await cursor.execute(
            """
            SELECT s.id AS session_id, s.seen_at, s.expires_at, u.id AS user_id, u.role, u.full_name, u.language,
                   u.time_zone, u.email_confirmed_at IS NOT NULL AS email_confirmed,
                   t.confirmed_at IS NOT NULL AS two_factor
            FROM sessions s JOIN users u ON u.id = s.user_id LEFT JOIN two_factors t ON t.user_id = u.id
            WHERE s.secret_hash = %s AND s.kind = %s AND u.suspended_at IS NULL AND u.deleted_at IS NULL
            """,
            (secret_hash, kind),
        )
        return await cursor.fetchone()


async def add_session(conn: Connection, row: SessionRow, user_id: UUID, secret_hash: bytes) -> None:
    """Write a new session, and end those that are over, and those of its kind that are too many."""
    await conn.execute(
        """
        DELETE FROM sessions WHERE user_id = %(user)s AND (expires_at <= %(now)s OR id IN (
            SELECT id FROM sessions WHERE user_id = %(user)s AND kind = %(kind)s
            ORDER BY seen_at DESC OFFSET %(keep)s))
        """,
        {"user": user_id, "now": row.created_at, "kind": row.kind, "keep": SESSIONS_MAX - 1},
    )
    await conn.execute(
        """
        INSERT INTO sessions (id, secret_hash, user_id, device, address, created_at, seen_at, expires_at, kind)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
        """,
        (
            row.id,
            secret_hash,
            user_id,
            row.device,
            row.address,
            row.created_at,
            row.seen_at,
            row.expires_at,
            row.kind,
        ),
    )


async def touch_session(conn: Connection, session_id: UUID, now: datetime) -> None:
    """Remember that a session was used."""
    await conn.execute("UPDATE sessions SET seen_at = %s WHERE id = %s", (now, session_id))


async def sessions(conn: Connection, user_id: UUID) -> list[SessionRow]:
    """Return a person's sessions, the latest used first."""
    async with conn.cursor(row_factory=class_row(SessionRow)) as cursor:
        await cursor.execute(
            """
            SELECT id, device, address, created_at, seen_at, expires_at, kind FROM sessions
            WHERE user_id = %s ORDER BY seen_at DESC LIMIT %s
            """,
            (user_id, SESSIONS_MAX * len(KINDS)),
        )
        return await cursor.fetchall()


async def end_session(conn: Connection, user_id: UUID, session_id: UUID) -> bool:
    """End one session of a person; False when it is not theirs, or not there."""
    cursor = await conn.execute("DELETE FROM sessions WHERE user_id = %s AND id = %s", (user_id, session_id))
    return cursor.rowcount == 1


async def end_session_by_secret(conn: Connection, secret_hash: bytes) -> UUID | None:
    """End the session of a secret, if there is one; return whose it was."""
    cursor = await conn.execute(
        "DELETE FROM sessions WHERE secret_hash = %s RETURNING user_id", (secret_hash,)
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def end_sessions(conn: Connection, user_id: UUID, *, but: UUID | None = None) -> int:
    """End all sessions of a person, `but` one, and what waits to become one; return how many sessions that were."""
    await conn.execute("DELETE FROM waiting_sign_ins WHERE user_id = %s", (user_id,))
    cursor = await conn.execute(
        "DELETE FROM sessions WHERE user_id = %s AND id IS DISTINCT FROM %s", (user_id, but)
    )
    return cursor.rowcount


async def add_link(conn: Connection, row: LinkRow, secret_hash: bytes) -> None:
    """Write a new link; those of this person that have been over for a week are gone."""
    await conn.execute(
        "DELETE FROM links WHERE user_id = %s AND expires_at < clock_timestamp() - interval '7 days'",
        (row.user_id,),
    )
    await conn.execute(
        """
        INSERT INTO links (id, secret_hash, user_id, kind, email, next_path, visitor_hash, expires_at)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
        """,
        (
            row.id,
            secret_hash,
            row.user_id,
            row.kind,
            row.email,
            row.next_path,
            row.visitor_hash,
            row.expires_at,
        ),
    )


async def link(conn: Connection, secret_hash: bytes, *, lock: bool = False) -> LinkRow | None:
    """Find a link by its secret's hash; with `lock` nobody else can use it until this transaction ends."""
    async with conn.cursor(row_factory=class_row(LinkRow)) as cursor:
        await cursor.execute(_LINK_FOR_UPDATE if lock else _LINK, (secret_hash,))
        return await cursor.fetchone()


async def end_links(conn: Connection, user_id: UUID, now: datetime) -> None:
    """Mark all of a person's links as used, of whatever kind: a thief may have asked for one of them."""
    await conn.execute("UPDATE links SET used_at = %s WHERE user_id = %s AND used_at IS NULL", (now, user_id))


async def give_link_secret(
    conn: Connection, link_id: UUID, secret_hash: bytes, now: datetime
) -> LinkRow | None:
    """Give a link that was neither used nor ran out a new secret; None when there is none such."""
    async with conn.cursor(row_factory=class_row(LinkRow)) as cursor:
        await cursor.execute(
            """
            UPDATE links SET secret_hash = %s WHERE id = %s AND used_at IS NULL AND expires_at > %s
            RETURNING id, user_id, kind, email, next_path, visitor_hash, expires_at, used_at
            """,
            (secret_hash, link_id, now),
        )
        return await cursor.fetchone()


async def remove_over(conn: Connection, before: datetime, limit: int) -> int:
    """Remove at most `limit` sessions, links and waiting sign-ins each that ended before a moment; return the largest number."""
    removed = 0
    for statement in (_REMOVE_SESSIONS, _REMOVE_LINKS, _REMOVE_WAITING):
        cursor = await conn.execute(statement, (before, limit))
        removed = max(removed, cursor.rowcount)
    return removed
