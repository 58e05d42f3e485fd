"""The verbs of reviews. Reading them is public; an author is shown by first name and initial only."""

from datetime import UTC, datetime
from uuid import UUID

from healthmed_app.reviews import queries
from healthmed_app.reviews.views import PublicReview
from infra.db.pool import Connection

_NEWEST = datetime(9999, 1, 1, tzinfo=UTC), UUID(int=2**128 - 1)


async def distribution(conn: Connection, doctor_id: UUID) -> dict[int, int]:
    """Return `{stars: number of reviews}` of a doctor."""
    return await queries.distribution(conn, doctor_id)


async def latest(
    conn: Connection, doctor_id: UUID, limit: int, *, after: PublicReview | None = None
) -> list[PublicReview]:
    """Return a doctor's newest reviews; with `after`, those that follow it in a longer list."""
    before = (after.created_at, after.id) if after else _NEWEST
    return await queries.latest(conn, doctor_id, limit, before)
