"""The video room of an online visit: when its door is open, to whom, and where it is.

A room's name is a keyed hash of the appointment and of how often it was moved, so nobody can guess it, nothing stores it, and
a new time has a new room. Its link leaves the server only while the door is open, and only for the two whose visit it is.
"""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from healthmed_app.booking import reads
from healthmed_app.booking.views import AppointmentView
from healthmed_app.core.access import Actor
from healthmed_app.core.crypto import Keyring
from infra.db.pool import Connection
from infra.video.jitsi import room_address

OPENS_BEFORE = timedelta(minutes=10)
"""Product: shown from ten minutes before the start."""
CLOSES_AFTER = timedelta(minutes=60)
"""Visits run late, and a line that broke must be found again."""
NAME_DIGITS = 40
"""Hexadecimal ones of a room's name: 160 bits."""


class Room(NamedTuple):
    """The room of a visit that takes place by video. `link` is empty while its door is shut, or without a video server."""

    opens_at: datetime
    closes_at: datetime
    link: str


async def room(
    conn: Connection, keyring: Keyring, server: str, actor: Actor, appointment_id: UUID, now: datetime
) -> Room | None:
    """Return the room of an appointment of the actor's; None when it is none by video, or not confirmed, or over.

    `server` is the video server's address, or empty when there is none.

    Raises:
        NotFound: there is no such appointment, or the actor is neither its patient nor its doctor.
    """
    view = await reads.appointment(conn, actor, appointment_id)
    return room_of(keyring, server, view, now)


def room_of(keyring: Keyring, server: str, view: AppointmentView, now: datetime) -> Room | None:
    """Return the room of an appointment, with its link while the door is open."""
    opens_at, closes_at = view.starts_at - OPENS_BEFORE, view.ends_at + CLOSES_AFTER
    takes_place = view.active and view.online and view.status in {"confirmed", "in_progress"}
    if not takes_place or now >= closes_at:
        return None
    is_open = bool(server) and opens_at <= now
    return Room(
        opens_at, closes_at, room_address(server, name_of(keyring, view.id, view.sequence)) if is_open else ""
    )


def name_of(keyring: Keyring, appointment_id: UUID, sequence: int) -> str:
    """Return the name of the room of an appointment that was moved `sequence` times."""
    return f"healthmed-{keyring.sign(f'video room:{appointment_id}:{sequence}')[:NAME_DIGITS]}"
