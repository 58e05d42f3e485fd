"""Patients' files over HTTP: one that is uploaded by the page of records, and what pages show and browsers save."""

import logging
from collections.abc import Awaitable, Callable
from urllib.parse import quote, urlsplit
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse, StreamingResponse
from starlette.requests import ClientDisconnect

from healthmed_app.accounts.cookies import SESSION_COOKIE
from healthmed_app.api.language import language_of
from healthmed_app.api.uploads import drain, received
from healthmed_app.bootstrap import services
from healthmed_app.core.access import Actor
from healthmed_app.core.errors import NotFound, NotSignedIn, Problem
from healthmed_app.core.texts import N_, in_language
from healthmed_app.records import files
from healthmed_app.records.views import FileView
from infra.web.cookies import read_cookie
from infra.web.request_id import request_id

router = APIRouter(prefix="/records/files")

_log = logging.getLogger(__name__)
_PRIVATE = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
}
_FAILED = N_("Something went wrong on our side. Try again, and if it happens again quote number {number}.")


@router.post("")
async def upload(request: Request) -> Response:
    """Keep the file of the form's field `file`; answer with its id and name, or with why not."""
    try:
        with in_language(language_of(urlsplit(request.headers.get("referer", "")).path)):
            answer = await _or_problem(lambda: _upload(request))
        if answer.status_code >= 400:
            await drain(request)
    except ClientDisconnect:
        return Response(status_code=400)  # Nobody hears it.
    return answer


@router.get("/{file_id}/content")
async def content(file_id: str, request: Request, save: bool = False) -> Response:  # noqa: FBT001, FBT002  # A query.
    """Return a file to whoever may read it: images to be shown, a PDF or with `save` anything to be saved."""

    async def answer(actor: Actor) -> Response:
        view, pieces = await files.content(services().records, actor, _id(file_id))
        return StreamingResponse(
            pieces,
            media_type=view.media_type,
            headers={
                **_PRIVATE,
                "Content-Length": str(view.size_bytes),
                "Content-Disposition": disposition(view, save=save),
            },
        )

    return await _to_reader(request, answer)


@router.get("/{file_id}/pages/{number}")
async def page(file_id: str, number: int, request: Request) -> Response:
    """Return a page of a PDF as an image, to whoever may read the file."""

    async def answer(actor: Actor) -> Response:
        drawn = await files.page(services().records, actor, _id(file_id), number)
        return Response(drawn, media_type="image/png", headers=_PRIVATE)

    return await _to_reader(request, answer)


async def _upload(request: Request) -> Response:
    actor = await _actor(request)
    await files.expect(services().records, actor)
    async with received(request) as got:
        view = await files.add(services().records, actor, got.name, got.content)
    return JSONResponse({"id": str(view.id), "name": view.name}, 201)


async def _to_reader(request: Request, answer: Callable[[Actor], Awaitable[Response]]) -> Response:
    """Answer in the reader's language; a refusal is one sentence, which a page may show in the file's place."""
    try:
        actor = await _actor(request)
    except Problem as problem:
        return _sentence(problem)
    with in_language(actor.language):
        try:
            return await answer(actor)
        except Problem as problem:
            return _sentence(problem)


async def _or_problem(work: Callable[[], Awaitable[Response]]) -> Response:
    """Do the work, and make an answer for a program (RFC 9457) of whatever it raises."""
    try:
        return await work()
    except ClientDisconnect:
        raise
    except Problem as problem:
        return _problem(problem)
    except Exception:  # noqa: BLE001 - whatever it is, the page says something
        _log.exception("an upload failed, number %s", request_id.get())
        failed = Problem(_FAILED, code="failed", field="file", number=request_id.get())
        failed.status = 500
        return _problem(failed)


def _problem(problem: Problem) -> Response:
    said = {
        "status": problem.status,
        "code": problem.code,
        "title": problem.sentence,
        "fields": problem.fields,
    }
    return JSONResponse(said, problem.status, _retry(problem), "application/problem+json")


def _sentence(problem: Problem) -> Response:
    return PlainTextResponse(problem.sentence, problem.status, {**_PRIVATE, **_retry(problem)})


def _retry(problem: Problem) -> dict[str, str]:
    seconds = getattr(problem, "retry_after_seconds", 0)
    return {"Retry-After": str(seconds)} if seconds else {}


async def _actor(request: Request) -> Actor:
    found = await services().actor(read_cookie(request.headers.get("cookie", ""), SESSION_COOKIE))
    if found is None:
        raise NotSignedIn
    return found


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def disposition(view: FileView, *, save: bool) -> str:
    """Name the file as RFC 6266 does: a plain name for old programs, the true one for all others."""
    kind = "attachment" if save or view.media_type == "application/pdf" else "inline"
    plain = "".join(char if char.isascii() and char not in '"\\%;' else "_" for char in view.name)
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(view.name, safe='')}"
