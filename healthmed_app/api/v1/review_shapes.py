"""Reviews as the API takes and gives them."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field

from healthmed_app.api.v1.shapes import Shape, in_zone, shape
from healthmed_app.core.typed import clean
from healthmed_app.reviews.rules import COMMENT_MAX
from healthmed_app.reviews.views import OneSidesReview

Comment = Annotated[str, Field(max_length=COMMENT_MAX), AfterValidator(clean)]

_REVIEW = {
    "id": "01978c4e-8300-7e66-8e66-5faf5e6d7c8b",
    "appointment_id": "01978c4e-8000-7d44-8d44-3d8f3e4d5c6b",
    "doctor_id": "01978c4e-7f00-7b22-9b22-1b6f1e2d3c4b",
    "doctor_name": "Helena Cardoso",
    "author": "Ana S.",
    "rating": 5,
    "comment": "She listened, and took her time.",
    "created_at": "2026-12-02T09:00:00-03:00",
    "hidden_reason": None,
}


class NewReview(Shape):
    """One to five stars, and a comment that may be empty."""

    model_config = shape({"rating": 5, "comment": _REVIEW["comment"]})

    rating: int
    comment: Comment = ""


class ReviewShape(Shape):
    """A review as its author or its doctor reads it.

    An administrator may hide one; then its author alone reads it, with the reason.
    """

    model_config = shape(_REVIEW, "Review")

    id: str
    appointment_id: str
    doctor_id: str
    doctor_name: str
    author: str
    """A first name and an initial."""
    rating: int
    comment: str
    created_at: datetime
    hidden_reason: str | None


class ReviewPage(Shape):
    """Some reviews; `next_cursor` gives the next ones."""

    model_config = shape({"items": [_REVIEW], "next_cursor": None})

    items: list[ReviewShape]
    next_cursor: str | None


def review_shape(review: OneSidesReview, zone: str) -> ReviewShape:
    """Return a review as the API gives it to a reader in `zone`."""
    return ReviewShape(
        id=str(review.id),
        appointment_id=str(review.appointment_id),
        doctor_id=str(review.doctor_id),
        doctor_name=review.doctor_name,
        author=review.author,
        rating=review.rating,
        comment=review.comment,
        created_at=in_zone(review.created_at, zone),
        hidden_reason=review.hidden_reason,
    )
