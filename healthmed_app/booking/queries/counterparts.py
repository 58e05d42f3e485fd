"""The other side of one's appointments: a patient's doctors, a doctor's patients.

All gather the reader's own appointments by the index of their starts, so they read no more than one agenda.
"""

from collections.abc import Sequence
from uuid import UUID

from psycopg.rows import class_row

from healthmed_app.booking.views import DoctorSeen, PatientOfDoctor, PatientSeen
from infra.db.columns import texts
from infra.db.pool import Connection

_DOCTORS = """
    SELECT d.id, u.full_name AS name, d.slug, d.specialty, d.crm, d.crm_state, seen.last_at
    FROM (
        SELECT doctor_id, max(starts_at) AS last_at FROM appointments
        WHERE patient_id = %(user_id)s AND status <> 'held' AND doctor_id > %(after)s
        GROUP BY doctor_id ORDER BY doctor_id LIMIT %(limit)s
    ) seen
    JOIN doctors d ON d.id = seen.doctor_id
    JOIN users u ON u.id = seen.doctor_id
    ORDER BY d.id
"""

_PATIENTS = """
    SELECT u.id, u.full_name AS name, seen.last_at
    FROM (
        SELECT patient_id, max(starts_at) AS last_at FROM appointments
        WHERE doctor_id = %(user_id)s AND status <> 'held' AND patient_id > %(after)s
        GROUP BY patient_id ORDER BY patient_id LIMIT %(limit)s
    ) seen
    JOIN users u ON u.id = seen.patient_id
    ORDER BY u.id
"""


_OF_DOCTOR = """
    SELECT u.id, u.full_name AS name, seen.visits, seen.last_at, seen.next_at
    FROM (
        SELECT patient_id, (count(*) FILTER (WHERE status = 'concluded'))::int AS visits,
               max(starts_at) FILTER (WHERE status IN ('concluded', 'in_progress')) AS last_at,
               min(starts_at) FILTER (WHERE active AND status IN ('waiting_for_confirmation', 'confirmed')
                                            AND upper(during) > clock_timestamp()) AS next_at
        FROM appointments
        WHERE doctor_id = %(doctor_id)s AND status <> 'held' AND (%(only)s::uuid IS NULL OR patient_id = %(only)s)
        GROUP BY patient_id
    ) seen
    JOIN users u ON u.id = seen.patient_id
    WHERE lower(unaccent(u.full_name)) LIKE ALL (%(patterns)s::text[])
    ORDER BY lower(unaccent(u.full_name)), u.id LIMIT %(limit)s
"""


async def doctors(conn: Connection, user_id: UUID, after: UUID, limit: int) -> list[DoctorSeen]:
    """Return the doctors of a patient's appointments, beyond `after`."""
    async with conn.cursor(row_factory=class_row(DoctorSeen)) as cursor:
        await cursor.execute(_DOCTORS, {"user_id": user_id, "after": after, "limit": limit})
        return await cursor.fetchall()


async def patients(conn: Connection, user_id: UUID, after: UUID, limit: int) -> list[PatientSeen]:
    """Return the patients of a doctor's appointments, beyond `after`."""
    async with conn.cursor(row_factory=class_row(PatientSeen)) as cursor:
        await cursor.execute(_PATIENTS, {"user_id": user_id, "after": after, "limit": limit})
        return await cursor.fetchall()


async def of_doctor(
    conn: Connection, doctor_id: UUID, patterns: Sequence[str], limit: int, *, only: UUID | None = None
) -> list[PatientOfDoctor]:
    """Return the patients of this doctor's appointments whose names, folded, are like all of `patterns`, by name; or the one that is `only`."""
    values = {"doctor_id": doctor_id, "patterns": texts(patterns), "only": only, "limit": limit}
    async with conn.cursor(row_factory=class_row(PatientOfDoctor)) as cursor:
        await cursor.execute(_OF_DOCTOR, values)
        return await cursor.fetchall()
