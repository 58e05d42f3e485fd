"""A doctor's own times, one by one: those that their hours make, and those that they add by hand."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from healthmed_app.api.v1.caller import Caller
from healthmed_app.api.v1.deciding import IN_LINE, Key, decided, in_line
from healthmed_app.api.v1.problems import Refused
from healthmed_app.api.v1.schedule_shapes import NewSlot, SlotChange, SlotPage, SlotShape, slot_shape
from healthmed_app.api.v1.shapes import (
    Cursor,
    Id,
    Limit,
    NoSuchPage,
    cursor_of,
    found_id,
    in_zone,
    moment,
    said_by,
)
from healthmed_app.booking import service as booking
from healthmed_app.booking.outcomes import Outcome, Ticket
from healthmed_app.bootstrap import services
from healthmed_app.core import clock
from healthmed_app.core.access import Actor, require
from healthmed_app.core.errors import Invalid, NotFound
from healthmed_app.core.texts import N_
from healthmed_app.schedule import service as schedule

router = APIRouter(prefix="/schedules", tags=["schedules"])

_DECIDED: dict[int | str, dict[str, Any]] = {202: IN_LINE}


@router.get("")
async def slots(actor: Caller, cursor: Cursor = None, limit: Limit = 20) -> SlotPage:
    """Return one's coming times in order."""
    require(actor, "doctor")
    after = _after(cursor) if cursor else clock.now()
    async with services().db.read() as conn:
        zone = (await schedule.settings(conn, actor.user_id)).time_zone
        found = await schedule.slots_from(conn, actor.user_id, after, limit + 1)
    return SlotPage(
        items=[slot_shape(actor.user_id, one, zone) for one in found[:limit]],
        next_cursor=cursor_of("schedules", found[limit].starts_at.isoformat())
        if len(found) > limit
        else None,
    )


@router.post("", status_code=201, response_model=SlotShape, responses=_DECIDED)
async def add(new: NewSlot, actor: Caller, key: Key = None) -> Response:
    """Offer one more time. It stays, whatever the weekly hours say; 409 when something is already there."""
    require(actor, "doctor")
    if not new.active:
        raise Invalid(N_("A time that is not offered need not be added."), field="active")
    async with services().db.read() as conn:
        settings = await schedule.settings(conn, actor.user_id)
    starts_at = moment(new.date_time_available, settings.time_zone, "date_time_available")
    ends_at = starts_at + timedelta(minutes=settings.slot_minutes)
    ticket = await booking.add_slot(services().booking, actor, starts_at, ends_at, key=key)
    if await decided(ticket) is None:
        return await in_line(actor, ticket.request_id)
    return await _made(actor, ticket.request_id, status=201)


@router.get("/{schedule_id}")
async def slot(schedule_id: Id, actor: Caller) -> SlotShape:
    """Return one of one's times."""
    require(actor, "doctor")
    return await _read(actor, found_id(schedule_id))


@router.put("/{schedule_id}", response_model=SlotShape, responses=_DECIDED)
async def change(schedule_id: Id, changed: SlotChange, actor: Caller, key: Key = None) -> Response:
    """Offer another time instead of this one, or take it away; 409 when it is held or booked.

    The other time has an id of its own, so that nobody who looks at the old one books the new one by mistake.
    """
    require(actor, "doctor")
    own_id = found_id(schedule_id)
    # Whoever sends the same again asks about a time that is gone.
    old = await _read(actor, own_id, gone=True)
    if not changed.active:
        gone = old.model_copy(update={"active": False})
        return await _remove(actor, own_id, key) or JSONResponse(gone.model_dump(mode="json"))
    starts_at = await _wanted(actor, changed) or old.date_time_available
    if starts_at == old.date_time_available:
        return JSONResponse((await _read(actor, own_id)).model_dump(mode="json"))
    ends_at = starts_at + (old.ends_at - old.date_time_available)
    ticket = await booking.move_slot(services().booking, actor, own_id, starts_at, ends_at, key=key)
    if await _decided(ticket) is None:
        return await in_line(actor, ticket.request_id)
    return await _made(actor, ticket.request_id)


@router.delete("/{schedule_id}", status_code=204, responses=_DECIDED)
async def remove(schedule_id: Id, actor: Caller, key: Key = None) -> Response:
    """Take one of one's times away; 409 when it is held or booked."""
    return await _remove(actor, found_id(schedule_id), key) or Response(status_code=204)


async def _wanted(actor: Actor, changed: SlotChange) -> datetime | None:
    if changed.date_time_available is None:
        return None
    async with services().db.read() as conn:
        zone = (await schedule.settings(conn, actor.user_id)).time_zone
    return moment(changed.date_time_available, zone, "date_time_available")


async def _remove(actor: Actor, slot_id: UUID, key: str | None) -> Response | None:
    """Return nothing when the time was taken away, or the request when that is still in line."""
    ticket = await booking.remove_slot(services().booking, actor, slot_id, key=key)
    return None if await _decided(ticket) else await in_line(actor, ticket.request_id)


async def _decided(ticket: Ticket) -> Outcome | None:
    """Return what became of a request about a time; one that is gone, or another doctor's, is not there."""
    try:
        return await decided(ticket)
    except Refused as refused:
        if refused.code == "slot_gone":
            raise NotFound from refused
        raise


async def _made(actor: Actor, slot_id: UUID, *, status: int = 200) -> Response:
    body = await _read(actor, slot_id)
    headers = {"Location": f"/api/v1/schedules/{slot_id}"}
    return JSONResponse(body.model_dump(mode="json"), status, headers=headers)


async def _read(actor: Actor, slot_id: UUID, *, gone: bool = False) -> SlotShape:
    async with services().db.read() as conn:
        found = await schedule.slot(conn, actor.user_id, slot_id, gone=gone)
        zone = (await schedule.settings(conn, actor.user_id)).time_zone
    return slot_shape(actor.user_id, found, zone)


def _after(cursor: str) -> datetime:
    try:
        return in_zone(datetime.fromisoformat(said_by("schedules", cursor)), "UTC")
    except (ValueError, OverflowError) as error:
        raise NoSuchPage from error
