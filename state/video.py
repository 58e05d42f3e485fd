"""The video room of the appointment in the address, for its patient and for its doctor: the link while the door is open."""

import contextlib
from dataclasses import dataclass
from datetime import datetime

import reflex as rx

from healthmed_app.booking import video
from healthmed_app.booking.video import Room
from healthmed_app.bootstrap import services
from healthmed_app.core import clock, formats
from healthmed_app.core.errors import NotFound
from healthmed_app.core.texts import _
from healthmed_app.schedule import service as schedule
from state.access import actor, role
from state.address import address_id
from state.live import watch


@dataclass
class RoomView:
    """`phase` is empty where there is no video visit, else `later`, `open`, or `off` without a video server."""

    phase: str = ""
    sentence: str = ""
    href: str = ""
    look_again_at: str = ""
    now: str = ""


class VideoState(rx.State):
    """What the page of an appointment shows of its room."""

    room: RoomView = RoomView()
    problem: str = ""

    @rx.event
    @role("patient", "doctor")
    async def load(self) -> None:
        """Show the room, and look again when the appointment changes."""
        person = actor()
        topic = f"doctor:{person.user_id}" if person.role == "doctor" else f"user:{person.user_id}"
        watch(self, [topic], VideoState.refresh)
        await self._read()

    @rx.event
    @role("patient", "doctor", refreshes=True)
    async def refresh(self) -> None:
        """Look whether the door is open by now; the browser asks when it should be."""
        await self._read()

    async def _read(self) -> None:
        appointment_id, person, now, its = address_id(self), actor(), clock.now(), services()
        server, zone, found = its.settings.video_server, person.zone, None
        async with its.db.read() as conn:
            # That there is no such appointment is said by the page itself.
            with contextlib.suppress(NotFound):
                if appointment_id is not None:
                    found = await video.room(conn, its.keyring, server, person, appointment_id, now)
            if person.role == "doctor":
                zone = (await schedule.settings(conn, person.user_id)).time_zone
        to_doctor = person.role == "doctor"
        self.room = room_view(found, has_server=bool(server), to_doctor=to_doctor, now=now, zone=zone)


def room_view(room: Room | None, *, has_server: bool, to_doctor: bool, now: datetime, zone: str) -> RoomView:
    """Project a room. The link is in it only when the room's own rule gave it."""
    if room is None:
        return RoomView()
    if not has_server:
        patient, doctor = (
            _("The doctor's office sends you the link to the video room."),
            _("Video rooms are turned off here: send your patient a link of your own."),
        )
        return RoomView("off", doctor if to_doctor else patient)
    if room.link:
        until = formats.clock_time(room.closes_at, zone)
        said = _("The room is open until {time}. It opens in a new tab.", time=until)
        return RoomView("open", said, room.link, room.closes_at.isoformat(), now.isoformat())
    at = formats.moment(room.opens_at, zone)
    said = _(
        "The link to the room appears here by itself ten minutes before the start, on {moment}.", moment=at
    )
    return RoomView("later", said, "", room.opens_at.isoformat(), now.isoformat())
