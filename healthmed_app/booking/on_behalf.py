"""Asking for a time on behalf of a patient who waits for one: what the waitlist needs of booking.

The request exists exactly when the transaction that asks is committed, and gets its outcome like any other. It is put in its
line after the commit; if that fails, the sweeper does it.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from redis.exceptions import RedisError

from healthmed_app.booking import payload
from healthmed_app.booking.commands import Hold, encode, kind_of
from healthmed_app.booking.context import Booking
from healthmed_app.booking.queries import on_behalf as reads
from healthmed_app.booking.queries import submitting
from healthmed_app.booking.queries.on_behalf import FreeTime
from healthmed_app.booking.queries.submitting import NewRequest
from healthmed_app.core.crypto import Keyring
from infra.db.pool import Connection

KEY = "waitlist"
"""What the keys of these requests begin with; the check of holds knows by it how long they last."""
_log = logging.getLogger(__name__)


class Asked(NamedTuple):
    """A slot that is to be held for a patient; `request_id` is new, and is the hold's id when it comes to be."""

    request_id: UUID
    patient_id: UUID
    doctor_id: UUID
    slot_id: UUID


async def free_times(
    conn: Connection, doctor_id: UUID, begins_at: datetime, ends_at: datetime, now: datetime, limit: int
) -> list[FreeTime]:
    """Return the doctor's first free times that begin in `[begins_at, ends_at)`, each with the end of its booking."""
    return await reads.free_times(conn, doctor_id, begins_at, ends_at, now, limit)


async def ask(conn: Connection, keyring: Keyring, asked: Sequence[Asked]) -> None:
    """Ask for holds in the caller's transaction; `put_in_line` follows when it is committed."""
    if asked:
        await submitting.insert(conn, [_request(keyring, one) for one in asked])


async def put_in_line(booking: Booking, asked: Sequence[Asked]) -> None:
    """Put these requests in their doctors' lines."""
    if not asked:
        return
    try:
        await booking.lines.append([(one.doctor_id, one.request_id) for one in asked])
    except (RedisError, OSError) as error:
        _log.warning("%d requests were not appended; the sweeper will do it: %s", len(asked), error)


def _request(keyring: Keyring, one: Asked) -> NewRequest:
    command = Hold(slot_id=one.slot_id, offered=True, waited=True)
    text = encode(command)
    return NewRequest(
        one.request_id,
        one.patient_id,
        f"{KEY}:{one.request_id}",
        keyring.blind(text),
        kind_of(command),
        payload.seal(keyring, one.request_id, text),
        command.decide_within_seconds,
        one.doctor_id,
        one.slot_id,
        None,
    )
