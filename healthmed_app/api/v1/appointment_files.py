"""What a patient shares with the doctor of an appointment, as both of them see it."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from healthmed_app.api.uploads import is_form
from healthmed_app.api.v1.caller import Caller
from healthmed_app.api.v1.file_access import end_of
from healthmed_app.api.v1.file_shapes import FilePage, SharedFiles, file_shape
from healthmed_app.api.v1.files import FORM, added
from healthmed_app.api.v1.shapes import Id, found_id
from healthmed_app.booking import service as booking
from healthmed_app.bootstrap import services
from healthmed_app.core.access import Actor, require
from healthmed_app.core.errors import Problem
from healthmed_app.records import files as files_of
from healthmed_app.records import grants, shared
from healthmed_app.records.views import FileView
from infra.db.pool import Connection

router = APIRouter(prefix="/appointments/{appointment_id}/files", tags=["files"])

_BODY = {
    **FORM,
    "application/json": {"schema": {"$ref": "#/components/schemas/SharedFiles"}},
}


@router.get("")
async def files(appointment_id: Id, actor: Caller) -> FilePage:
    """Return what the appointment's doctor can read of its patient now; both of them may ask."""
    async with services().db.read() as conn:
        found = await _shared(conn, actor, appointment_id)
    return FilePage(items=[file_shape(one, actor.zone) for one in found], next_cursor=None)


@router.post("", status_code=201, openapi_extra={"requestBody": {"required": True, "content": _BODY}})
async def share(appointment_id: Id, request: Request, actor: Caller) -> FilePage:
    """Let the appointment's doctor read files of one's, or one that is sent along as a form's field `file`.

    Without `expires_at`, until seven days after the visit.
    """
    require(actor, "patient")
    if is_form(request.headers.getlist("content-type")):
        return await _add_and_share(actor, appointment_id, request)
    wanted = _wanted(await request.body())
    ids = [found_id(one) for one in wanted.file_ids]
    return await _share(actor, appointment_id, ids, end_of(actor, wanted.expires_at))


async def _add_and_share(actor: Actor, appointment_id: str, request: Request) -> FilePage:
    """Add the file and share it, or neither: what could not be shared is not kept, as nobody heard its id."""
    its = services()
    async with its.db.read() as conn:
        await booking.appointment(conn, actor, found_id(appointment_id))
    view = await added(request, actor)
    try:
        return await _share(actor, appointment_id, [view.id], None)
    except Problem:
        async with its.db.transaction() as conn:
            await files_of.delete(conn, its.keyring, actor, view.id)
        raise


async def _share(actor: Actor, appointment_id: str, ids: list[UUID], until: datetime | None) -> FilePage:
    its = services()
    async with its.db.transaction() as conn:
        await grants.share_for(conn, its.keyring, actor, found_id(appointment_id), ids, until)
        found = await _shared(conn, actor, appointment_id)
    return FilePage(items=[file_shape(one, actor.zone) for one in found], next_cursor=None)


async def _shared(conn: Connection, actor: Actor, appointment_id: str) -> list[FileView]:
    require(actor, "patient", "doctor")
    visit = await booking.appointment(conn, actor, found_id(appointment_id))
    if actor.role == "doctor":
        return [view for view, _ in await shared.with_doctor(conn, actor, visit.patient_id)]
    return [view for view, _ in await shared.by_patient(conn, actor, visit.doctor_id)]


def _wanted(body: bytes) -> SharedFiles:
    try:
        return SharedFiles.model_validate_json(body)
    except ValidationError as error:
        wrong = [{**one, "loc": ("body", *one["loc"])} for one in error.errors(include_context=False)]
        raise RequestValidationError(wrong) from error
