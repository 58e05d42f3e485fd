"""What became of a request that was still in line when its answer was due."""

from uuid import UUID

from fastapi import APIRouter

from healthmed_app.api.v1.caller import Caller
from healthmed_app.api.v1.shapes import (
    ALTERNATIVE,
    AlternativeShape,
    Id,
    Shape,
    alternative_shape,
    found_id,
    shape,
)
from healthmed_app.booking import service as booking
from healthmed_app.booking.outcomes import Outcome
from healthmed_app.bootstrap import services
from healthmed_app.core.texts import in_language

router = APIRouter(prefix="/requests", tags=["requests"])

_IN_LINE = "in_line"


class RequestShape(Shape):
    """A request in a doctor's line.

    `status` is `in_line` until it is decided, then what happened: `booked`, `rescheduled`, `cancelled`, `confirmed`,
    `declined`, `started`, `concluded`, `edited`, or `refused` or `failed`, with a `code` and a sentence that say why.
    """

    model_config = shape(
        {
            "id": "01978c4e-8100-7c33-8c33-2c7f2e3d4c5b",
            "status": "refused",
            "place": None,
            "appointment_id": None,
            "code": "slot_taken",
            "detail": "Someone else took this time a moment ago. Choose another one.",
            "alternatives": [ALTERNATIVE],
        }
    )

    id: str
    status: str
    place: int | None
    """How many are in line up to this one; None once it is decided."""
    appointment_id: str | None
    code: str | None
    detail: str
    alternatives: list[AlternativeShape]


def request_shape(request_id: UUID, outcome: Outcome | None, place: int) -> RequestShape:
    """Return a request as the API gives it."""
    if outcome is None:
        return RequestShape(
            id=str(request_id),
            status=_IN_LINE,
            place=place or None,
            appointment_id=None,
            code=None,
            detail="",
            alternatives=[],
        )
    return RequestShape(
        id=str(request_id),
        status=outcome.kind,
        place=None,
        appointment_id=str(outcome.appointment_id) if outcome.appointment_id else None,
        code=None if outcome.succeeded else outcome.refusal or "failed",
        detail=outcome.reason,
        alternatives=[alternative_shape(one) for one in outcome.alternatives],
    )


@router.get("/{request_id}")
async def request(request_id: Id, actor: Caller) -> RequestShape:
    """Return one's request, with its outcome once it is decided."""
    its, asked = services(), found_id(request_id)
    async with its.db.read() as conn:
        outcome = await booking.outcome(conn, actor, asked)
    place = 0 if outcome else await booking.place(its.booking, actor, asked)
    with in_language(actor.language):
        return request_shape(asked, outcome, place)
