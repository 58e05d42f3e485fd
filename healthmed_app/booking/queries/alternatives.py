"""Free times near one that was lost: of the same doctor, and of others of the same specialty and city."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar
from uuid import UUID

from healthmed_app.booking.queries.availability import FREE
from infra.db.columns import Column, instants, ints, texts, uuids
from infra.db.pool import Connection

Place = TypeVar("Place")


class Candidate(NamedTuple):
    """A free slot."""

    slot_id: UUID
    doctor_id: UUID
    starts_at: datetime


class Area(NamedTuple):
    """Where a doctor's patients would look next."""

    specialty: str
    city_key: str


class Near(NamedTuple, Generic[Place]):
    """A question: the `many` free times of `place` that are nearest to `wanted_at`."""

    place: Place
    wanted_at: datetime
    many: int


_AREAS = "SELECT doctor_id, specialty, city_key FROM doctor_search WHERE doctor_id = ANY(%s)"

_SLOTS = """
    SELECT s.id, s.doctor_id, s.starts_at FROM slots s
    WHERE s.doctor_id = c.doctor_id AND s.starts_at {side} w.wanted_at
      AND s.id NOT IN (SELECT unnest(%(taken)s::uuid[])) AND {free}
    ORDER BY s.starts_at {order} LIMIT {limit}
"""


def _nearest(limit: str) -> str:
    """Return the free slots of the calendar `c` on both sides of `w.wanted_at`, `limit` of each, by walking an index."""
    later = _SLOTS.format(side=">=", free=FREE, order="ASC", limit=limit)
    earlier = _SLOTS.format(side="<", free=FREE, order="DESC", limit=limit)
    return f"(({later}) UNION ALL ({earlier}))"


_BY_DISTANCE = "ORDER BY greatest(s.starts_at - w.wanted_at, w.wanted_at - s.starts_at), s.id LIMIT w.many"

_OF_DOCTORS = f"""
    SELECT w.place, s.id, s.doctor_id, s.starts_at
    FROM unnest(%(doctor_ids)s::uuid[], %(wanted_at)s::timestamptz[], %(many)s::int[])
        WITH ORDINALITY AS w (doctor_id, wanted_at, many, place)
    JOIN calendars c ON c.doctor_id = w.doctor_id
    JOIN doctors d ON d.id = c.doctor_id AND d.status = 'verified'
    CROSS JOIN LATERAL (SELECT s.* FROM {_nearest("w.many")} s {_BY_DISTANCE}) s
"""  # noqa: S608  # Every part is a constant.

_OF_AREAS = f"""
    SELECT w.place, s.id, s.doctor_id, s.starts_at
    FROM unnest(%(specialties)s::text[], %(city_keys)s::text[], %(wanted_at)s::timestamptz[], %(many)s::int[])
        WITH ORDINALITY AS w (specialty, city_key, wanted_at, many, place)
    CROSS JOIN LATERAL (
        SELECT s.*
        FROM (
            SELECT doctor_id, 2 + 2 * w.many / count(*) OVER () AS share
            FROM (
                SELECT doctor_id FROM doctor_search
                WHERE specialty = w.specialty AND city_key = w.city_key
                ORDER BY next_free_at NULLS LAST, doctor_id LIMIT least(greatest(w.many, 10), 200)
            ) first
        ) near
        JOIN calendars c ON c.doctor_id = near.doctor_id
        JOIN doctors d ON d.id = c.doctor_id AND d.status = 'verified'
        CROSS JOIN LATERAL {_nearest("near.share")} s
        {_BY_DISTANCE}
    ) s
"""  # noqa: S608
"""Each neighbour is asked for twice its share, since not all of them have as many; between 10 and 200 are asked."""


async def areas(conn: Connection, doctor_ids: Sequence[UUID]) -> dict[UUID, Area]:
    """Return the doctors' specialties and cities; a doctor who cannot be found by search has none."""
    cursor = await conn.execute(_AREAS, (list(doctor_ids),))
    return {row[0]: Area(row[1], row[2]) for row in await cursor.fetchall()}


async def of_doctors(
    conn: Connection, asked: Sequence[Near[UUID]], taken: Collection[UUID], now: datetime
) -> list[list[Candidate]]:
    """Return, for each of `asked`, that doctor's free slots, without those in `taken`, in no order."""
    columns = {"doctor_ids": uuids(one.place for one in asked)}
    return await _answers(conn, _OF_DOCTORS, columns, asked, taken, now)


async def of_areas(
    conn: Connection, asked: Sequence[Near[Area]], taken: Collection[UUID], now: datetime
) -> list[list[Candidate]]:
    """Return, for each of `asked`, free slots of doctors of that specialty and city, without those in `taken`, in no order."""
    columns = {
        "specialties": texts(one.place.specialty for one in asked),
        "city_keys": texts(one.place.city_key for one in asked),
    }
    return await _answers(conn, _OF_AREAS, columns, asked, taken, now)


async def _answers(
    conn: Connection,
    query: str,
    columns: Mapping[str, Column],
    asked: Sequence[Near[UUID]] | Sequence[Near[Area]],
    taken: Collection[UUID],
    now: datetime,
) -> list[list[Candidate]]:
    found: list[list[Candidate]] = [[] for _ in asked]
    if not asked:
        return found
    parameters = {
        **columns,
        "wanted_at": instants(one.wanted_at for one in asked),
        "many": ints(one.many for one in asked),
        "taken": uuids(taken),
        "now": now,
    }
    cursor = await conn.execute(query, parameters)  # pyright: ignore[reportArgumentType]  # One of the constants above.
    for place, *row in await cursor.fetchall():
        found[place - 1].append(Candidate(*row))
    return found
