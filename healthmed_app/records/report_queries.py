"""The SQL of reports. Every row is found through its author or its patient, or by a verification code."""

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg.rows import class_row

from healthmed_app.records.report_views import OwnReport, PublicVersion, ReportRow, VersionRow, Visit
from infra.db.pool import Connection

VERSIONS_MAX = 100

_VERSION: LiteralString = """
    v.id, v.report_id, v.number, v.document_sealed, v.document_hash, v.code_sealed, v.signed_at,
    r.appointment_id, r.patient_id, r.doctor_id
"""

_LATEST: LiteralString = """
    CROSS JOIN LATERAL (
        SELECT * FROM report_versions WHERE report_id = r.id ORDER BY number DESC LIMIT 1
    ) v
"""


@dataclass(frozen=True, slots=True)
class NewVersion:
    """The row of a version that is signed now."""

    id: UUID
    report_id: UUID
    number: int
    document_sealed: bytes
    document_hash: bytes
    code_sealed: bytes
    code_blind: bytes
    signed_at: datetime


async def visit(conn: Connection, doctor_id: UUID, appointment_id: UUID) -> Visit | None:
    """Return who meets whom in this doctor's appointment, and how it stands."""
    async with conn.cursor(row_factory=class_row(Visit)) as cursor:
        await cursor.execute(
            """
            SELECT a.id, a.status, a.patient_id, a.starts_at, a.for_name, a.for_birth_date, c.time_zone AS zone,
                   du.full_name AS doctor, pu.full_name AS patient, d.crm, d.crm_state, d.rqe, d.specialty
            FROM appointments a
            JOIN calendars c ON c.doctor_id = a.doctor_id
            JOIN doctors d ON d.id = a.doctor_id
            JOIN users du ON du.id = a.doctor_id
            JOIN users pu ON pu.id = a.patient_id
            WHERE a.id = %s AND a.doctor_id = %s AND a.status <> 'held'
            """,
            (appointment_id, doctor_id),
        )
        return await cursor.fetchone()


async def create(conn: Connection, report_id: UUID, doctor_id: UUID, appointment_id: UUID) -> None:
    """Give this doctor's appointment a report, unless it has one."""
    await conn.execute(
        """
        INSERT INTO reports (id, appointment_id, doctor_id, patient_id)
        SELECT %s, id, doctor_id, patient_id FROM appointments WHERE id = %s AND doctor_id = %s
        ON CONFLICT (appointment_id) DO NOTHING
        """,
        (report_id, appointment_id, doctor_id),
    )


async def report(
    conn: Connection, doctor_id: UUID, appointment_id: UUID, *, lock: bool = False
) -> ReportRow | None:
    """Return the report of this doctor's appointment; with `lock`, nobody else writes it until the transaction ends."""
    query: LiteralString = """
        SELECT r.id, r.draft_sealed, r.revision, r.saved_at,
               (SELECT count(*)::int FROM report_versions v WHERE v.report_id = r.id) AS versions
        FROM reports r WHERE r.appointment_id = %s AND r.doctor_id = %s
    """
    async with conn.cursor(row_factory=class_row(ReportRow)) as cursor:
        if lock:
            await cursor.execute(
                "SELECT FROM reports WHERE appointment_id = %s AND doctor_id = %s FOR NO KEY UPDATE",
                (appointment_id, doctor_id),
            )
        await cursor.execute(query, (appointment_id, doctor_id))
        return await cursor.fetchone()


async def save(conn: Connection, report_id: UUID, draft_sealed: bytes | None) -> tuple[int, datetime]:
    """Write the draft, or none; return its revision and when it was written."""
    cursor = await conn.execute(
        """
        UPDATE reports SET draft_sealed = %s, revision = revision + 1, saved_at = clock_timestamp()
        WHERE id = %s RETURNING revision, saved_at
        """,
        (draft_sealed, report_id),
    )
    row = await cursor.fetchone()
    assert row is not None
    return row[0], row[1]


