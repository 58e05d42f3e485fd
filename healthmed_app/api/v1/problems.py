"""Refusals as RFC 9457 has them: `core.errors.Problem`, and whatever the framework refuses, in one form.

`code` is stable and for programs, `detail` is one sentence for a person, `fields` names what was sent and is wrong. A
refusal that lost a time against others carries `alternatives`.
"""

import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as AnyHTTPException

from healthmed_app.api.v1.shapes import AlternativeShape, FieldShape, ProblemShape, alternative_shape
from healthmed_app.booking.outcomes import REFUSALS, Alternative, Outcome
from healthmed_app.core.errors import Busy, Problem
from healthmed_app.core.texts import DEFAULT_LANGUAGE, N_, in_language
from infra.web.request_id import request_id

_log = logging.getLogger(__name__)
_MEDIA_TYPE = "application/problem+json"
_FIELDS_MAX = 50

_NAMES = {
    "cpf": "document_id",
    "crm": "medical_id",
    "crm_state": "medical_id",
    "identifier": "email",
    "new_email": "email",
    "new_password": "password",
    "email_password": "current_password",
    "slot_id": "schedule_id",
    "key": "Idempotency-Key",
    "until": "expires_at",
    "doctor": "doctor_id",
    "files": "file_ids",
    "delete_password": "password",
    "delete_code": "otp",
    "why": "reason",
}
"""What the API calls a field that the pages' forms call otherwise."""

_RULES = frozenset(
    (
        *("too_soon", "too_far", "too_late", "too_early", "same_time", "not_due", "already_extended"),
        *("too_many_holds", "hours_refused", "offer_too_soon", "offer_too_far"),
    )
)
_FORBIDDEN = frozenset(("patient_suspended", "email_not_confirmed"))

_CODES = {400: "malformed", 404: "not_found", 405: "method_not_allowed"}
_SENTENCES = {
    400: N_("This is not a call that the API understands. Its description is at /api/v1/openapi.json."),
    404: N_("We could not find this, or it is not yours."),
    405: N_("This address has no such method. Its description is at /api/v1/openapi.json."),
}


class Refused(Problem):
    """What was asked of a doctor's calendar was decided, and did not happen."""

    def __init__(self, outcome: Outcome) -> None:
        code = outcome.refusal or outcome.kind
        super().__init__(REFUSALS[code], code=code)
        self.status = 422 if code in _RULES else 403 if code in _FORBIDDEN else 409
        self.alternatives = outcome.alternatives


class Failed(Problem):
    """What was asked could not be decided, or not in time, and nothing was changed."""

    status = 503
    code = "failed"
    retry_after_seconds = 5

    def __init__(self) -> None:
        super().__init__(REFUSALS[self.code])


class Crowded(Busy):
    """A doctor's backlog is full; these are the free times nearest to the one that was wanted."""

    def __init__(self, alternatives: tuple[Alternative, ...]) -> None:
        super().__init__()
        self.alternatives = alternatives


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    fields: Sequence[FieldShape] = (),
    alternatives: Sequence[AlternativeShape] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Return a problem as a response."""
    shape = ProblemShape(
        title=HTTPStatus(status).phrase,
        status=status,
        code=code,
        detail=detail,
        fields=list(fields),
        alternatives=list(alternatives),
    )
    return JSONResponse(
        shape.model_dump(mode="json"), status, media_type=_MEDIA_TYPE, headers=dict(headers or {})
    )


def answers() -> dict[int | type[Exception], Callable[[Request, Any], Coroutine[Any, Any, Response]]]:
    """Return the handlers of all that may be raised while a call is answered."""
    return {
        Problem: _of_problem,
        RequestValidationError: _of_input,
        AnyHTTPException: _of_framework,
        Exception: _of_fault,
    }


async def _of_problem(request: Request, raised: Problem) -> Response:
    headers: dict[str, str] = {}
    if again := getattr(raised, "retry_after_seconds", 0):
        headers["Retry-After"] = str(again)
    if raised.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    with in_language(getattr(request.state, "language", DEFAULT_LANGUAGE)):
        return problem(
            raised.status,
            raised.code,
            raised.sentence,
            fields=[
                FieldShape(field=_NAMES.get(name, name), detail=sentence)
                for name, sentence in raised.fields.items()
            ],
            alternatives=[alternative_shape(one) for one in getattr(raised, "alternatives", ())],
            headers=headers,
        )


async def _of_input(request: Request, raised: RequestValidationError) -> Response:
    """Answer 400: what was sent has another form than the description says."""
    wrong = [
        FieldShape(field=".".join(str(part) for part in error["loc"][1:])[:200], detail=error["msg"][:500])
        for error in raised.errors()[:_FIELDS_MAX]
    ]
    with in_language(getattr(request.state, "language", DEFAULT_LANGUAGE)):
        return problem(400, _CODES[400], Problem(_SENTENCES[400]).sentence, fields=wrong)


async def _of_framework(request: Request, raised: HTTPException) -> Response:
    code = _CODES.get(raised.status_code, "refused")
    with in_language(getattr(request.state, "language", DEFAULT_LANGUAGE)):
        sentence = Problem(_SENTENCES.get(raised.status_code, _SENTENCES[400])).sentence
    return problem(raised.status_code, code, sentence, headers=raised.headers)


async def _of_fault(_request: Request, raised: Exception) -> Response:
    """Answer 500 with the number under which the log has what happened."""
    number = request_id.get()
    _log.error("the API failed, number %s", number, exc_info=raised)
    return problem(500, "fault", Problem(_FAULT, number=number).sentence)


_FAULT = N_(
    "Something went wrong on our side. Try again, and if it happens again quote number {number}.",
)


def _described(description: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    named = {
        name: {"description": said, "schema": {"type": "string"}} for name, said in (headers or {}).items()
    }
    return {
        "description": description,
        "content": {_MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        "headers": named,
    }


_AGAIN = {"Retry-After": "In how many seconds to try again."}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: _described("Malformed: not what this description says"),
    401: _described("Not signed in", {"WWW-Authenticate": "How to sign in."}),
    403: _described("Not allowed"),
    404: _described("Not there, or not yours"),
    409: _described("Something was there first; a lost time comes with alternatives"),
    413: _described("The body is too large"),
    415: _described("The body is no JSON"),
    422: _described("A rule refused it"),
    429: _described("Too often", _AGAIN),
    503: _described("A backlog is full, or it failed; nothing was changed", _AGAIN),
}
"""What any operation may answer instead of what was asked for."""
