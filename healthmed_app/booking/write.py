"""Write: everything a batch decided, in bulk, inside the transaction that took it (design, "The sequencer", 4).

The order matters: entries that end or move go first, because 10:00 to 10:15 overlaps itself; alternatives are looked for
when the entries are written, so that they see what is taken now; outcomes come last, and each must find its request
undecided. The subscribers' jobs are in the same transaction.

Steps: `write.entries`, `write.offers`, `write.outcomes`, `write.events`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from healthmed_app.booking import payload
from healthmed_app.booking.alternatives import Offered
from healthmed_app.booking.calendar import Edit, Entry
from healthmed_app.booking.context import Booking
from healthmed_app.booking.fold import Decided, Folded
from healthmed_app.booking.offering import Offering, make_offers
from healthmed_app.booking.queries import writing
from healthmed_app.booking.queries.writing import OutcomeRow, Sealed, Touched
from healthmed_app.booking.take import Taken
from healthmed_app.booking.wait import topic
from healthmed_app.core.crypto import Keyring
from healthmed_app.schedule import service as schedule
from infra.db.pool import Connection


class Written(NamedTuple):
    """What to do when the transaction is committed: append the offers' requests, and tell who watches."""

    offers: list[tuple[UUID, UUID]]
    topics: set[str]


async def write(
    booking: Booking, conn: Connection, taken: Taken, folded: Folded, offered: Offered
) -> Written:
    """Write what was folded; nothing is visible to anybody until the caller commits.

    Raises:
        Inconsistent: a request was decided by somebody else meanwhile, or a row was not there; the caller rolls back.
    """
    async with conn.pipeline():
        touched = await _write_entries(booking.keyring, conn, taken)
        for one in folded.decided:
            if one.decision.edit is not None:
                await _write_edit(conn, one.request.doctor_id, one.decision.edit)
        await booking.step("write.entries")
        offers = await make_offers(booking, conn, taken, folded.decided, offered)
        await booking.step("write.offers")
        touched += await _write_outcomes(conn, folded.decided, offers)
        await booking.step("write.outcomes")
        events = [event for one in folded.decided for event in one.decision.events]
        if events:
            for subscriber in booking.subscribers:
                await subscriber(conn, events)
        await booking.step("write.events")
    writing.require(touched)
    return Written(
        [(offer.slots[0].doctor_id, request.id) for offer, request in offers.values() if request is not None],
        _topics(taken, folded.decided),
    )


async def _write_entries(keyring: Keyring, conn: Connection, taken: Taken) -> list[Touched]:
    ledger, before = taken.ledger, taken.facts.entries
    moved: list[UUID] = []
    ended: list[Sealed] = []
    kept: list[Sealed] = []
    new: list[Sealed] = []
    no_drafts: list[UUID] = []
    for entry_id in ledger.changed:
        entry = ledger.entries[entry_id]
        was = before.get(entry_id)
        sealed = _sealed(keyring, entry)
        if was is None:
            new.append(sealed)
            continue
        if was.status == "held" and entry.active and entry.status != "held":
            # What was typed for a hold that is merely over stays for a day: the patient may hold the time again.
            no_drafts.append(entry_id)
        if not entry.active:
            ended.append(sealed)
            continue
        kept.append(sealed)
        if (was.doctor_id, was.starts_at, was.ends_at) != (entry.doctor_id, entry.starts_at, entry.ends_at):
            moved.append(entry_id)
    await writing.park(conn, moved)
    await writing.forget_drafts(conn, no_drafts)
    return [
        *await writing.update(conn, ended),
        *await writing.insert(conn, new),
        *await writing.update(conn, kept),
    ]


def _sealed(keyring: Keyring, entry: Entry) -> Sealed:
    return Sealed(
        entry,
        payload.seal_reason(keyring, entry.id, entry.reason),
        payload.seal_cancel_reason(keyring, entry.id, entry.cancel_reason),
    )


async def _write_edit(conn: Connection, doctor_id: UUID, edit: Edit) -> None:
    if edit.plan is not None:
        await schedule.write_plan(conn, doctor_id, edit.plan)
    if edit.block is not None:
        block_id, span, note = edit.block
        await schedule.add_block(conn, doctor_id, block_id, span, note)
    if edit.unblock is not None:
        await schedule.remove_block(conn, doctor_id, edit.unblock)
    # A slot that is moved may overlap itself, so it goes before it comes.
    if edit.remove_slot is not None:
        await schedule.retire(conn, doctor_id, edit.remove_slot)
    if edit.add_by_hand is not None:
        await schedule.add_by_hand(conn, doctor_id, *edit.add_by_hand)
    if edit.diff is not None:
        await schedule.write_diff(conn, doctor_id, edit.diff)


async def _write_outcomes(
    conn: Connection, decided: Sequence[Decided], offers: Mapping[UUID, Offering]
) -> list[Touched]:
    rows: list[OutcomeRow] = []
    last: dict[UUID, tuple[UUID, datetime, int]] = {}
    for request, stream_id, decision, decided_at, decided_seq in decided:
        offer, hold = offers.get(request.id, (None, None))
        slots = "{" + ",".join(str(slot.slot_id) for slot in offer.slots) + "}" if offer else None
        rows.append(
            OutcomeRow(
                request.id,
                decision.kind,
                decision.refusal,
                decision.appointment_id,
                slots,
                hold.id if hold else None,
                decided_at,
                decided_seq,
                stream_id,
            )
        )
        last[request.doctor_id] = request.doctor_id, decided_at, decided_seq
    return [*await writing.decide(conn, rows), *await writing.advance(conn, list(last.values()))]


def _topics(taken: Taken, decided: Sequence[Decided]) -> set[str]:
    topics: set[str] = set()
    for one in decided:
        topics.add(topic(one.request.id))
        if one.decision.changes or one.decision.edit:
            topics.add(f"doctor:{one.request.doctor_id}")
        for entry in one.decision.changes:
            topics.update((f"doctor:{entry.doctor_id}", f"user:{entry.patient_id}"))
            was = taken.facts.entries.get(entry.id)
            if was is not None and was.doctor_id != entry.doctor_id:
                topics.add(f"doctor:{was.doctor_id}")
    return topics