async def add_version(conn: Connection, new: NewVersion) -> None:
    """Write what was signed; nothing can change it from here on."""
    await conn.execute(
        """
        INSERT INTO report_versions
            (id, report_id, number, document_sealed, document_hash, code_sealed, code_blind, signed_at)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
        """,
        (
            *(new.id, new.report_id, new.number, new.document_sealed, new.document_hash),
            *(new.code_sealed, new.code_blind, new.signed_at),
        ),
    )


async def versions(conn: Connection, person_id: UUID, appointment_id: UUID) -> list[VersionRow]:
    """Return what was signed of an appointment of which this person is the patient or the doctor, the newest first."""
    query: LiteralString = f"""
        SELECT {_VERSION} FROM reports r JOIN report_versions v ON v.report_id = r.id
        WHERE r.appointment_id = %(appointment_id)s AND %(person_id)s IN (r.patient_id, r.doctor_id)
        ORDER BY v.number DESC LIMIT %(limit)s
    """  # noqa: S608  # A constant of this module.
    async with conn.cursor(row_factory=class_row(VersionRow)) as cursor:
        await cursor.execute(
            query, {"appointment_id": appointment_id, "person_id": person_id, "limit": VERSIONS_MAX}
        )
        return await cursor.fetchall()


async def earlier(
    conn: Connection, doctor_id: UUID, patient_id: UUID, appointment_id: UUID | None, limit: int
) -> list[VersionRow]:
    """Return the newest version of this doctor's other reports of this patient, the last visit first."""
    query: LiteralString = f"""
        SELECT {_VERSION} FROM reports r JOIN appointments a ON a.id = r.appointment_id {_LATEST}
        WHERE r.doctor_id = %s AND r.patient_id = %s AND r.appointment_id IS DISTINCT FROM %s
        ORDER BY a.starts_at DESC, r.id LIMIT %s
    """  # noqa: S608  # A constant of this module.
    async with conn.cursor(row_factory=class_row(VersionRow)) as cursor:
        await cursor.execute(query, (doctor_id, patient_id, appointment_id, limit))
        return await cursor.fetchall()


async def own(conn: Connection, patient_id: UUID, after: UUID | None, limit: int) -> list[OwnReport]:
    """Return this patient's reports of which something was signed, the newest first, behind the report `after`."""
    query: LiteralString = f"""
        SELECT r.id, r.appointment_id, u.full_name AS doctor, d.specialty, a.starts_at, a.for_name, v.signed_at, v.number
        FROM reports r {_LATEST}
        JOIN appointments a ON a.id = r.appointment_id
        JOIN doctors d ON d.id = r.doctor_id JOIN users u ON u.id = r.doctor_id
        WHERE r.patient_id = %(patient_id)s AND (%(after)s::uuid IS NULL OR (r.created_at, r.id) < (
            SELECT created_at, id FROM reports WHERE id = %(after)s AND patient_id = %(patient_id)s))
        ORDER BY r.created_at DESC, r.id DESC LIMIT %(limit)s
    """  # noqa: S608  # A constant of this module.
    async with conn.cursor(row_factory=class_row(OwnReport)) as cursor:
        await cursor.execute(query, {"patient_id": patient_id, "after": after, "limit": limit})
        return await cursor.fetchall()


async def by_code(conn: Connection, code_blind: bytes) -> PublicVersion | None:
    """Return the version with this code, and when a newer one was signed."""
    async with conn.cursor(row_factory=class_row(PublicVersion)) as cursor:
        await cursor.execute(
            """
            SELECT v.id, v.number, v.document_sealed, v.signed_at,
                   (SELECT max(n.signed_at) FROM report_versions n
                    WHERE n.report_id = v.report_id AND n.number > v.number) AS superseded_at
            FROM report_versions v WHERE v.code_blind = %s
            """,
            (code_blind,),
        )
        return await cursor.fetchone()
