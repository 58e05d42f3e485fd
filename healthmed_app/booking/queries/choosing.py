"""What a page must know while somebody chooses a time: is it free, is it already theirs, what is in its way.

These reads promise nothing: only the sequencer gives a time away.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from healthmed_app.booking.queries.availability import FREE
from infra.db.pool import Connection


@dataclass(frozen=True, slots=True)
class Chosen:
    """A slot as someone who picked it meets it, with its doctor as the public knows them."""

    slot_id: UUID
    doctor_id: UUID
    doctor_name: str
    doctor_slug: str
    doctor_status: str
    crm: str
    crm_state: str
    specialty: str
    offers_online: bool
    offers_in_person: bool
    confirms_automatically: bool
    price_cents: int
    currency: str
    starts_at: datetime
    ends_at: datetime
    street: str | None
    number: str | None
    neighborhood: str | None
    city: str | None
    state: str | None
    free: bool


_CHOSEN = f"""
    SELECT s.id AS slot_id, s.doctor_id, u.full_name AS doctor_name, d.slug AS doctor_slug, d.status AS doctor_status,
           d.crm, d.crm_state, d.specialty, d.online AS offers_online, d.in_person AS offers_in_person,
           c.confirms_automatically, d.price_cents, d.currency, s.starts_at, upper(s.during) AS ends_at,
           ad.street, ad.number, ad.neighborhood, ad.city, ad.state,
           d.status = 'verified' AND {FREE} AS free
    FROM slots s
    JOIN doctors d ON d.id = s.doctor_id
    JOIN users u ON u.id = s.doctor_id
    JOIN calendars c ON c.doctor_id = s.doctor_id
    LEFT JOIN addresses ad ON ad.user_id = s.doctor_id
    WHERE s.id = %(slot_id)s
"""  # noqa: S608  # Every part is a constant.

_MY_HOLD = """
    SELECT id FROM appointments
    WHERE patient_id = %(user_id)s AND slot_id = %(slot_id)s AND active AND status = 'held'
      AND starts_at > %(now)s AND expires_at > %(now)s
    LIMIT 1
"""

_IN_THE_WAY = """
    SELECT a.id FROM slots s
    JOIN appointments a ON a.patient_id = %(user_id)s AND a.during && s.during
    WHERE s.id = %(slot_id)s AND a.active AND a.status <> 'held'
    ORDER BY a.starts_at LIMIT 1
"""


async def chosen(conn: Connection, slot_id: UUID, now: datetime) -> Chosen | None:
    """Return the slot, whether or not it is still offered."""
    async with conn.cursor(row_factory=class_row(Chosen)) as cursor:
        await cursor.execute(_CHOSEN, {"slot_id": slot_id, "now": now})
        return await cursor.fetchone()


async def my_hold(conn: Connection, user_id: UUID, slot_id: UUID, now: datetime) -> UUID | None:
    """Return the hold that keeps this slot for this patient at this moment."""
    cursor = await conn.execute(_MY_HOLD, {"user_id": user_id, "slot_id": slot_id, "now": now})
    row = await cursor.fetchone()
    return row[0] if row else None


async def in_the_way(conn: Connection, user_id: UUID, slot_id: UUID) -> UUID | None:
    """Return this patient's booked appointment that overlaps the slot."""
    cursor = await conn.execute(_IN_THE_WAY, {"user_id": user_id, "slot_id": slot_id})
    row = await cursor.fetchone()
    return row[0] if row else None


async def doctor_of(conn: Connection, user_id: UUID, appointment_id: UUID) -> tuple[UUID, bool, bool] | None:
    """Return the doctor of this patient's hold or appointment, and whether they see people by video and in person."""
    cursor = await conn.execute(
        """
        SELECT d.id, d.online, d.in_person FROM appointments a JOIN doctors d ON d.id = a.doctor_id
        WHERE a.id = %s AND a.patient_id = %s
        """,
        (appointment_id, user_id),
    )
    row = await cursor.fetchone()
    return (row[0], row[1], row[2]) if row else None


async def request_of_key(conn: Connection, user_id: UUID, key: str) -> tuple[UUID, bool] | None:
    """Return this person's request with that idempotency key, and whether it is decided."""
    cursor = await conn.execute(
        "SELECT id, outcome IS NOT NULL FROM booking_requests WHERE actor_id = %s AND key = %s",
        (user_id, key),
    )
    row = await cursor.fetchone()
    return (row[0], row[1]) if row else None
