"""Medical reports: written, signed and amended by an appointment's doctor, read by its patient once they are signed."""

from uuid import UUID

from fastapi import APIRouter

from healthmed_app.accounts.device import Device
from healthmed_app.api.v1.caller import Caller, Program
from healthmed_app.api.v1.report_shapes import (
    SECTION,
    NewReport,
    ReportPage,
    ReportShape,
    draft_shape,
    signed_shape,
)
from healthmed_app.api.v1.shapes import Id, found_id
from healthmed_app.booking import service as booking
from healthmed_app.bootstrap import services
from healthmed_app.core.access import Actor, require
from healthmed_app.core.errors import NotFound
from healthmed_app.records import report_draft as drafts
from healthmed_app.records import report_reading, report_service
from healthmed_app.records.report_draft import Draft, Typed
from healthmed_app.records.report_signing import Signature, sign
from infra.db.pool import Connection

router = APIRouter(prefix="/appointments/{appointment_id}/medical-reports", tags=["reports"])

_TAB = "api"


@router.post("", status_code=201)
async def write(appointment_id: Id, new: NewReport, actor: Caller, device: Program) -> ReportShape:
    """Write the report of one's appointment once the visit has begun; with the password, sign it."""
    return await _write(actor, device, found_id(appointment_id), new)


@router.get("")
async def reports(appointment_id: Id, actor: Caller) -> ReportPage:
    """Return the report of one's appointment; a patient's, once it is signed. That it was opened is written down."""
    async with services().db.transaction() as conn:
        found = await _report(conn, actor, found_id(appointment_id))
    return ReportPage(items=[found] if found else [], next_cursor=None)


@router.get("/{report_id}")
async def report(appointment_id: Id, report_id: Id, actor: Caller) -> ReportShape:
    """Return the report of one's appointment; that it was opened is written down."""
    own_id = _one(appointment_id, report_id)
    async with services().db.transaction() as conn:
        found = await _report(conn, actor, own_id)
    if found is None:
        raise NotFound
    return found


@router.put("/{report_id}")
async def rewrite(
    appointment_id: Id, report_id: Id, new: NewReport, actor: Caller, device: Program
) -> ReportShape:
    """Write a draft anew; of what is signed, begin an amendment, which counts once it is signed too."""
    its, own_id = services(), _one(appointment_id, report_id)
    async with its.db.transaction() as conn:
        written = await report_service.written(conn, its.keyring, actor, own_id)
        if written.versions and written.draft is None:
            await report_service.begin_amendment(conn, its.keyring, actor, own_id)
    return await _write(actor, device, own_id, new)


async def _write(actor: Actor, device: Device, appointment_id: UUID, new: NewReport) -> ReportShape:
    its = services()

    def changed(draft: Draft) -> Draft:
        for name, text in ((SECTION, new.comment), (drafts.WHY, new.reason)):
            draft = drafts.typed(draft, Typed(name, text, draft.field(name).version, _TAB))
        return draft

    async with its.db.transaction() as conn:
        written = await report_service.change(conn, its.keyring, actor, appointment_id, changed)
    if new.password is not None:
        signature = Signature(appointment_id, written.revision, new.password)
        patient_id = await sign(its.db, its.throttle, its.keyring, actor, device, signature)
        await its.booking.hints.publish([f"user:{patient_id}"])
    async with its.db.transaction() as conn:
        found = await _report(conn, actor, appointment_id, just_written=True)
    assert found is not None, "it was just written"
    return found


async def _report(
    conn: Connection, actor: Actor, appointment_id: UUID, *, just_written: bool = False
) -> ReportShape | None:
    """Return what is signed, whose opening is written down, or else, to its author, what is saved of the draft."""
    require(actor, "patient", "doctor")
    keyring = services().keyring
    await booking.appointment(conn, actor, appointment_id)
    if await report_reading.is_signed(conn, actor, appointment_id):
        signed = await report_reading.signed(conn, keyring, actor, appointment_id, on_page=just_written)
        return signed_shape(signed, actor.zone)
    if actor.role != "doctor":
        return None
    written = await report_service.written(conn, keyring, actor, appointment_id)
    return draft_shape(written, written.draft) if written.saved_at and written.draft else None


def _one(appointment_id: str, report_id: str) -> UUID:
    """Return the appointment; an appointment has one report, which is called by the same id."""
    own_id = found_id(appointment_id)
    if found_id(report_id) != own_id:
        raise NotFound
    return own_id
