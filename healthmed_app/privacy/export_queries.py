"""The SQL of exports: their rows, and everything that the tables of all features know of one person.

It reads across features on purpose: what belongs to somebody is listed in one place, and a table that is forgotten here
is found by a test. Rows of other people never appear: a doctor's export has their visits without the patients.
"""

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any, LiteralString
from uuid import UUID

from psycopg.rows import class_row, dict_row

from healthmed_app.privacy.views import Export
from infra.db.pool import Connection

ROWS_A_STEP = 500
EXPORTS_MAX = 10

SECTIONS: Mapping[str, LiteralString] = {
    "profile": """
        SELECT id, role, email, full_name, document_sealed, phone, birth_date, language, time_zone, email_confirmed_at, created_at
        FROM users WHERE id = %(id)s""",
    "address": """
        SELECT street, number, complement, neighborhood, city, state, zip FROM addresses WHERE user_id = %(id)s""",
    "practice": """
        SELECT slug, crm, crm_state, rqe, specialty, bio, price_cents, currency, online, in_person, rating_hundredths,
               reviews, status, registered_at, verified_at
        FROM doctors WHERE id = %(id)s""",
    "weekly_hours": """
        SELECT weekday, starts, ends FROM weekly_hours WHERE doctor_id = %(id)s ORDER BY weekday, starts""",
    "appointments": """
        SELECT a.id, d.full_name AS doctor, p.crm, p.crm_state, p.specialty, a.starts_at, upper(a.during) AS ends_at, a.status,
               a.online, a.price_cents, a.currency, a.for_name, a.for_birth_date, a.reason_sealed, a.cancelled_by,
               a.cancel_reason_sealed, a.created_at, a.changed_at
        FROM appointments a JOIN users d ON d.id = a.doctor_id JOIN doctors p ON p.id = a.doctor_id
        WHERE a.patient_id = %(id)s AND a.status <> 'held' ORDER BY a.starts_at, a.id""",
    "visits_as_doctor": """
        SELECT id, starts_at, upper(during) AS ends_at, status, online, price_cents, currency, cancelled_by, created_at
        FROM appointments WHERE doctor_id = %(id)s AND status <> 'held' ORDER BY starts_at, id""",
    "reviews": """
        SELECT appointment_id, rating, comment, created_at, hidden_at, hidden_reason
        FROM reviews WHERE patient_id = %(id)s ORDER BY created_at, id""",
    "reviews_received": """
        SELECT rating, comment, created_at FROM reviews
        WHERE doctor_id = %(id)s AND hidden_at IS NULL ORDER BY created_at, id""",
    "devices": """
        SELECT device, address, created_at, seen_at, expires_at FROM sessions WHERE user_id = %(id)s ORDER BY created_at""",
    "notices": """
        SELECT kind, subject_id, created_at, mailed_at, read_at FROM notices WHERE recipient_id = %(id)s ORDER BY created_at, id""",
    "notice_preferences": """
        SELECT kind, mail FROM notice_preferences WHERE user_id = %(id)s ORDER BY kind""",
    "acts": """
        SELECT at, action, subject_id, address FROM audit_events WHERE actor_id = %(id)s ORDER BY at, id""",
    "access_ledger": """
        SELECT sequence, at, act, actor_id, subject_id, other_id, cause_id FROM access_ledger
        WHERE patient_id = %(id)s ORDER BY sequence""",
    "waitlist": """
        SELECT w.id, d.full_name AS doctor, w.earliest_at, w.latest_at, w.asked_at, w.ended_at, w.ended
        FROM waitlist w JOIN users d ON d.id = w.doctor_id WHERE w.patient_id = %(id)s ORDER BY w.asked_at, w.id""",
    "reports": """
        SELECT r.appointment_id, d.full_name AS doctor, v.number, v.signed_at
        FROM reports r JOIN report_versions v ON v.report_id = r.id JOIN users d ON d.id = r.doctor_id
        WHERE r.patient_id = %(id)s ORDER BY v.signed_at, v.id""",
    "files": """
        SELECT id, name, media_type, size_bytes, pages, created_at FROM files WHERE patient_id = %(id)s ORDER BY id""",
    "files_shared": """
        SELECT g.file_id, d.full_name AS doctor, g.appointment_id, g.expires_at, g.created_at
        FROM file_grants g JOIN files f ON f.id = g.file_id JOIN users d ON d.id = g.doctor_id
        WHERE f.patient_id = %(id)s ORDER BY g.created_at, g.id""",
}
"""What a copy holds, by the name of its JSON file; only `profile` is there when it is empty."""


