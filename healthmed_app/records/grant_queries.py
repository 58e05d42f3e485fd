"""The SQL of grants: who may read which file. Whether one holds now is for `grant_rules`."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import LiteralString, NamedTuple
from uuid import UUID

from psycopg.rows import class_row

from healthmed_app.records.grant_rules import AFTER_VISIT, Standing
from infra.db.columns import instants, uuids
from infra.db.pool import Connection

GRANTS_MAX = 2_000
DOCTORS_MAX = 100

_STANDING: LiteralString = """
    SELECT g.id, g.file_id, g.doctor_id, g.appointment_id, g.expires_at,
           d.status = 'verified' AND u.suspended_at IS NULL AND u.deleted_at IS NULL AS practises,
           a.doctor_id AS visit_doctor_id, a.status AS visit_status, upper(a.during) AS visit_ends_at
    FROM file_grants g
    JOIN files f ON f.id = g.file_id
    JOIN doctors d ON d.id = g.doctor_id JOIN users u ON u.id = g.doctor_id
    LEFT JOIN appointments a ON a.id = g.appointment_id
"""
_LASTS: LiteralString = (
    " WHERE coalesce(g.expires_at, upper(a.during) + %(after_visit)s) > clock_timestamp() AND "
)
"""Those that ended are left out, so that years of them never hide one that holds from its owner."""

_OF_READER = _STANDING + " WHERE g.doctor_id = %(doctor_id)s AND g.file_id = %(file_id)s LIMIT %(limit)s"
_OF_FILE = _STANDING + _LASTS + "f.patient_id = %(patient_id)s AND g.file_id = %(file_id)s LIMIT %(limit)s"
_BETWEEN = (
    _STANDING
    + _LASTS
    + """
    f.patient_id = %(patient_id)s AND g.doctor_id = %(doctor_id)s ORDER BY g.file_id DESC, g.id LIMIT %(limit)s
"""
)

_ADD = """
    INSERT INTO file_grants (id, file_id, doctor_id, appointment_id, expires_at)
    SELECT n.id, f.id, n.doctor_id, n.appointment_id, n.expires_at
    FROM unnest(%(ids)s::uuid[], %(files)s::uuid[], %(patients)s::uuid[], %(doctors)s::uuid[], %(appointments)s::uuid[],
                %(ends)s::timestamptz[]) AS n (id, file_id, patient_id, doctor_id, appointment_id, expires_at)
    JOIN files f ON f.id = n.file_id AND f.patient_id = n.patient_id
    ON CONFLICT (file_id, doctor_id, appointment_id) DO UPDATE SET expires_at = excluded.expires_at
    WHERE file_grants.expires_at IS DISTINCT FROM excluded.expires_at
    RETURNING id, file_id
"""

_REMOVE = """
    DELETE FROM file_grants g USING files f
    WHERE f.id = g.file_id AND f.patient_id = %(patient_id)s AND {which}
    RETURNING g.id, g.file_id, g.doctor_id
"""


class New(NamedTuple):
    """A grant to be written; nothing is when the file is not this patient's."""

    id: UUID
    file_id: UUID
    patient_id: UUID
    doctor_id: UUID
    appointment_id: UUID | None
    expires_at: datetime | None


class Doctor(NamedTuple):
    """A doctor with whom files can be shared."""

    id: UUID
    name: str
    specialty: str


async def of_reader(conn: Connection, doctor_id: UUID, file_id: UUID) -> list[Standing]:
    """Return the grants by which this doctor could read this file."""
    return await _standing(conn, _OF_READER, doctor_id=doctor_id, file_id=file_id)


async def of_file(conn: Connection, patient_id: UUID, file_id: UUID) -> list[Standing]:
    """Return all grants of this patient's file that did not end."""
    return await _standing(conn, _OF_FILE, patient_id=patient_id, file_id=file_id)


async def between(conn: Connection, patient_id: UUID, doctor_id: UUID) -> list[Standing]:
    """Return the grants of this patient's files to this doctor that did not end, those of the newest files first."""
    return await _standing(conn, _BETWEEN, patient_id=patient_id, doctor_id=doctor_id)


async def _standing(conn: Connection, query: LiteralString, **values: UUID) -> list[Standing]:
    given: dict[str, UUID | timedelta | int] = {**values, "after_visit": AFTER_VISIT, "limit": GRANTS_MAX}
    async with conn.cursor(row_factory=class_row(Standing)) as cursor:
        await cursor.execute(query, given)
        return await cursor.fetchall()


async def now(conn: Connection) -> datetime:
    """Return the database's clock, which decides when grants end."""
    cursor = await conn.execute("SELECT clock_timestamp()")
    row = await cursor.fetchone()
    assert row is not None
    return row[0]


