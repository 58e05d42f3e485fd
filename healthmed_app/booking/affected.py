"""Which appointments a change of hours would leave outside of them, for the preview before it is saved.

Boundary: it reads and changes nothing. The change itself goes through the doctor's line and leaves these appointments
as they are; moving or cancelling one is the doctor's own decision.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from healthmed_app.core.access import Actor, require
from healthmed_app.schedule.rules import Plan, impact
from infra.db.pool import Connection

APPOINTMENTS_MAX = 5_000


@dataclass(frozen=True, slots=True)
class Affected:
    """A coming appointment that would lie outside of the hours."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    status: str
    patient_name: str


async def coming(conn: Connection, doctor_id: UUID, now: datetime) -> list[Affected]:
    """Return the doctor's appointments that begin after `now`, waiting ones included, in order."""
    async with conn.cursor(row_factory=class_row(Affected)) as cursor:
        await cursor.execute(
            """
            SELECT a.id, a.starts_at, upper(a.during) AS ends_at, a.status,
                   coalesce(a.for_name, u.full_name) AS patient_name
            FROM appointments a JOIN users u ON u.id = a.patient_id
            WHERE a.doctor_id = %s AND a.active AND a.starts_at > %s
              AND a.status IN ('waiting_for_confirmation', 'confirmed')
            ORDER BY a.starts_at LIMIT %s
            """,
            (doctor_id, now, APPOINTMENTS_MAX),
        )
        return await cursor.fetchall()


async def affected(
    conn: Connection, actor: Actor, before: Plan, after: Plan, now: datetime
) -> tuple[Affected, ...]:
    """Return the actor's coming appointments that are inside the hours of `before` and outside of those of `after`.

    Raises:
        Forbidden: the actor is not a doctor.
    """
    require(actor, "doctor")
    booked = await coming(conn, actor.user_id, now)
    already = {one.id for one in impact(before, booked)}
    return tuple(one for one in impact(after, booked) if one.id not in already)