_COLUMNS = "id, user_id, asked_at, ready_at, expires_at, size_bytes, parts, key_wrapped"


async def rows(conn: Connection, section: str, user_id: UUID) -> AsyncIterator[dict[str, Any]]:
    """Yield the rows of a section, a few at a time however many there are; within a transaction."""
    async with conn.cursor(f"export_{section}", row_factory=dict_row) as cursor:
        cursor.itersize = ROWS_A_STEP
        await cursor.execute(SECTIONS[section], {"id": user_id})
        async for row in cursor:
            yield row


async def reported(conn: Connection, patient_id: UUID, after: UUID, limit: int) -> list[UUID]:
    """Return up to `limit` appointments of a patient whose reports were signed, in the order of their ids after `after`."""
    cursor = await conn.execute(
        """
        SELECT r.appointment_id FROM reports r
        WHERE r.patient_id = %s AND r.appointment_id > %s
          AND EXISTS (SELECT FROM report_versions v WHERE v.report_id = r.id)
        ORDER BY r.appointment_id LIMIT %s
        """,
        (patient_id, after, limit),
    )
    return [row[0] for row in await cursor.fetchall()]


async def ask(conn: Connection, export_id: UUID, user_id: UUID, within: timedelta) -> bool:
    """Add a copy to be made within so long; False when one is being made already."""
    cursor = await conn.execute(
        """
        INSERT INTO data_exports (id, user_id, expires_at) VALUES (%s, %s, clock_timestamp() + %s) ON CONFLICT DO NOTHING
        """,
        (export_id, user_id, within),
    )
    return cursor.rowcount == 1


async def own(conn: Connection, user_id: UUID) -> list[Export]:
    """Return somebody's copies that did not expire, newest first."""
    async with conn.cursor(row_factory=class_row(Export)) as cursor:
        await cursor.execute(
            f"""
            SELECT {_COLUMNS} FROM data_exports WHERE user_id = %s AND expires_at > clock_timestamp()
            ORDER BY asked_at DESC LIMIT %s
            """,  # noqa: S608  # A constant of this module.
            (user_id, EXPORTS_MAX),
        )
        return await cursor.fetchall()


async def one(conn: Connection, export_id: UUID) -> Export | None:
    """Return a copy."""
    async with conn.cursor(row_factory=class_row(Export)) as cursor:
        await cursor.execute(f"SELECT {_COLUMNS} FROM data_exports WHERE id = %s", (export_id,))  # noqa: S608  # A constant.
        return await cursor.fetchone()


async def announce_parts(conn: Connection, export_id: UUID, parts: int) -> None:
    """Say that a copy may lie in so many objects, before they are stored; what is said once is not taken back."""
    await conn.execute(
        "UPDATE data_exports SET parts = greatest(parts, %s) WHERE id = %s", (parts, export_id)
    )


async def finish(
    conn: Connection, export_id: UUID, key_wrapped: bytes, *, size_bytes: int, kept: timedelta
) -> bool:
    """Let a copy be downloaded from now on; False when it is finished already, or its owner left."""
    cursor = await conn.execute(
        """
        UPDATE data_exports SET ready_at = clock_timestamp(), expires_at = clock_timestamp() + %s, key_wrapped = %s, size_bytes = %s
        WHERE id = %s AND ready_at IS NULL AND expires_at > clock_timestamp()
        """,
        (kept, key_wrapped, size_bytes, export_id),
    )
    return cursor.rowcount == 1


async def expired(conn: Connection, limit: int) -> list[Export]:
    """Return copies that are to be removed, those first that have waited longest."""
    async with conn.cursor(row_factory=class_row(Export)) as cursor:
        await cursor.execute(
            f"SELECT {_COLUMNS} FROM data_exports WHERE expires_at <= clock_timestamp() ORDER BY expires_at LIMIT %s",  # noqa: S608  # A constant.
            (limit,),
        )
        return await cursor.fetchall()


async def remove(conn: Connection, export_id: UUID) -> None:
    """Forget a copy whose objects are gone."""
    await conn.execute("DELETE FROM data_exports WHERE id = %s", (export_id,))


async def forget_old_notices(conn: Connection, kept: timedelta, limit: int) -> int:
    """Remove up to `limit` notices that are older than `kept`; return how many there were."""
    cursor = await conn.execute(
        """
        DELETE FROM notices WHERE id IN (
            SELECT id FROM notices WHERE created_at < clock_timestamp() - %s ORDER BY created_at LIMIT %s)
        """,
        (kept, limit),
    )
    return cursor.rowcount
