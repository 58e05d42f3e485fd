"""Asking for something that a doctor's line decides: the outcome when it comes within the wait, else the request to poll.

Whoever sends the same `Idempotency-Key` again gets the first request's outcome, also when the first answer was lost.
After 503 nothing has happened, and the same key makes a new request.
"""

from typing import Annotated
from uuid import UUID

from fastapi import Header
from fastapi.responses import JSONResponse
from pydantic import AfterValidator, Field

from healthmed_app.api.v1.problems import Failed, Refused
from healthmed_app.api.v1.requests import RequestShape, request_shape
from healthmed_app.booking import service as booking
from healthmed_app.booking.outcomes import Outcome, Ticket
from healthmed_app.bootstrap import services
from healthmed_app.core.access import Actor
from healthmed_app.core.typed import clean

_KEY_MAX = booking.KEY_MAX - len("api:")
_POLL_SECONDS = 1

Key = Annotated[
    Annotated[
        str, Field(min_length=1, max_length=_KEY_MAX), AfterValidator(lambda text: f"api:{clean(text)}")
    ]
    | None,
    Header(
        alias="Idempotency-Key",
        description="The same key and body is the same request: it is made once, however often it is sent.",
    ),
]
"""The caller's key, apart from those that pages make."""

IN_LINE = {
    "model": RequestShape,
    "description": "Still in line; ask for the request's outcome",
    "headers": {
        "Location": {"description": "The request.", "schema": {"type": "string"}},
        "Retry-After": {"description": "In how many seconds to ask.", "schema": {"type": "string"}},
    },
}
"""The answer 202, as the description has it."""


async def decided(ticket: Ticket) -> Outcome | None:
    """Return what became of a request, or None when it is still in line after the wait.

    Raises:
        Failed: it could not be decided; the same may be asked for again, under the same key.
        Refused: it was decided and did not happen.
    """
    its = services()
    outcome = ticket.outcome or await booking.wait(
        its.booking, ticket.request_id, its.settings.wait_outcome_seconds
    )
    if outcome is not None and not outcome.succeeded:
        raise Failed if outcome.may_be_asked_again else Refused(outcome)
    return outcome


async def in_line(actor: Actor, request_id: UUID) -> JSONResponse:
    """Answer 202 with the request to poll."""
    place = await booking.place(services().booking, actor, request_id)
    return JSONResponse(
        request_shape(request_id, None, place).model_dump(mode="json"),
        202,
        headers={"Location": f"/api/v1/requests/{request_id}", "Retry-After": str(_POLL_SECONDS)},
    )
