"""One look at the line of a doctor: what became of the offers, who waits no longer, and who is offered what is free now.

All of it is one transaction, in which the line's entries are locked: so one looks at a time, and what a look decides stands on
what the one before it did. A look reads how things are, not what happened; one more of them changes nothing, one that was
killed is made good by the next, and events may come in any order.
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from healthmed_app.booking import on_behalf
from healthmed_app.booking.on_behalf import Asked
from healthmed_app.booking.policy import Policy
from healthmed_app.core.crypto import Keyring
from healthmed_app.core.ids import new_id
from healthmed_app.notices import service as notices
from healthmed_app.waitlist import queries, rules
from healthmed_app.waitlist.queries import InLine, OpenOffer
from healthmed_app.waitlist.rules import Free, Span, Waiting
from infra.db.pool import Connection

FREE_MAX = 200
"""Free times that are looked at; of more than that, those who wait need none."""


class Seen(NamedTuple):
    """What a look leads to: requests to put in line, and the patients for whom something has changed."""

    asked: list[Asked]
    patients: set[UUID]


async def look(conn: Connection, keyring: Keyring, policy: Policy, doctor_id: UUID) -> Seen:
    """Look at the doctor's line, in the caller's transaction."""
    await queries.lock_line(conn, doctor_id, rules.LINE_MAX)
    changed = await _settle(conn, doctor_id)
    line = await queries.line(conn, doctor_id, rules.LINE_MAX)
    waiting, over = await _go_on(conn, line)
    asked = await _offer(conn, keyring, policy, doctor_id, waiting) if waiting else []
    await queries.set_looked(conn, doctor_id)
    return Seen(asked, changed | over)


async def _settle(conn: Connection, doctor_id: UUID) -> set[UUID]:
    """Note what became of the open offers, and tell those for whom a time is kept now; return whom something concerns."""
    found = await queries.open_offers(conn, doctor_id, rules.LINE_MAX)
    at = await queries.now(conn)
    fates: dict[str, list[OpenOffer]] = {}
    for one in found:
        fates.setdefault(rules.fate(one.facts, at), []).append(one)
    for fate in ("taken", "passed", "refused"):
        await queries.end_offers(conn, [one.id for one in fates.get(fate, ())], fate)
    await queries.end_entries(conn, [one.entry_id for one in fates.get("taken", ())], "taken")
    await queries.count_passed(conn, [one.entry_id for one in fates.get("passed", ())])
    untold = [one for one in fates.get("open", ()) if one.held and not one.told]
    for one in untold:
        await notices.tell(conn, one.patient_id, notices.SLOT_OFFERED, one.id)
    await queries.set_told(conn, [one.id for one in untold])
    return {one.patient_id for fate in ("taken", "passed", "refused") for one in fates.get(fate, ())}


async def _go_on(conn: Connection, line: Sequence[InLine]) -> tuple[list[InLine], set[UUID]]:
    """End the wait of those who wait no longer; return the others, and whom it ended for.

    Nobody's wait ends while a time is kept for them.
    """
    at = await queries.now(conn)
    reasons = {one.id: None if one.has_offer else rules.ended(one.standing, at) for one in line}
    for why in {reason for reason in reasons.values() if reason}:
        await queries.end_entries(conn, [one for one, reason in reasons.items() if reason == why], why)
    waiting = [one for one in line if reasons[one.id] is None]
    moves = {
        one.id: None if rules.lost_by_others(one.standing) else one.next_appointment_id
        for one in waiting
        if rules.lost_by_others(one.standing) or one.next_appointment_id is not None
    }
    await queries.attach(conn, list(moves.items()))
    return waiting, {one.patient_id for one in line if reasons[one.id]}


async def _offer(
    conn: Connection, keyring: Keyring, policy: Policy, doctor_id: UUID, waiting: Sequence[InLine]
) -> list[Asked]:
    """Ask for the times that are free for those whom they suit, in the order of asking."""
    at = await queries.now(conn)
    begins_at, ends_at = min(one.earliest_at for one in waiting), max(one.wanted_until for one in waiting)
    found = await on_behalf.free_times(conn, doctor_id, max(begins_at, at), ends_at, at, FREE_MAX)
    taken = await queries.open_slots(conn, [one.slot_id for one in found])
    free = [Free(*one) for one in found if one.slot_id not in taken]
    if not free:
        return []
    line = await _people(conn, policy, waiting)
    barred = await queries.barred(conn, [one.id for one in line], sorted(rules.BARS), rules.BARRED)
    matched = rules.match(line, free, barred, at)
    if not matched:
        return []
    asked = [Asked(new_id(), one.patient_id, doctor_id, slot.slot_id) for one, slot in matched]
    await on_behalf.ask(conn, keyring, asked)
    await queries.add_offers(
        conn, [(ask.request_id, one.id, ask.slot_id) for ask, (one, _) in zip(asked, matched, strict=True)]
    )
    return asked


async def _people(conn: Connection, policy: Policy, waiting: Sequence[InLine]) -> list[Waiting]:
    """Return those who wait, with what keeps them from a time; without those who keep as many as they may."""
    rows = await queries.busy(conn, [one.patient_id for one in waiting])
    busy = rules.busy_spans((patient, begins_at, ends_at) for patient, begins_at, ends_at, _ in rows)
    holds = Counter(patient for patient, _, _, held in rows if held)
    return [
        Waiting(
            one.id,
            one.patient_id,
            Span(one.earliest_at, one.wanted_until),
            one.has_offer,
            busy.get(one.patient_id, ()),
        )
        for one in waiting
        if holds[one.patient_id] < policy.live_holds_max
    ]
