"""SQL of people: who they are, how they are found, and what they change about themselves."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import LiteralString
from uuid import UUID

from psycopg.rows import class_row

from healthmed_app.accounts.address import Address
from infra.db.pool import Connection


@dataclass(frozen=True, slots=True)
class Person:
    """A person as sign-in and mail need them."""

    id: UUID
    role: str
    email: str
    full_name: str
    password_hash: str
    language: str
    time_zone: str
    email_confirmed_at: datetime | None
    suspended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person sees of themselves."""

    id: UUID
    role: str
    email: str
    full_name: str
    document_sealed: bytes | None
    phone: str | None
    birth_date: date | None
    language: str
    time_zone: str
    email_confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What is written of somebody who signs up."""

    id: UUID
    role: str
    email: str
    full_name: str
    document_blind: bytes | None
    document_sealed: bytes | None
    phone: str | None
    birth_date: date | None
    password_hash: str
    language: str
    time_zone: str


_FORGET: tuple[LiteralString, ...] = (
    "DELETE FROM sessions WHERE user_id = ANY(%s)",
    "DELETE FROM links WHERE user_id = ANY(%s)",
    "DELETE FROM waiting_sign_ins WHERE user_id = ANY(%s)",
    "DELETE FROM recovery_codes WHERE user_id = ANY(%s)",
    "DELETE FROM two_factors WHERE user_id = ANY(%s)",
    "DELETE FROM addresses WHERE user_id = ANY(%s)",
)
_PERSON: LiteralString = """
    SELECT u.id, u.role, u.email, u.full_name, u.password_hash, u.language, u.time_zone, u.email_confirmed_at,
           u.suspended_at
    FROM users u"""


async def _person(conn: Connection, where: LiteralString, *values: object) -> Person | None:
    async with conn.cursor(row_factory=class_row(Person)) as cursor:
        await cursor.execute(f"{_PERSON} {where} AND u.deleted_at IS NULL LIMIT 1", values)
        return await cursor.fetchone()


async def person(conn: Connection, user_id: UUID) -> Person | None:
    """Find a person by their id."""
    return await _person(conn, "WHERE u.id = %s", user_id)


async def lock_person(conn: Connection, user_id: UUID) -> None:
    """Let nobody else change a person or open a link of theirs until this transaction ends."""
    await conn.execute("SELECT FROM users WHERE id = %s FOR NO KEY UPDATE", (user_id,))


async def person_by_email(conn: Connection, email: str) -> Person | None:
    """Find a person by their e-mail address, in lower case."""
    return await _person(conn, "WHERE u.email = %s", email)


async def person_by_document(conn: Connection, blind: bytes) -> Person | None:
    """Find a person by the keyed hash of their CPF."""
    return await _person(conn, "WHERE u.document_blind = %s", blind)


async def person_by_crm(conn: Connection, number: str, state: str) -> Person | None:
    """Find a doctor by their CRM; the one place where accounts look at a table of the floor above."""
    return await _person(
        conn,
        "JOIN doctors d ON d.id = u.id WHERE d.crm_state = %s AND d.crm = %s AND d.status <> 'closed'",
        state,
        number,
    )


async def add_person(conn: Connection, new: NewPerson) -> bool:
    """Write a new person; False when the e-mail or the document belongs to somebody already."""
    cursor = await conn.execute(
        """
        INSERT INTO users (id, role, email, full_name, document_blind, document_sealed, phone, birth_date,
                           password_hash, language, time_zone)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
        """,
        (
            new.id,
            new.role,
            new.email,
            new.full_name,
            new.document_blind,
            new.document_sealed,
            new.phone,
            new.birth_date,
            new.password_hash,
            new.language,
            new.time_zone,
        ),
    )
    return cursor.rowcount == 1


async def profile(conn: Connection, user_id: UUID) -> Profile | None:
    """Return what a person sees of themselves."""
    async with conn.cursor(row_factory=class_row(Profile)) as cursor:
        await cursor.execute(
            """
            SELECT id, role, email, full_name, document_sealed, phone, birth_date, language, time_zone,
                   email_confirmed_at
            FROM users WHERE id = %s
            """,
            (user_id,),
        )
        return await cursor.fetchone()


async def write_profile(
    conn: Connection, user_id: UUID, full_name: str, phone: str | None, birth_date: date | None
) -> None:
    """Change a person's name, telephone and date of birth."""
    await conn.execute(
        "UPDATE users SET full_name = %s, phone = %s, birth_date = %s WHERE id = %s",
        (full_name, phone, birth_date, user_id),
    )


