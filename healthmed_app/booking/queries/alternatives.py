"""Free times near one that was lost: of the same doctor, and of others of the same specialty and city."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from healthmed_app.booking.queries.availability import FREE
from infra.db.pool import Connection

DOCTORS = (10, 200)
"""How many neighbours are looked at, at least and at most."""
SLOTS_OF_NEIGHBOUR = (3, 10)
SLOTS_OF_DOCTOR_MAX = 200
BEFORE_WANTED = timedelta(days=2)
"""How much earlier than the wanted time an alternative may be."""


class Candidate(NamedTuple):
    """A free slot."""

    slot_id: UUID
    doctor_id: UUID
    starts_at: datetime


class Area(NamedTuple):
    """Where a doctor's patients would look next."""

    specialty: str
    city_key: str


_AREAS = "SELECT doctor_id, specialty, city_key FROM doctor_search WHERE doctor_id = ANY(%s)"

_OF_DOCTORS = f"""
    SELECT s.id, s.doctor_id, s.starts_at
    FROM unnest(%(doctor_ids)s::uuid[]) AS asked (doctor_id)
    JOIN calendars c ON c.doctor_id = asked.doctor_id
    JOIN doctors d ON d.id = c.doctor_id AND d.status = 'verified'
    CROSS JOIN LATERAL (
        SELECT s.id, s.doctor_id, s.starts_at FROM slots s
        WHERE s.doctor_id = c.doctor_id AND s.starts_at >= %(after)s AND {FREE}
        ORDER BY s.starts_at LIMIT %(limit)s
    ) s
"""  # noqa: S608  # Every part is a constant.

_OF_AREA = f"""
    SELECT s.id, s.doctor_id, s.starts_at
    FROM (
        SELECT doctor_id FROM doctor_search
        WHERE specialty = %(specialty)s AND city_key = %(city_key)s
        ORDER BY next_free_at NULLS LAST, doctor_id LIMIT %(doctors)s
    ) near
    JOIN calendars c ON c.doctor_id = near.doctor_id
    JOIN doctors d ON d.id = c.doctor_id AND d.status = 'verified'
    CROSS JOIN LATERAL (
        SELECT s.id, s.doctor_id, s.starts_at FROM slots s
        WHERE s.doctor_id = c.doctor_id AND s.starts_at >= %(after)s AND {FREE}
        ORDER BY s.starts_at LIMIT %(limit)s
    ) s
"""  # noqa: S608


async def areas(conn: Connection, doctor_ids: Sequence[UUID]) -> dict[UUID, Area]:
    """Return the doctors' specialties and cities; a doctor who cannot be found by search has none."""
    cursor = await conn.execute(_AREAS, (list(doctor_ids),))
    return {row[0]: Area(row[1], row[2]) for row in await cursor.fetchall()}


async def of_doctors(
    conn: Connection, doctor_ids: Sequence[UUID], after: datetime, now: datetime
) -> list[Candidate]:
    """Return free slots of these very doctors, from `after` on."""
    cursor = await conn.execute(
        _OF_DOCTORS,
        {"doctor_ids": list(doctor_ids), "after": after, "now": now, "limit": SLOTS_OF_DOCTOR_MAX},
    )
    return [Candidate(*row) for row in await cursor.fetchall()]


async def of_area(
    conn: Connection, area: Area, after: datetime, now: datetime, wanted: int
) -> list[Candidate]:
    """Return the first free slots, from `after` on, of doctors of one specialty in one city: `wanted` and some more."""
    doctors = min(max(wanted, DOCTORS[0]), DOCTORS[1])
    each = min(max(wanted + 2, SLOTS_OF_NEIGHBOUR[0]), SLOTS_OF_NEIGHBOUR[1])
    cursor = await conn.execute(
        _OF_AREA,
        {
            "specialty": area.specialty,
            "city_key": area.city_key,
            "after": after,
            "now": now,
            "doctors": doctors,
            "limit": each,
        },
    )
    return [Candidate(*row) for row in await cursor.fetchall()]
