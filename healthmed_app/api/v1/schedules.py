"""A doctor's own times, one by one: those that their hours make, and those that they add by hand."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from healthmed_app.api.v1.caller import Caller
from healthmed_app.api.v1.deciding import IN_LINE, Key, decided, in_line
from healthmed_app.api.v1.problems import Refused
from healthmed_app.api.v1.shapes import (
    Cursor,
    Id,
    Limit,
    NoSuchPage,
    Shape,
    Word,
    cursor_of,
    found_id,
    in_zone,
    moment,
    said_by,
    shape,
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

_SLOT = {
    "id": "01978c4e-7f00-7a11-8a11-0a5f0e1d2c3b",
    "doctor_id": "01978c4e-7f00-7b22-9b22-1b6f1e2d3c4b",
    "date_time_available": "2026-12-01T10:00:00-03:00",
    "ends_at": "2026-12-01T10:30:00-03:00",
    "active": True,
    "by_hand": True,
}
_DECIDED: dict[int | str, dict[str, Any]] = {202: IN_LINE}


class NewSlot(Shape):
    """A time to offer, as long as the doctor's visits are. Without an offset it is in the doctor's time zone."""

    model_config = shape({"date_time_available": "2026-12-01 10:00", "active": True})

    date_time_available: Word
    active: bool = True


class SlotChange(Shape):
    """Another time instead, or `active: false` to take it away."""

    model_config = shape({"date_time_available": "2026-12-01 11:00", "active": True})

    date_time_available: Word | None = None
    active: bool = True


class SlotShape(Shape):
    """A time that a doctor offers, whether it is free or not. One that is not active any more is offered to nobody."""

    model_config = shape(_SLOT)

    id: str
    doctor_id: str
    date_time_available: datetime
    ends_at: datetime
    active: bool
    by_hand: bool


class SlotPage(Shape):
    """Some times; `next_cursor` gives the next ones."""

    model_config = shape({"items": [_SLOT], "next_cursor": None})

    items: list[SlotShape]
    next_cursor: str | None


@router.get("")
async def slots(actor: Caller, cursor: Cursor = None, limit: Limit = 20) -> SlotPage:
    """Return one's coming times in order."""
    require(actor, "doctor")
    after = _after(cursor) if cursor else clock.now()
    async with services().db.read() as conn:
        zone = (await schedule.settings(conn, actor.user_id)).time_zone
        found = await schedule.slots_from(conn, actor.user_id, after, limit + 1)
    return SlotPage(
        items=[_shape(actor, one, zone) for one in found[:limit]],
        next_cursor=cursor_of(found[limit].starts_at.isoformat()) if len(found) > limit else None,
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
    return _shape(actor, found, zone)


def _shape(actor: Actor, row: schedule.SlotRow, zone: str) -> SlotShape:
    return SlotShape(
        id=str(row.id),
        doctor_id=str(actor.user_id),
        date_time_available=in_zone(row.starts_at, zone),
        ends_at=in_zone(row.ends_at, zone),
        active=True,
        by_hand=row.source == "hand",
    )


def _after(cursor: str) -> datetime:
    try:
        return in_zone(datetime.fromisoformat(said_by(cursor)), "UTC")
    except (ValueError, OverflowError) as error:
        raise NoSuchPage from error
