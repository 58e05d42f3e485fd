"""The review of one appointment as its patient sees it: to be written once it has taken place, then what they wrote."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from healthmed_app.booking.views import AppointmentView
from healthmed_app.bootstrap import services
from healthmed_app.core import formats
from healthmed_app.core.access import Actor
from healthmed_app.core.errors import NotFound
from healthmed_app.core.texts import _, ngettext_
from healthmed_app.reviews import service as reviews
from healthmed_app.reviews.views import OwnReview
from infra.db.pool import Connection
from state.access import actor, role
from state.address import address_id


@dataclass
class ReviewView:
    """`phase` is empty when there is nothing to review, else `open` or `written`."""

    phase: str = ""
    question: str = ""
    stars: str = ""
    comment: str = ""
    day: str = ""
    hidden: str = ""
    """Why nobody else reads it, in a sentence."""


async def review_view(conn: Connection, person: Actor, row: AppointmentView) -> ReviewView:
    """Return what there is to review, or what was written, of one's appointment."""
    if row.status != "concluded":
        return ReviewView()
    if (own := await reviews.own(conn, person, row.id)) is not None:
        return written(own, person.zone)
    return ReviewView("open", _("How was your visit with {doctor}?", doctor=row.doctor_name))


async def to_review(conn: Connection, person: Actor, rows: Sequence[AppointmentView]) -> set[UUID]:
    """Return which of one's appointments took place and wait for a review."""
    over = [row.id for row in rows if row.status == "concluded"]
    return set(over) - await reviews.reviewed(conn, person, over)


def written(own: OwnReview, zone: str) -> ReviewView:
    """Project what the reader wrote."""
    return ReviewView(
        "written",
        stars=ngettext_("{n} star", "{n} stars", own.rating),
        comment=own.comment,
        day=formats.day(formats.local(own.created_at, zone).date()),
        hidden=""
        if own.hidden_reason is None
        else _("Other people cannot read it: it was hidden. The reason: {reason}", reason=own.hidden_reason),
    )


class AppointmentReviewState(rx.State):
    """The review of the appointment on the page, which reads it."""

    review: ReviewView = ReviewView()
    sending: bool = False
    problem: str = ""
    notice: str = ""
    errors: dict[str, str] = {}

    @rx.event
    @role("patient")
    async def write(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """Write the review; written, it stays."""
        self.sending = True
        yield
        try:
            await self._write(str(form.get("rating", "")), str(form.get("comment", "")))
        finally:
            self.sending = False

    async def _write(self, rating: str, comment: str) -> None:
        appointment_id, person = address_id(self), actor()
        if appointment_id is None:
            raise NotFound
        stars = int(rating) if rating in {"1", "2", "3", "4", "5"} else None
        async with services().db.transaction() as conn:
            await reviews.write(conn, person, appointment_id, stars, comment)
            own = await reviews.own(conn, person, appointment_id)
        assert own is not None, "it was just written"
        self.review = written(own, person.zone)
        self.notice = _("Thank you. Your review helps others to choose.")
