"""The verbs of reviews. Reading them is public; an author is shown by first name and initial only."""

from uuid import UUID

from healthmed_app.reviews import queries
from healthmed_app.reviews.views import PublicReview
from infra.db.pool import Connection


async def distribution(conn: Connection, doctor_id: UUID) -> dict[int, int]:
    """Return `{stars: number of reviews}` of a doctor."""
    return await queries.distribution(conn, doctor_id)


async def latest(conn: Connection, doctor_id: UUID, limit: int) -> list[PublicReview]:
    """Return a doctor's newest reviews."""
    return await queries.latest(conn, doctor_id, limit)
