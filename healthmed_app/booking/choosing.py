"""The verbs of a patient who chooses a time and fills in the details: everything short of asking for it.

Nothing here changes a calendar, so nothing here stands in a line. What was typed is sealed, and belongs to its hold;
a new hold may take it over from an old one of the same patient.
"""

from uuid import UUID

from healthmed_app.booking import details
from healthmed_app.booking.details import Draft, Offer
from healthmed_app.booking.queries import choosing as reads
from healthmed_app.booking.queries import details as drafts
from healthmed_app.booking.queries.choosing import Chosen
from healthmed_app.core import clock
from healthmed_app.core.access import Actor, require
from healthmed_app.core.crypto import Keyring
from healthmed_app.core.errors import NotFound
from infra.db.pool import Connection


async def chosen(conn: Connection, slot_id: UUID) -> Chosen:
    """Return a slot with its doctor, and whether it is free at this moment; raise `NotFound` for none."""
    slot = await reads.chosen(conn, slot_id, clock.now())
    if slot is None:
        raise NotFound
    return slot


async def my_hold(conn: Connection, actor: Actor, slot_id: UUID) -> UUID | None:
    """Return the actor's live hold of a slot."""
    return await reads.my_hold(conn, actor.user_id, slot_id, clock.now())


async def in_the_way(conn: Connection, actor: Actor, slot_id: UUID) -> UUID | None:
    """Return the actor's own appointment that overlaps a slot."""
    return await reads.in_the_way(conn, actor.user_id, slot_id)


async def doctor_of(conn: Connection, actor: Actor, appointment_id: UUID) -> tuple[UUID, Offer]:
    """Return the doctor of the actor's hold or appointment, and how they can be seen; raise `NotFound` for none."""
    found = await reads.doctor_of(conn, actor.user_id, appointment_id)
    if found is None:
        raise NotFound
    return found[0], Offer(found[1], found[2])


async def request_of_key(conn: Connection, actor: Actor, key: str) -> tuple[UUID, bool] | None:
    """Return the actor's request with that idempotency key, and whether it is decided."""
    return await reads.request_of_key(conn, actor.user_id, key)


async def draft(conn: Connection, keyring: Keyring, actor: Actor, hold_id: UUID) -> Draft:
    """Return what the actor typed for their hold so far; an empty draft when there is nothing."""
    require(actor, "patient")
    sealed = await drafts.load(conn, actor.user_id, hold_id)
    return details.decode(keyring.open(sealed, _context(hold_id))) if sealed else Draft()


async def keep_draft(conn: Connection, keyring: Keyring, actor: Actor, hold_id: UUID, typed: Draft) -> None:
    """Keep what the actor typed; raise `NotFound` when it is no hold of theirs."""
    require(actor, "patient")
    sealed = keyring.seal(details.encode(typed), _context(hold_id))
    if not await drafts.save(conn, actor.user_id, hold_id, sealed):
        raise NotFound


async def carry_draft(conn: Connection, keyring: Keyring, actor: Actor, old: UUID, new: UUID) -> None:
    """Let a new hold take over what was typed for an old one, unless something was typed for it already."""
    typed = await draft(conn, keyring, actor, old)
    if typed != Draft() and await draft(conn, keyring, actor, new) == Draft():
        await keep_draft(conn, keyring, actor, new, typed)


def _context(hold_id: UUID) -> bytes:
    return b"booking_details.draft:" + hold_id.bytes
