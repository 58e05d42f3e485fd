"""Reports over plain HTTP: the form that signs one, and the PDF of what was signed, for its patient and its author alone."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse

from healthmed_app.accounts.cookies import SESSION_COOKIE
from healthmed_app.api.auth import acting
from healthmed_app.api.forms import Post, form_endpoint, see
from healthmed_app.bootstrap import services
from healthmed_app.core import formats
from healthmed_app.core.errors import Busy, Forbidden, NotFound, TwoFactorWanted
from healthmed_app.core.texts import DEFAULT_LANGUAGE, in_language
from healthmed_app.records import report_pdf
from healthmed_app.records.report_reading import signed
from healthmed_app.records.report_signing import Signature, sign
from infra.web.cookies import read_cookie

FORM = "report/sign"

router = APIRouter()

_PRIVATE = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}


def _page(post: Post) -> str:
    visit = _id(post.get("appointment"))
    return f"/visit/{visit}/report" if visit else "/agenda"


async def sign_report(post: Post) -> Response:
    """Sign the report that was looked through, and show it."""
    its, actor = services(), await acting(post)
    visit, revision = _id(post.get("appointment")), post.get("revision")
    if visit is None or not (revision.isdecimal() and len(revision) < 10):
        raise NotFound
    signature = Signature(visit, int(revision), post.get("password"))
    patient_id = await sign(its.db, its.throttle, its.keyring, actor, post.device, signature)
    await its.booking.hints.publish([f"user:{patient_id}"])
    return see(post, _page(post), done="signed")


router.add_api_route(f"/auth/{FORM}", form_endpoint(sign_report, _page, FORM, ()), methods=["POST"])


@router.get("/api/v1/appointments/{appointment_id}/report.pdf")
async def report_file(appointment_id: str, request: Request, version: str = "") -> Response:
    """Return the newest signed version as a PDF, or that of a number; whoever is not signed in signs in first."""
    secret = read_cookie(request.headers.get("cookie", ""), SESSION_COOKIE)
    try:
        actor = await services().actor(secret)
    except TwoFactorWanted as wanted:
        return PlainTextResponse(wanted.sentence, 403, _PRIVATE)
    if actor is None:
        return RedirectResponse(f"/{DEFAULT_LANGUAGE}/sign-in", 303)
    with in_language(actor.language):
        try:
            visit = _id(appointment_id)
            if visit is None or (version and not (version.isdecimal() and len(version) < 5)):
                raise NotFound  # noqa: TRY301  # It is answered like what is not there.
            async with services().db.transaction() as conn:
                found = await signed(
                    conn, services().keyring, actor, visit, int(version) if version else None
                )
            content = await report_pdf.drawn(found, services().settings.public_url)
        except (NotFound, Forbidden, Busy) as refusal:
            return PlainTextResponse(refusal.sentence, refusal.status, _PRIVATE)
    day = formats.local(found.document.visit_at, found.document.zone).date()
    disposition = {"Content-Disposition": f'attachment; filename="report-{day.isoformat()}.pdf"'}
    return Response(content, media_type="application/pdf", headers={**_PRIVATE, **disposition})


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
