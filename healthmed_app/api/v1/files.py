"""Files: added, listed, read and deleted by their patient, and read by a doctor whom they let in."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from starlette.requests import ClientDisconnect

from healthmed_app.api.files import disposition
from healthmed_app.api.uploads import received
from healthmed_app.api.v1.caller import Caller
from healthmed_app.api.v1.file_shapes import FilePage, FileShape, file_shape
from healthmed_app.api.v1.shapes import Cursor, Id, Limit, NoSuchPage, cursor_of, found_id, said_by
from healthmed_app.bootstrap import services
from healthmed_app.core.access import Actor
from healthmed_app.core.errors import Invalid
from healthmed_app.records import files
from healthmed_app.records.file_rules import CUT_SHORT, ENDINGS
from healthmed_app.records.views import FileView

router = APIRouter(prefix="/files", tags=["files"])

_LIST = "files"
FORM = {
    "multipart/form-data": {
        "schema": {
            "type": "object",
            "required": ["file"],
            "properties": {"file": {"type": "string", "format": "binary"}},
        }
    }
}
"""An upload, as the description has it."""
_BINARY: dict[str, Any] = {
    "description": "The file",
    "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in ENDINGS},
}


async def added(request: Request, actor: Actor) -> FileView:
    """Keep the file of a form's field `file`."""
    try:
        await files.expect(services().records, actor)
        async with received(request) as got:
            return await files.add(services().records, actor, got.name, got.content)
    except ClientDisconnect:
        raise Invalid(CUT_SHORT, field="file") from None


@router.post("", status_code=201, openapi_extra={"requestBody": {"required": True, "content": FORM}})
async def add(request: Request, actor: Caller) -> FileShape:
    """Add a PDF, PNG or JPEG of at most 20 MB, as the field `file` of a form (multipart/form-data)."""
    return file_shape(await added(request, actor), actor.zone)


@router.get("")
async def own(actor: Caller, cursor: Cursor = None, limit: Limit = 20) -> FilePage:
    """Return one's files, the newest first."""
    async with services().db.read() as conn:
        found = await files.own(conn, actor)
    if cursor:
        before = _before(cursor)
        found = [one for one in found if one.id < before]
    more = len(found) > limit
    return FilePage(
        items=[file_shape(one, actor.zone) for one in found[:limit]],
        next_cursor=cursor_of(_LIST, str(found[limit - 1].id)) if more else None,
    )


@router.get("/{file_id}")
async def one(file_id: Id, actor: Caller) -> FileShape:
    """Return what one's file is; its content is at `…/content`."""
    async with services().db.read() as conn:
        return file_shape(await files.one(conn, actor, found_id(file_id)), actor.zone)


@router.delete("/{file_id}", status_code=204)
async def delete(file_id: Id, actor: Caller) -> Response:
    """Delete one's file for good."""
    its = services()
    async with its.db.transaction() as conn:
        await files.delete(conn, its.keyring, actor, found_id(file_id))
    return Response(status_code=204)


@router.get("/{file_id}/content", response_class=StreamingResponse, responses={200: _BINARY})
async def content(file_id: Id, actor: Caller) -> Response:
    """Return the content of one's file, or of one that a patient lets one read; who reads it is written down."""
    view, pieces = await files.content(services().records, actor, found_id(file_id))
    headers = {
        "Content-Length": str(view.size_bytes),
        "Content-Disposition": disposition(view, save=True),
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    }
    return StreamingResponse(pieces, media_type=view.media_type, headers=headers)


def _before(cursor: str) -> UUID:
    try:
        return UUID(said_by(_LIST, cursor))
    except ValueError as error:
        raise NoSuchPage from error
