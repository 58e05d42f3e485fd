"""Reviews: a patient writes one about a visit, and both sides read those that concern them."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter

from healthmed_app.api.v1.caller import Caller
from healthmed_app.api.v1.review_shapes import NewReview, ReviewPage, ReviewShape, review_shape
from healthmed_app.api.v1.shapes import Cursor, Id, Limit, NoSuchPage, cursor_of, found_id, said_by
from healthmed_app.bootstrap import services
from healthmed_app.core.access import Actor
from healthmed_app.core.errors import NotFound
from healthmed_app.reviews import service as reviews
from healthmed_app.reviews.views import OneSidesReview
from infra.db.pool import Connection

router = APIRouter(tags=["reviews"])

_LIST = "reviews"


@router.get("/users/me/reviews")
async def my_reviews(actor: Caller, cursor: Cursor = None, limit: Limit = 20) -> ReviewPage:
    """Return the reviews that one wrote as a patient, or got as a doctor, the newest first."""
    after = _after(cursor) if cursor else reviews.NEWEST
    async with services().db.read() as conn:
        found = await reviews.sent_or_received(conn, actor, limit + 1, after=after)
    return ReviewPage(
        items=[review_shape(one, actor.zone) for one in found[:limit]],
        next_cursor=_next(found[limit - 1]) if len(found) > limit else None,
    )


@router.get("/users/me/reviews/{review_id}")
async def my_review(review_id: Id, actor: Caller) -> ReviewShape:
    """Return a review that one wrote or got."""
    async with services().db.read() as conn:
        return review_shape(await reviews.one(conn, actor, found_id(review_id)), actor.zone)


@router.post("/appointments/{appointment_id}/feedbacks", status_code=201)
@router.post("/appointments/{appointment_id}/feedback", status_code=201)
async def review(appointment_id: Id, new: NewReview, actor: Caller) -> ReviewShape:
    """Review a visit that took place, once."""
    own_id = found_id(appointment_id)
    async with services().db.transaction() as conn:
        await reviews.write(conn, actor, own_id, new.rating, new.comment)
        return await _of(conn, actor, own_id)


@router.get("/appointments/{appointment_id}/feedbacks")
@router.get("/appointments/{appointment_id}/feedback")
async def of_appointment(appointment_id: Id, actor: Caller) -> ReviewPage:
    """Return what was written about an appointment of which one is the patient or the doctor: one review at most."""
    async with services().db.read() as conn:
        found = await reviews.of_appointment(conn, actor, found_id(appointment_id))
    return ReviewPage(items=[review_shape(found, actor.zone)] if found else [], next_cursor=None)


@router.get("/appointments/{appointment_id}/feedbacks/{feedback_id}")
@router.get("/appointments/{appointment_id}/feedback/{feedback_id}")
async def one_of_appointment(appointment_id: Id, feedback_id: Id, actor: Caller) -> ReviewShape:
    """Return the review of an appointment of which one is the patient or the doctor."""
    async with services().db.read() as conn:
        found = await _of(conn, actor, found_id(appointment_id))
    if found.id != str(found_id(feedback_id)):
        raise NotFound
    return found


async def _of(conn: Connection, actor: Actor, appointment_id: UUID) -> ReviewShape:
    found = await reviews.of_appointment(conn, actor, appointment_id)
    if found is None:
        raise NotFound
    return review_shape(found, actor.zone)


def _next(last: OneSidesReview) -> str:
    return cursor_of(_LIST, f"{last.created_at.isoformat()}~{last.id}")


def _after(cursor: str) -> tuple[datetime, UUID]:
    at, _, review_id = said_by(_LIST, cursor).partition("~")
    try:
        return datetime.fromisoformat(at), UUID(review_id)
    except ValueError as error:
        raise NoSuchPage from error
