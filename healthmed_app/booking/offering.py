"""Offering: the losers of a batch get alternatives, and the first of each is asked for on their behalf.

It runs inside the deciding transaction, after the entries are written, so that it sees what is taken now; the requests
that it inserts exist exactly when the refusals do, and are put in their lines after the commit.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from healthmed_app.booking import alternatives, payload
from healthmed_app.booking.alternatives import Offer, Offered
from healthmed_app.booking.commands import Hold, encode, kind_of
from healthmed_app.booking.context import Booking
from healthmed_app.booking.fold import Decided
from healthmed_app.booking.queries import submitting
from healthmed_app.booking.queries.submitting import NewRequest
from healthmed_app.booking.take import Taken
from healthmed_app.core.crypto import Keyring
from healthmed_app.core.ids import new_id
from infra.db.pool import Connection


class Offering(NamedTuple):
    """What one loser is offered, and the request that holds the first of it, unless nothing is left to hold."""

    offer: Offer
    request: NewRequest | None


async def make_offers(
    booking: Booking, conn: Connection, taken: Taken, decided: Sequence[Decided], offered: Offered
) -> dict[UUID, Offering]:
    """Find alternatives for the losers among `decided`, insert the requests that hold them, and return all by request."""
    losers = alternatives.losers_of([one for one in decided if one.decision.refusal], _wanted(taken, decided))
    if not losers:
        return {}
    found = await alternatives.find(conn, losers, offered.recent(), taken.facts.now)
    offers = {
        one.loser.request_id: Offering(one, _hold_request(booking.keyring, one) if one.hold_first else None)
        for one in found
    }
    rows = [one.request for one in offers.values() if one.request is not None]
    if rows:
        await submitting.insert(conn, rows)
        offered.remember(one.slots[0].slot_id for one in found if one.hold_first)
    return offers


def _wanted(taken: Taken, decided: Sequence[Decided]) -> dict[UUID, datetime]:
    """Return, by request, the start of the slot or hold that it named."""
    wanted: dict[UUID, datetime] = {}
    for one in decided:
        slot = taken.facts.slots.get(getattr(one.request.command, "slot_id", None) or one.request.id)
        held = taken.facts.entries.get(getattr(one.request.command, "hold_id", None) or one.request.id)
        named = slot or held
        if named is not None:
            wanted[one.request.id] = named.starts_at
    return wanted


def _hold_request(keyring: Keyring, offer: Offer) -> NewRequest:
    first = offer.slots[0]
    command = Hold(slot_id=first.slot_id, offered=True)
    request_id, text = new_id(), encode(command)
    return NewRequest(
        request_id,
        offer.loser.patient_id,
        f"offer:{offer.loser.request_id}",
        keyring.blind(text),
        kind_of(command),
        payload.seal(keyring, request_id, text),
        command.decide_within_seconds,
        first.doctor_id,
        first.slot_id,
        None,
    )