async def write_language(conn: Connection, user_id: UUID, language: str) -> None:
    """Change the language that a person reads in."""
    await conn.execute("UPDATE users SET language = %s WHERE id = %s", (language, user_id))


async def write_time_zone(conn: Connection, user_id: UUID, time_zone: str) -> None:
    """Change the time zone that a person reads in."""
    await conn.execute("UPDATE users SET time_zone = %s WHERE id = %s", (time_zone, user_id))


async def write_password(conn: Connection, user_id: UUID, password_hash: str) -> None:
    """Change a person's password."""
    await conn.execute("UPDATE users SET password_hash = %s WHERE id = %s", (password_hash, user_id))


async def confirm_email(conn: Connection, user_id: UUID, email: str, now: datetime) -> None:
    """Make `email` a person's confirmed address.

    Raises:
        psycopg.errors.UniqueViolation: somebody else has taken it meanwhile.
    """
    await conn.execute(
        "UPDATE users SET email = %s, email_confirmed_at = %s WHERE id = %s", (email, now, user_id)
    )


async def close_unconfirmed(conn: Connection, now: datetime, limit: int) -> list[UUID]:
    """Close at most `limit` accounts that nobody confirmed before their last link ran out; return whose.

    Nothing of what was typed stays, so that the e-mail and the CPF are free for whoever they belong to. A doctor whom
    an administrator verified stays.
    """
    cursor = await conn.execute(
        """
        UPDATE users SET deleted_at = %(now)s, email = 'closed-' || id, full_name = '', password_hash = '',
                         document_blind = NULL, document_sealed = NULL, phone = NULL, birth_date = NULL
        WHERE email_confirmed_at IS NULL AND deleted_at IS NULL AND id IN (
            SELECT over.user_id FROM links over JOIN users u ON u.id = over.user_id
            WHERE over.expires_at <= %(now)s AND over.kind = 'confirm_email'
              AND u.email_confirmed_at IS NULL AND u.deleted_at IS NULL
              AND NOT EXISTS (SELECT FROM links l WHERE l.user_id = u.id AND l.expires_at > %(now)s
                              AND l.kind IN ('confirm_email', 'change_email'))
              AND NOT EXISTS (SELECT FROM doctors d WHERE d.id = u.id AND d.status = 'verified')
            ORDER BY over.expires_at LIMIT %(limit)s)
        RETURNING id
        """,
        {"now": now, "limit": limit},
    )
    closed: list[UUID] = [row[0] for row in await cursor.fetchall()]
    await _forget(conn, closed)
    return closed


async def close(conn: Connection, user_ids: list[UUID], now: datetime) -> None:
    """Close accounts for good: what is left of them are their names, and the ids that other rows know."""
    await conn.execute(
        """
        UPDATE users SET deleted_at = %s, email = 'closed-' || id, password_hash = '', document_blind = NULL,
                         document_sealed = NULL, phone = NULL, birth_date = NULL
        WHERE id = ANY(%s) AND deleted_at IS NULL
        """,
        (now, user_ids),
    )
    await _forget(conn, user_ids)


async def rename_closed(conn: Connection, user_id: UUID, name: str) -> None:
    """Replace the name of a closed account."""
    await conn.execute(
        "UPDATE users SET full_name = %s WHERE id = %s AND deleted_at IS NOT NULL", (name, user_id)
    )


async def _forget(conn: Connection, user_ids: list[UUID]) -> None:
    for statement in _FORGET:
        await conn.execute(statement, (user_ids,))


async def address(conn: Connection, user_id: UUID) -> Address | None:
    """Return a person's address."""
    async with conn.cursor(row_factory=class_row(Address)) as cursor:
        await cursor.execute(
            """
            SELECT street, number, complement, neighborhood, city, state, zip FROM addresses WHERE user_id = %s
            """,
            (user_id,),
        )
        return await cursor.fetchone()


async def write_address(conn: Connection, user_id: UUID, row: Address) -> None:
    """Write or replace a person's address."""
    await conn.execute(
        """
        INSERT INTO addresses (user_id, street, number, complement, neighborhood, city, state, zip)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
        ON CONFLICT (user_id) DO UPDATE SET (street, number, complement, neighborhood, city, state, zip)
          = (excluded.street, excluded.number, excluded.complement, excluded.neighborhood, excluded.city,
             excluded.state, excluded.zip)
        """,
        (user_id, row.street, row.number, row.complement, row.neighborhood, row.city, row.state, row.zip),
    )
