"""The verbs of reviews, without those of `moderation`. Reading them is public; an author is shown by first name and initial only.

A patient reviews a concluded appointment of theirs, once (product, "Who may do what").
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID

from healthmed_app.booking import service as booking
from healthmed_app.core.access import Actor, require
from healthmed_app.core.errors import Conflict, Invalid, NotFound, Problem
from healthmed_app.core.ids import new_id
from healthmed_app.core.texts import N_
from healthmed_app.reviews import queries, rules
from healthmed_app.reviews.jobs import enqueue_rating
from healthmed_app.reviews.rules import Month
from healthmed_app.reviews.views import OneSidesReview, OwnReview, PublicReview
from infra.db.pool import Connection

NEWEST = datetime(9999, 1, 1, tzinfo=UTC), UUID(int=2**128 - 1)
"""Before this come all reviews, newest first."""


async def distribution(conn: Connection, doctor_id: UUID) -> dict[int, int]:
    """Return `{stars: number of reviews}` of a doctor."""
    return await queries.distribution(conn, doctor_id)


async def latest(
    conn: Connection, doctor_id: UUID, limit: int, *, after: PublicReview | None = None
) -> list[PublicReview]:
    """Return a doctor's newest reviews; with `after`, those that follow it in a longer list."""
    before = (after.created_at, after.id) if after else NEWEST
    return await queries.latest(conn, doctor_id, limit, before)


async def months(conn: Connection, actor: Actor, today: date) -> list[Month]:
    """Return the actor's own reviews by month, for the last twelve on their calendar, oldest first; none is left out.

    Raises:
        Forbidden: the actor is no doctor.
    """
    require(actor, "doctor")
    firsts = rules.months_back(today)
    found = await queries.months(conn, actor.user_id, firsts[0], actor.zone, len(firsts) + 1)
    return rules.filled(found, firsts)


async def reviewed(conn: Connection, actor: Actor, appointment_ids: Sequence[UUID]) -> set[UUID]:
    """Return which of the actor's appointments they have reviewed."""
    return await queries.reviewed(conn, actor.user_id, appointment_ids)


async def own(conn: Connection, actor: Actor, appointment_id: UUID) -> OwnReview | None:
    """Return what the actor wrote about their appointment."""
    return await queries.own(conn, actor.user_id, appointment_id)


async def sent_or_received(
    conn: Connection, actor: Actor, limit: int, *, after: tuple[datetime, UUID] = NEWEST
) -> list[OneSidesReview]:
    """Return the reviews that a patient wrote, or that a doctor got, newest first; with `after`, those that follow.

    Hidden ones are among those of their author alone. Administrators have none.
    """
    return await queries.of_side(conn, actor.user_id, limit, after, sent=actor.role == "patient")


async def one(conn: Connection, actor: Actor, review_id: UUID) -> OneSidesReview:
    """Return a review that the actor wrote or got.

    Raises:
        NotFound: there is none, or it is not theirs.
    """
    found = await queries.one_of_side(conn, actor.user_id, "id", review_id, sent=actor.role == "patient")
    if found is None:
        raise NotFound
    return found


async def of_appointment(conn: Connection, actor: Actor, appointment_id: UUID) -> OneSidesReview | None:
    """Return what was written about an appointment of which the actor is the patient or the doctor.

    Raises:
        NotFound: there is no such appointment, or it is not theirs.
    """
    await booking.appointment(conn, actor, appointment_id)
    return await queries.one_of_side(
        conn, actor.user_id, "appointment_id", appointment_id, sent=actor.role == "patient"
    )


async def write(
    conn: Connection, actor: Actor, appointment_id: UUID, rating: int | None, comment: str
) -> None:
    """Review a concluded appointment of the actor's; the doctor's rating follows by a job of the same transaction.

    Raises:
        Invalid: the rating is not one of five, or the comment is too long.
        NotFound: there is no such appointment of theirs.
        Conflict: it has not been concluded, or is reviewed already.
    """
    require(actor, "patient")
    if problems := rules.problems(rating, comment):
        raise Invalid.of(problems)
    assert rating is not None, "the rules saw to it"
    doctor_id = await queries.insert(conn, new_id(), appointment_id, actor.user_id, rating, comment.strip())
    if doctor_id is None:
        raise await _why_not(conn, actor, appointment_id)
    await enqueue_rating(conn, doctor_id)


async def _why_not(conn: Connection, actor: Actor, appointment_id: UUID) -> Problem:
    status = await queries.status_of(conn, actor.user_id, appointment_id)
    if status is None:
        return NotFound()
    if status != "concluded":
        return Conflict(N_("You can review a visit once it has taken place."), code="not_concluded")
    return Conflict(N_("You have already reviewed this visit."), code="already_reviewed")
