"""What follows from a review: the doctor's mean rating, computed anew from all of their reviews.

Nothing is added up, so a job that runs twice, late, or after another one that began later changes nothing; the doctor's
row is locked before the reviews are read, so the last one to write has read everything that was there.
"""

from uuid import UUID

from healthmed_app.directory import service as directory
from healthmed_app.reviews import queries
from infra.db.pool import Database

RATE = "reviews.rate"


async def rate(db: Database, doctor_id: str) -> None:
    """Write the mean and the number of a doctor's reviews for their page and for search."""
    doctor = UUID(doctor_id)
    async with db.transaction() as conn:
        await queries.lock_doctor(conn, doctor)
        await directory.set_ratings(conn, {doctor: await queries.rating(conn, doctor)})
