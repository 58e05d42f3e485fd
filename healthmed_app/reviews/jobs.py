"""What follows from a review: the doctor's mean rating, computed anew from all of their reviews.

Nothing is added up, so a job that runs twice, late, or after another one that began later changes nothing; the doctor's
row is locked before the reviews are read, so the last one to write has read everything that was there. The job's lock lets
one run at a time for each doctor. It does what waits behind it too: in a rush a doctor gets many reviews a second.
"""

from uuid import UUID

from healthmed_app.directory import service as directory
from healthmed_app.reviews import queries
from infra.db.jobs import absorb, enqueue
from infra.db.pool import Connection, Database

RATE = "reviews.rate"
ABSORBED_MAX = 1_000


async def enqueue_rating(conn: Connection, doctor_id: UUID) -> None:
    """Have the doctor's rating computed once this transaction, which changes their reviews, is committed."""
    await enqueue(conn, RATE, {"doctor_id": doctor_id.hex}, lock=_lock(doctor_id))


async def rate(db: Database, doctor_id: str) -> None:
    """Write the mean and the number of a doctor's reviews for their page and for search."""
    doctor = UUID(doctor_id)
    async with db.transaction() as conn:
        await queries.lock_doctor(conn, doctor)
        await absorb(conn, RATE, ABSORBED_MAX, lock=_lock(doctor))
        await directory.set_ratings(conn, {doctor: await queries.rating(conn, doctor)})


def _lock(doctor_id: UUID) -> str:
    return f"{RATE}:{doctor_id.hex}"
