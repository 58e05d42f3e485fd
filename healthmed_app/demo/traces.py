"""What the demo accounts find waiting: notices read and unread, a wait for an earlier time, a hidden review, the audit.

Nothing of it is mailed: these things happened before the load.
"""

from datetime import datetime
from typing import LiteralString
from uuid import UUID

from healthmed_app.audit import service as audit
from healthmed_app.core.access import Actor
from healthmed_app.core.ids import new_id
from healthmed_app.directory import service as directory
from healthmed_app.waitlist import service as waitlist
from infra.db.pool import Connection

_VERIFIED_SHOWN = 12
_HIDDEN_REASON = "It names another patient. Write it again without the name, and it will be shown."

_NOTICES: LiteralString = """
    INSERT INTO notices (id, recipient_id, kind, subject_id, occurrence, created_at, mail_at, read_at)
    SELECT gen_random_uuid(), told.recipient_id, told.kind, told.subject_id, told.occurrence, told.at, NULL,
           CASE WHEN told.at < %(now)s - interval '1 day' THEN told.at + interval '3 hours' END
    FROM (
        SELECT a.patient_id, 'confirmed', a.id, '', a.changed_at FROM appointments a
        WHERE a.patient_id = %(patient)s AND a.status = 'confirmed'
        UNION ALL
        SELECT a.patient_id, 'soon', a.id, '', a.starts_at - interval '2 hours' FROM appointments a
        WHERE a.patient_id = %(patient)s AND a.status = 'confirmed' AND a.starts_at < %(now)s
        UNION ALL
        SELECT r.patient_id, 'report_ready', r.appointment_id, v.number::text, v.signed_at
        FROM reports r JOIN report_versions v ON v.report_id = r.id WHERE r.patient_id = %(patient)s
        UNION ALL (
        SELECT a.doctor_id, 'booked', a.id, '', a.created_at FROM appointments a
        WHERE a.doctor_id = %(doctor)s AND a.status = 'waiting_for_confirmation' ORDER BY a.created_at DESC LIMIT 6)
        UNION ALL (
        SELECT r.doctor_id, 'review_received', r.appointment_id, '', r.created_at FROM reviews r
        WHERE r.doctor_id = %(doctor)s ORDER BY r.created_at DESC LIMIT 5)
    ) told (recipient_id, kind, subject_id, occurrence, at)
"""

_FULL: LiteralString = """
    SELECT doctor_id FROM doctor_search WHERE next_free_at IS NULL AND last_slot_at IS NOT NULL
    ORDER BY doctor_id LIMIT 1
"""

_HIDE: LiteralString = """
    UPDATE reviews SET hidden_at = %(now)s, hidden_reason = %(reason)s
    WHERE id = (SELECT id FROM reviews WHERE rating <= 2 AND comment <> '' AND doctor_id <> %(doctor)s
                ORDER BY created_at DESC, id LIMIT 1)
    RETURNING id, doctor_id
"""

_RATING: LiteralString = """
    SELECT coalesce(round(avg(rating) * 100), 0)::int, count(*)::int FROM reviews
    WHERE doctor_id = %s AND hidden_at IS NULL
"""


async def leave_traces(
    conn: Connection, now: datetime, *, patient_id: UUID, doctor_id: UUID, admin_id: UUID
) -> None:
    """Write them, as of `now`; the reports must be there."""
    await _wait(conn, patient_id)
    await _tend(conn, now, doctor_id, admin_id)
    await conn.execute(_NOTICES, {"now": now, "patient": patient_id, "doctor": doctor_id})


async def _wait(conn: Connection, patient_id: UUID) -> None:
    """Let the patient wait for a time with a doctor who has none."""
    row = await (await conn.execute(_FULL)).fetchone()
    if row is not None:
        patient = Actor(patient_id, "patient", new_id(), "", "en", "America/Recife", email_confirmed=True)
        await waitlist.ask(conn, patient, row[0])


async def _tend(conn: Connection, now: datetime, doctor_id: UUID, admin_id: UUID) -> None:
    """Do what an administrator does in a week: verify doctors, and hide a review."""
    cursor = await conn.execute(
        "SELECT id FROM doctors WHERE status = 'verified' ORDER BY id LIMIT %s", (_VERIFIED_SHOWN,)
    )
    for (verified_id,) in await cursor.fetchall():
        await audit.record(conn, admin_id, "doctor.verified", verified_id)
    cursor = await conn.execute(_HIDE, {"now": now, "reason": _HIDDEN_REASON, "doctor": doctor_id})
    row = await cursor.fetchone()
    if row is not None:
        review_id, reviewed_id = row
        await audit.record(conn, admin_id, "review.hidden", review_id)
        mean_and_number = await (await conn.execute(_RATING, (reviewed_id,))).fetchone()
        assert mean_and_number is not None
        await directory.set_ratings(conn, {reviewed_id: mean_and_number})