async def add(conn: Connection, grants: Sequence[New]) -> list[tuple[UUID, UUID]]:
    """Write grants of files that their patients own; return (grant, file) of each that is new or ends at another time."""
    ids, files, patients, doctors, appointments, ends = zip(*grants, strict=True)
    values = {
        "ids": uuids(ids),
        "files": uuids(files),
        "patients": uuids(patients),
        "doctors": uuids(doctors),
        "appointments": uuids(appointments),
        "ends": instants(ends),
    }
    cursor = await conn.execute(_ADD, values)
    return [(row[0], row[1]) for row in await cursor.fetchall()]


async def remove(conn: Connection, patient_id: UUID, grant_id: UUID) -> list[tuple[UUID, UUID, UUID]]:
    """Remove one grant of this patient's; return it as (grant, file, doctor)."""
    query = _REMOVE.format(which="g.id = %(grant_id)s")
    cursor = await conn.execute(query, {"patient_id": patient_id, "grant_id": grant_id})  # pyright: ignore[reportArgumentType, reportCallIssue]
    return await cursor.fetchall()


async def remove_all(
    conn: Connection, patient_id: UUID, file_id: UUID, doctor_id: UUID
) -> list[tuple[UUID, UUID, UUID]]:
    """Remove all grants of this patient's file to this doctor; return them as (grant, file, doctor)."""
    query = _REMOVE.format(which="g.file_id = %(file_id)s AND g.doctor_id = %(doctor_id)s")
    values = {"patient_id": patient_id, "file_id": file_id, "doctor_id": doctor_id}
    cursor = await conn.execute(query, values)  # pyright: ignore[reportArgumentType, reportCallIssue]
    return await cursor.fetchall()


async def owns(conn: Connection, patient_id: UUID, file_ids: Sequence[UUID]) -> int:
    """Return how many of these files are this patient's."""
    cursor = await conn.execute(
        "SELECT count(*) FROM files WHERE id = ANY(%s) AND patient_id = %s", (list(file_ids), patient_id)
    )
    row = await cursor.fetchone()
    return row[0] if row else 0


async def owner(conn: Connection, file_id: UUID) -> UUID | None:
    """Return whose file it is."""
    cursor = await conn.execute("SELECT patient_id FROM files WHERE id = %s", (file_id,))
    row = await cursor.fetchone()
    return row[0] if row else None


async def doctors_of(conn: Connection, file_id: UUID) -> set[UUID]:
    """Return the doctors who have a grant of this file, whether it holds or not."""
    cursor = await conn.execute(
        "SELECT DISTINCT doctor_id FROM file_grants WHERE file_id = %s LIMIT %s", (file_id, GRANTS_MAX)
    )
    return {row[0] for row in await cursor.fetchall()}


async def names(conn: Connection, doctor_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return what these people are called."""
    cursor = await conn.execute(
        "SELECT id, full_name FROM users WHERE id = ANY(%s) LIMIT %s", (list(doctor_ids), GRANTS_MAX)
    )
    return dict(await cursor.fetchall())


async def doctors(conn: Connection, patient_id: UUID) -> list[Doctor]:
    """Return the doctors with whom this patient has or had an appointment and who practise, those met last first."""
    async with conn.cursor(row_factory=class_row(Doctor)) as cursor:
        await cursor.execute(
            """
            SELECT d.id, u.full_name AS name, d.specialty
            FROM (SELECT doctor_id, max(starts_at) AS last FROM appointments
                  WHERE patient_id = %s AND status <> 'held' GROUP BY 1) met
            JOIN doctors d ON d.id = met.doctor_id AND d.status = 'verified'
            JOIN users u ON u.id = d.id AND u.suspended_at IS NULL AND u.deleted_at IS NULL
            ORDER BY met.last DESC LIMIT %s
            """,
            (patient_id, DOCTORS_MAX),
        )
        return await cursor.fetchall()


async def has_met(conn: Connection, patient_id: UUID, doctor_id: UUID) -> bool:
    """Return whether this patient has or had an appointment with this doctor, who practises."""
    cursor = await conn.execute(
        """
        SELECT FROM appointments a
        JOIN doctors d ON d.id = a.doctor_id AND d.status = 'verified'
        JOIN users u ON u.id = d.id AND u.suspended_at IS NULL AND u.deleted_at IS NULL
        WHERE a.patient_id = %s AND a.doctor_id = %s AND a.status <> 'held' LIMIT 1
        """,
        (patient_id, doctor_id),
    )
    return await cursor.fetchone() is not None
