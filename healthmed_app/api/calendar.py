"""Calendar files: an appointment as `.ics`, for its patient and its doctor alone."""

from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse

from healthmed_app.accounts.cookies import SESSION_COOKIE
from healthmed_app.api.language import preferred
from healthmed_app.booking import service as booking
from healthmed_app.booking.ics import Entry, calendar_file
from healthmed_app.booking.views import AppointmentView
from healthmed_app.bootstrap import services
from healthmed_app.core.access import Actor
from healthmed_app.core.errors import NotFound, TwoFactorWanted
from healthmed_app.core.texts import _, in_language
from infra.web.cookies import read_cookie

router = APIRouter(prefix="/api/v1/appointments")

_PRIVATE = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}


@router.get("/{appointment_id}.ics")
async def calendar(appointment_id: str, request: Request) -> Response:
    """Return the appointment as a calendar file; whoever is not signed in is sent to sign in first."""
    secret = read_cookie(request.headers.get("cookie", ""), SESSION_COOKIE)
    try:
        actor = await services().actor(secret)
    except TwoFactorWanted as wanted:
        return PlainTextResponse(wanted.sentence, 403, _PRIVATE)
    if actor is None:
        language = preferred(request)
        path = f"/{language}/appointments/{appointment_id}"
        return RedirectResponse(f"/{language}/sign-in?next={quote(path, safe='')}", 303)
    with in_language(actor.language):
        try:
            async with services().db.read() as conn:
                row = await booking.appointment(conn, actor, UUID(appointment_id))
            content = calendar_file(_entry(row, actor))
        except (NotFound, KeyError, ValueError):
            return PlainTextResponse(NotFound().sentence, 404, _PRIVATE)
    disposition = {"Content-Disposition": 'attachment; filename="appointment.ics"'}
    return Response(content, media_type="text/calendar; charset=utf-8", headers={**_PRIVATE, **disposition})


def _entry(row: AppointmentView, actor: Actor) -> Entry:
    is_doctor = actor.user_id == row.doctor_id
    page = "visit" if is_doctor else "appointments"
    street = ", ".join(part for part in (row.street, row.number, row.neighborhood) if part)
    return Entry(
        appointment_id=row.id,
        sequence=row.sequence,
        status="waiting_for_confirmation" if row.status.endswith("in_analysis") else row.status,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        changed_at=row.changed_at,
        doctor=_("a patient") if is_doctor else row.doctor_name,
        place=_("By video") if row.online else f"{street}, {row.city} ({row.state})" if street else "",
        page_url=f"{services().settings.public_url}/{actor.language}/{page}/{row.id}",
    )
