"""Who may read a patient's file besides them: given, prolonged and taken back by the patient."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Response

from healthmed_app.api.v1.caller import Caller
from healthmed_app.api.v1.file_shapes import AccessPage, AccessShape, NewAccess, access_shape
from healthmed_app.api.v1.shapes import Id, found_id, moment
from healthmed_app.bootstrap import services
from healthmed_app.core.access import Actor
from healthmed_app.core.errors import Invalid, NotFound
from healthmed_app.core.texts import N_
from healthmed_app.records import files, grants
from healthmed_app.records.grant_rules import Standing
from infra.db.pool import Connection

router = APIRouter(prefix="/files/{file_id}/access", tags=["files"])


@router.get("")
async def readers(file_id: Id, actor: Caller) -> AccessPage:
    """Return who can read one's file now."""
    async with services().db.read() as conn:
        found = await _readers(conn, actor, found_id(file_id))
    return AccessPage(items=[access_shape(one, actor.zone) for one in found], next_cursor=None)


@router.post("", status_code=201)
async def share(file_id: Id, new: NewAccess, actor: Caller) -> AccessShape:
    """Let a doctor with whom one has or had an appointment read a file; done again, only the end changes."""
    return await _share(actor, found_id(file_id), new)


@router.put("")
async def change(file_id: Id, new: NewAccess, actor: Caller) -> AccessShape:
    """Do the same as POST: until when a doctor may read is what was said last."""
    return await _share(actor, found_id(file_id), new)


@router.delete("/{grant_id}", status_code=204)
async def take_back(file_id: Id, grant_id: Id, actor: Caller) -> Response:
    """Let that doctor read the file no longer, however it was shared; what was saved meanwhile cannot be recalled."""
    its, own_id = services(), found_id(file_id)
    async with its.db.transaction() as conn:
        found = [one for one in await _readers(conn, actor, own_id) if one.id == found_id(grant_id)]
        if not found:
            raise NotFound
        await grants.stop(conn, its.keyring, actor, own_id, found[0].doctor_id)
    return Response(status_code=204)


async def _share(actor: Actor, file_id: UUID, new: NewAccess) -> AccessShape:
    its, until = services(), end_of(actor, new.expires_at)
    async with its.db.transaction() as conn:
        await files.one(conn, actor, file_id)
        if (new.doctor_id is None) == (new.appointment_id is None):
            raise Invalid(N_("Send either a doctor or an appointment."), field="doctor_id")
        if new.appointment_id is not None:
            visit = found_id(new.appointment_id)
            doctor_id = await grants.share_for(conn, its.keyring, actor, visit, [file_id], until)
        elif new.doctor_id is not None and until is not None:
            doctor_id = found_id(new.doctor_id)
            await grants.share(conn, its.keyring, actor, file_id, doctor_id, until)
        else:
            raise Invalid(
                N_("Choose a date in the future: until when may the doctor read it?"), field="until"
            )
        found = [one for one in await _readers(conn, actor, file_id) if one.doctor_id == doctor_id]
        if not found:
            raise NotFound
        return access_shape(found[0], actor.zone)


async def _readers(conn: Connection, actor: Actor, file_id: UUID) -> list[Standing]:
    await files.one(conn, actor, file_id)
    return await grants.readers(conn, actor, file_id)


def end_of(actor: Actor, text: str | None) -> datetime | None:
    """Return until when something is shared, in the time zone of whoever shares it."""
    return moment(text, actor.zone, "expires_at") if text else None
