"""A doctor leaves: nobody finds or books them any more, and their registration is free for whoever proves it anew."""

from uuid import UUID

from healthmed_app.directory import queries, service
from healthmed_app.schedule import service as schedule
from infra.db.pool import Connection


async def close(conn: Connection, doctor_id: UUID) -> None:
    """Take a doctor out of the directory for good; what patients know them by stays for those whom they saw."""
    # Under the lock that decisions take: none that is under way now is written after the change (I8).
    await schedule.lock_calendar(conn, doctor_id)
    await queries.close(conn, doctor_id)
    await service.refresh(conn, [doctor_id])
