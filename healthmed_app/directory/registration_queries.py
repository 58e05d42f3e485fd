"""SQL of a doctor's sign-up."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from psycopg.rows import class_row

from healthmed_app.directory.practice_form import Said
from infra.db.pool import Connection


@dataclass(frozen=True)
class NewDoctor:
    """What is written of a doctor who signs up; they wait for verification."""

    id: UUID
    slug: str
    crm: str
    crm_state: str
    rqe: str | None
    specialty: str
    bio: str
    price_cents: int
    online: bool
    in_person: bool


@dataclass(frozen=True, slots=True)
class Practice:
    """What a doctor practises, and whether they may be found: `waiting`, `verified` or `suspended`."""

    crm: str
    crm_state: str
    specialty: str
    price_cents: int
    currency: str
    status: str


@dataclass(frozen=True, slots=True)
class OwnPractice(Practice):
    """The same with all that a doctor says of it, as they see it themselves."""

    slug: str
    rqe: str | None
    bio: str
    online: bool
    in_person: bool


async def practice(conn: Connection, doctor_id: UUID) -> OwnPractice | None:
    """Return what a doctor practises."""
    async with conn.cursor(row_factory=class_row(OwnPractice)) as cursor:
        await cursor.execute(
            """
            SELECT crm, crm_state, specialty, price_cents, currency, status, slug, rqe, bio, online, in_person
            FROM doctors WHERE id = %s
            """,
            (doctor_id,),
        )
        return await cursor.fetchone()


async def write_practice(conn: Connection, doctor_id: UUID, specialty: str, price_cents: int) -> None:
    """Change a doctor's specialty and price."""
    await conn.execute(
        "UPDATE doctors SET specialty = %s, price_cents = %s WHERE id = %s",
        (specialty, price_cents, doctor_id),
    )


async def write_said(conn: Connection, doctor_id: UUID, said: Said) -> None:
    """Change what a doctor says of their practice."""
    await conn.execute(
        """
        UPDATE doctors SET rqe = %(rqe)s, price_cents = %(price_cents)s, online = %(online)s,
                           in_person = %(in_person)s, bio = %(bio)s
        WHERE id = %(id)s
        """,
        {**asdict(said), "id": doctor_id},
    )


async def add_doctor(conn: Connection, new: NewDoctor) -> None:
    """Write a new doctor.

    Raises:
        psycopg.errors.UniqueViolation: the CRM or the slug was taken at the same moment.
    """
    await conn.execute(
        """
        INSERT INTO doctors (id, slug, crm, crm_state, rqe, specialty, bio, price_cents, online, in_person)
        VALUES (%(id)s, %(slug)s, %(crm)s, %(crm_state)s, %(rqe)s, %(specialty)s, %(bio)s, %(price_cents)s,
                %(online)s, %(in_person)s)
        """,
        asdict(new),
    )


async def slug_taken(conn: Connection, slug: str) -> bool:
    """Return whether a doctor has this slug."""
    cursor = await conn.execute("SELECT EXISTS (SELECT 1 FROM doctors WHERE slug = %s)", (slug,))
    row = await cursor.fetchone()
    return bool(row and row[0])


async def free(conn: Connection, doctor_ids: Sequence[UUID]) -> None:
    """Free the registrations and addresses of doctors whose accounts were closed."""
    await conn.execute(
        """
        UPDATE doctors SET slug = 'closed-' || id, crm = 'closed-' || id, rqe = NULL, bio = '' WHERE id = ANY(%s)
        """,
        (list(doctor_ids),),
    )
