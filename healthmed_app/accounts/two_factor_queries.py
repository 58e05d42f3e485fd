"""SQL of two-step sign-in: the secret of an app, recovery codes, and sign-ins that wait for a code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from infra.db.pool import Connection

WAITING_MAX = 5
"""A person's sign-ins that wait for a code at once; a new one beyond that ends the oldest."""


@dataclass(frozen=True, slots=True)
class TwoFactor:
    """A person's second step: on once it is confirmed, until then being set up by one session."""

    secret_sealed: bytes
    session_id: UUID | None
    last_step: int
    confirmed_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sign-in whose password was right and whose code is missing."""

    id: UUID
    user_id: UUID
    visitor_hash: bytes
    expires_at: datetime


_TWO_FACTOR = """
    SELECT secret_sealed, session_id, last_step, confirmed_at, created_at FROM two_factors WHERE user_id = %s"""
_TWO_FACTOR_FOR_UPDATE = _TWO_FACTOR + " FOR UPDATE"
_WAITING = "SELECT id, user_id, visitor_hash, expires_at FROM waiting_sign_ins WHERE secret_hash = %s"
_WAITING_FOR_UPDATE = _WAITING + " FOR UPDATE"


async def two_factor(conn: Connection, user_id: UUID, *, lock: bool = False) -> TwoFactor | None:
    """Return a person's second step; with `lock` nobody else can use it until this transaction ends."""
    async with conn.cursor(row_factory=class_row(TwoFactor)) as cursor:
        await cursor.execute(_TWO_FACTOR_FOR_UPDATE if lock else _TWO_FACTOR, (user_id,))
        return await cursor.fetchone()


async def is_on(conn: Connection, user_id: UUID) -> bool:
    """Whether a person signs in with two steps."""
    found = await two_factor(conn, user_id)
    return found is not None and found.confirmed_at is not None


async def begin(conn: Connection, user_id: UUID, session_id: UUID, sealed: bytes, now: datetime) -> bool:
    """Keep a new secret that waits to be confirmed; False when the second step is on already."""
    cursor = await conn.execute(
        """
        INSERT INTO two_factors (user_id, secret_sealed, session_id, created_at) VALUES (%s, %s, %s, %s)
        ON CONFLICT (user_id) DO UPDATE SET (secret_sealed, session_id, created_at)
          = (excluded.secret_sealed, excluded.session_id, excluded.created_at)
        WHERE two_factors.confirmed_at IS NULL
        """,
        (user_id, sealed, session_id, now),
    )
    return cursor.rowcount == 1


async def confirm(conn: Connection, user_id: UUID, step: int, now: datetime) -> None:
    """Turn a person's second step on; the step of its first code is used up."""
    await conn.execute(
        "UPDATE two_factors SET confirmed_at = %s, last_step = %s, session_id = NULL WHERE user_id = %s",
        (now, step, user_id),
    )


async def use_step(conn: Connection, user_id: UUID, step: int) -> bool:
    """Use a time step up; False when it was before."""
    cursor = await conn.execute(
        "UPDATE two_factors SET last_step = %s WHERE user_id = %s AND last_step < %s", (step, user_id, step)
    )
    return cursor.rowcount == 1


async def remove(conn: Connection, user_id: UUID) -> None:
    """Forget a person's second step and its recovery codes."""
    await conn.execute("DELETE FROM recovery_codes WHERE user_id = %s", (user_id,))
    await conn.execute("DELETE FROM two_factors WHERE user_id = %s", (user_id,))


async def write_recovery_codes(conn: Connection, user_id: UUID, hashes: Sequence[bytes]) -> None:
    """Replace all of a person's recovery codes."""
    await conn.execute("DELETE FROM recovery_codes WHERE user_id = %s", (user_id,))
    await conn.execute(
        "INSERT INTO recovery_codes (user_id, code_hash) SELECT %s, unnest(%s::bytea[])",
        (user_id, list(hashes)),
    )


async def use_recovery_code(conn: Connection, user_id: UUID, code_hash: bytes, now: datetime) -> bool:
    """Use one recovery code of a person up; False when it is none of theirs, or was used before."""
    cursor = await conn.execute(
        """
        UPDATE recovery_codes SET used_at = %s WHERE user_id = %s AND code_hash = %s AND used_at IS NULL
        """,
        (now, user_id, code_hash),
    )
    return cursor.rowcount == 1


async def recovery_codes_left(conn: Connection, user_id: UUID) -> int:
    """Return how many recovery codes of a person were not used."""
    cursor = await conn.execute(
        "SELECT count(*) FROM recovery_codes WHERE user_id = %s AND used_at IS NULL", (user_id,)
    )
    row = await cursor.fetchone()
    return row[0] if row else 0


async def add_waiting(conn: Connection, row: Waiting, secret_hash: bytes) -> None:
    """Write a sign-in that waits for its code, and end those of this person that are over or too many."""
    await conn.execute(
        """
        DELETE FROM waiting_sign_ins WHERE user_id = %(user)s AND id NOT IN (
            SELECT id FROM waiting_sign_ins WHERE user_id = %(user)s AND expires_at > clock_timestamp()
            ORDER BY expires_at DESC LIMIT %(keep)s)
        """,
        {"user": row.user_id, "keep": WAITING_MAX - 1},
    )
    await conn.execute(
        """
        INSERT INTO waiting_sign_ins (id, secret_hash, user_id, visitor_hash, expires_at)
        VALUES (%s, %s, %s, %s, %s)
        """,
        (row.id, secret_hash, row.user_id, row.visitor_hash, row.expires_at),
    )


async def waiting(conn: Connection, secret_hash: bytes, *, lock: bool = False) -> Waiting | None:
    """Find a sign-in that waits for its code; with `lock` nobody else can finish it until this transaction ends."""
    async with conn.cursor(row_factory=class_row(Waiting)) as cursor:
        await cursor.execute(_WAITING_FOR_UPDATE if lock else _WAITING, (secret_hash,))
        return await cursor.fetchone()


async def end_waiting(conn: Connection, user_id: UUID) -> None:
    """End all of a person's sign-ins that wait for a code."""
    await conn.execute("DELETE FROM waiting_sign_ins WHERE user_id = %s", (user_id,))
