"""Appointments: asked for and moved by patients, answered and held by doctors, called off by both.

Everything that changes one goes through the doctor's line, so each answer is the outcome, or a request to poll.
"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from healthmed_app.api.v1.appointment_shapes import (
    AppointmentPage,
    AppointmentShape,
    Confirmation,
    NewAppointment,
    NewTime,
    Reason,
    appointment_shape,
)
from healthmed_app.api.v1.caller import Caller
from healthmed_app.api.v1.deciding import IN_LINE, Key, decided, in_line
from healthmed_app.api.v1.problems import Crowded
from healthmed_app.api.v1.shapes import Cursor, Id, Limit, Text, cursor_of, found_id, moment, said_by
from healthmed_app.booking import choosing
from healthmed_app.booking import service as booking
from healthmed_app.booking.outcomes import Ticket
from healthmed_app.bootstrap import services
from healthmed_app.core.access import Actor, require
from healthmed_app.core.errors import Busy, Invalid
from healthmed_app.core.texts import N_
from healthmed_app.schedule import service as schedule

router = APIRouter(prefix="/appointments", tags=["appointments"])

_DECIDED: dict[int | str, dict[str, Any]] = {202: IN_LINE}


@router.post("", status_code=201, response_model=AppointmentShape, responses=_DECIDED)
async def book(wanted: NewAppointment, actor: Caller, key: Key = None) -> Response:
    """Ask for a free time: 201 when it is given within the wait, 202 with a request to poll otherwise.

    The time is `schedule_id`; `doctor_id` and `date_time`, when they are sent, must be those of that time. When somebody
    else was given it, the answer is 409 with the nearest free times.
    """
    require(actor, "patient")
    slot_id = await _time(wanted)
    details = booking.Details(reason=wanted.reason.strip(), online=wanted.online)
    try:
        ticket = await booking.book(services().booking, actor, details, slot_id=slot_id, key=key)
    except Busy as busy:
        raise await _crowded(slot_id) from busy
    return await _answer(actor, ticket, None, status=201)


@router.get("")
async def appointments(actor: Caller, cursor: Cursor = None, limit: Limit = 20) -> AppointmentPage:
    """Return one's appointments, as their patient or their doctor, the latest start first."""
    its = services()
    async with its.db.read() as conn:
        page = await booking.own_appointments(
            conn, actor, said_by("appointments", cursor) if cursor else None, limit
        )
    return AppointmentPage(
        items=[appointment_shape(one, booking.texts(its.keyring, one)) for one in page.items],
        next_cursor=cursor_of("appointments", page.next_cursor) if page.next_cursor else None,
    )


@router.get("/{appointment_id}")
async def appointment(appointment_id: Id, actor: Caller) -> AppointmentShape:
    """Return an appointment of which one is the patient or the doctor."""
    return await _read(actor, found_id(appointment_id))


@router.put("/{appointment_id}", response_model=AppointmentShape, responses=_DECIDED)
async def reschedule(appointment_id: Id, wanted: NewTime, actor: Caller, key: Key = None) -> Response:
    """Move an appointment to another free time; the old one is kept until the new one is decided."""
    require(actor, "patient")
    slot_id, own_id = await _time(wanted), found_id(appointment_id)
    try:
        ticket = await booking.reschedule(services().booking, actor, own_id, slot_id=slot_id, key=key)
    except Busy as busy:
        raise await _crowded(slot_id) from busy
    return await _answer(actor, ticket, own_id)


@router.post("/{appointment_id}/confirm", response_model=AppointmentShape, responses=_DECIDED)
async def confirm(appointment_id: Id, said: Confirmation, actor: Caller, key: Key = None) -> Response:
    """Accept an appointment that waits, or decline it with a reason."""
    its, own_id = services().booking, found_id(appointment_id)
    if said.confirmed:
        ticket = await booking.confirm(its, actor, own_id, key=key)
    else:
        ticket = await booking.decline(its, actor, own_id, said.reason, key=key)
    return await _answer(actor, ticket, own_id)


@router.put("/{appointment_id}/confirmation", response_model=AppointmentShape, responses=_DECIDED)
async def put_confirmation(
    appointment_id: Id, said: Confirmation, actor: Caller, key: Key = None
) -> Response:
    """Do the same as `POST …/confirm`."""
    return await confirm(appointment_id, said, actor, key)


@router.post("/{appointment_id}/cancel", response_model=AppointmentShape, responses=_DECIDED)
async def cancel(appointment_id: Id, said: Reason, actor: Caller, key: Key = None) -> Response:
    """Call an appointment off, with a reason, as its patient or its doctor."""
    own_id = found_id(appointment_id)
    ticket = await booking.cancel(services().booking, actor, own_id, said.reason, key=key)
    return await _answer(actor, ticket, own_id)


@router.delete("/{appointment_id}", response_model=AppointmentShape, responses=_DECIDED)
async def delete(
    appointment_id: Id,
    actor: Caller,
    said: Reason | None = None,
    reason: Annotated[Text, Query(description="Instead of a body, which some clients cannot send.")] = "",
    key: Key = None,
) -> Response:
    """Do the same as `POST …/cancel`: the appointment stays in the list, as cancelled."""
    return await cancel(appointment_id, said or Reason(reason=reason), actor, key)


@router.post("/{appointment_id}/start", response_model=AppointmentShape, responses=_DECIDED)
async def start(appointment_id: Id, actor: Caller) -> Response:
    """Begin a confirmed visit."""
    own_id = found_id(appointment_id)
    return await _answer(actor, await booking.start(services().booking, actor, own_id), own_id)


@router.post("/{appointment_id}/conclude", response_model=AppointmentShape, responses=_DECIDED)
async def conclude(appointment_id: Id, actor: Caller) -> Response:
    """End a visit."""
    own_id = found_id(appointment_id)
    return await _answer(actor, await booking.conclude(services().booking, actor, own_id), own_id)


async def _time(wanted: NewTime) -> UUID:
    """Return the slot that is wanted.

    Raises:
        NotFound: there is none such.
        Invalid: it is another doctor's, or another time, than was said.
    """
    async with services().db.read() as conn:
        slot = await choosing.chosen(conn, found_id(wanted.schedule_id))
        if wanted.doctor_id and found_id(wanted.doctor_id) != slot.doctor_id:
            raise Invalid(N_("This time is another doctor's."), field="doctor_id")
        if wanted.date_time:
            zone = (await schedule.settings(conn, slot.doctor_id)).time_zone
            if moment(wanted.date_time, zone, "date_time") != slot.starts_at:
                raise Invalid(N_("This time begins at another moment."), field="date_time")
    return slot.slot_id


async def _crowded(slot_id: UUID) -> Crowded:
    async with services().db.read() as conn:
        return Crowded(await booking.near(conn, slot_id))


async def _answer(actor: Actor, ticket: Ticket, own_id: UUID | None, *, status: int = 200) -> Response:
    """Answer with the appointment as it is now that its request is decided, or with the request."""
    outcome = await decided(ticket)
    if outcome is None:
        return await in_line(actor, ticket.request_id)
    made = outcome.appointment_id or own_id
    assert made is not None, "a decision about an appointment names it"
    body: BaseModel = await _read(actor, made)
    headers = {"Location": f"/api/v1/appointments/{made}"} if status == 201 else None
    return JSONResponse(body.model_dump(mode="json"), status, headers=headers)


async def _read(actor: Actor, appointment_id: UUID) -> AppointmentShape:
    its = services()
    async with its.db.read() as conn:
        view = await booking.appointment(conn, actor, appointment_id)
    return appointment_shape(view, booking.texts(its.keyring, view))
