"""Moderation: an administrator hides a review for a reason, and shows it again. Each is in the audit, and changes the rating.

A hidden review is read by its author, who is told why, and by administrators.
"""

from uuid import UUID

from healthmed_app.audit import service as audit
from healthmed_app.core.access import Actor, require
from healthmed_app.core.errors import Invalid, NotFound
from healthmed_app.notices import service as notices
from healthmed_app.reviews import moderation_queries as queries
from healthmed_app.reviews import rules
from healthmed_app.reviews.jobs import enqueue_rating
from healthmed_app.reviews.service import NEWEST
from healthmed_app.reviews.views import ModeratedReview
from infra.db.pool import Connection


async def newest(
    conn: Connection, actor: Actor, limit: int, *, after: UUID | None = None, hidden: bool = False
) -> list[ModeratedReview]:
    """Return the newest reviews of all doctors; with `after`, those that follow it, and with `hidden` only hidden ones.

    Raises:
        Forbidden: the actor is no administrator.
        NotFound: there is no review `after`.
    """
    require(actor, "admin")
    before = await queries.place(conn, after) if after else NEWEST
    if before is None:
        raise NotFound
    return await queries.newest(conn, limit, before, hidden=hidden)


async def hide(conn: Connection, actor: Actor, review_id: UUID, reason: str) -> None:
    """Hide a review, so that it does not count either, and tell its author. Nothing happens to one that is hidden.

    Raises:
        Forbidden: the actor is no administrator.
        Invalid: there is no reason, or it is too long.
        NotFound: there is no such review.
    """
    require(actor, "admin")
    if problems := rules.reason_problems(reason):
        raise Invalid.of(problems)
    doctor_id = await queries.hide(conn, review_id, reason.strip())
    await _changed(conn, actor, review_id, doctor_id, "hidden")
    if doctor_id is not None:
        author_id, appointment_id = await queries.written_by(conn, review_id)
        await notices.tell(conn, author_id, notices.REVIEW_HIDDEN, appointment_id)


async def show(conn: Connection, actor: Actor, review_id: UUID) -> None:
    """Show a hidden review again, so that it counts. Nothing happens to one that is shown.

    Raises:
        Forbidden: the actor is no administrator.
        NotFound: there is no such review.
    """
    require(actor, "admin")
    await _changed(conn, actor, review_id, await queries.show(conn, review_id), "shown")


async def _changed(conn: Connection, actor: Actor, review_id: UUID, doctor_id: UUID | None, how: str) -> None:
    if doctor_id is not None:
        await audit.record(conn, actor, f"review.{how}", review_id)
        await enqueue_rating(conn, doctor_id)
    elif await queries.place(conn, review_id) is None:
        raise NotFound
