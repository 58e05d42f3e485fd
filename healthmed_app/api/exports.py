"""Copies of one's data as archives, for their owners alone."""

from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse, StreamingResponse

from healthmed_app.accounts.cookies import SESSION_COOKIE
from healthmed_app.api.language import preferred
from healthmed_app.bootstrap import services
from healthmed_app.core.errors import NotFound, Problem, TwoFactorWanted
from healthmed_app.core.texts import in_language
from healthmed_app.privacy import exporting
from infra.web.cookies import read_cookie

router = APIRouter(prefix="/api/v1/users/me/exports")

_PRIVATE = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}


@router.get("/{export_id}.zip", include_in_schema=False)
async def download(export_id: str, request: Request) -> Response:
    """Return the archive; whoever is not signed in is sent to sign in first."""
    secret = read_cookie(request.headers.get("cookie", ""), SESSION_COOKIE)
    try:
        actor = await services().actor(secret)
    except TwoFactorWanted as wanted:
        return PlainTextResponse(wanted.sentence, 403, _PRIVATE)
    if actor is None:
        language = preferred(request)
        back = quote(f"/{language}/account/data", safe="")
        return RedirectResponse(f"/{language}/sign-in?next={back}", 303)
    with in_language(actor.language):
        try:
            export, pieces = await exporting.content(services().privacy, actor, UUID(export_id))
        except ValueError:
            return PlainTextResponse(NotFound().sentence, 404, _PRIVATE)
        except Problem as problem:
            return PlainTextResponse(problem.sentence, problem.status, _PRIVATE)
    headers = {
        **_PRIVATE,
        "Content-Disposition": f'attachment; filename="healthmed-{export.asked_at:%Y-%m-%d}.zip"',
        "Content-Length": str(export.size_bytes),
    }
    return StreamingResponse(pieces, media_type="application/zip", headers=headers)
