"""Take: a transaction's view of some doctors' lines, locked, read, and cleaned of what needs no decision.

The order matters, and each step stands on the one before (design, "The sequencer", 2): lock the calendars; clear their
marks and read their streams, so that whatever is appended later readies the line again; drop what is unknown, doubled or
decided; lock the patients; and only then read what the decisions look at.

Most calendars are locked without waiting: a line that another worker holds is that worker's, and is readied again a
little later. Only a line that needs a second calendar waits for its locks, and it holds no other ones meanwhile; so locks
on calendars never wait in a circle, and patients are locked after them, in id order.

Steps: `take.locked`, `take.read`, `take.loaded`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from healthmed_app.booking import commands, payload
from healthmed_app.booking.calendar import Agenda, Patient, Request
from healthmed_app.booking.commands import AnyCommand, GivenUp
from healthmed_app.booking.context import Booking
from healthmed_app.booking.fold import InLine, Ledger, Line
from healthmed_app.booking.queries import taking
from healthmed_app.booking.queries.taking import Facts, LockedCalendar, RequestRow
from healthmed_app.schedule import service as schedule
from healthmed_app.schedule.rules import Span
from infra.db.pool import Connection
from infra.streams.lines import Entry as StreamEntry

BATCH_MAX = 1_000
"""Requests in one transaction: enough to share its cost, few enough to stay well under a second."""
ATTEMPTS_MAX = 3
"""How often deciding one request alone may go wrong before it fails."""


@dataclass(slots=True)
class Taken:
    """What one transaction took."""

    lines: list[Line]
    ledger: Ledger
    facts: Facts
    patients: Mapping[UUID, Patient]
    locked: frozenset[UUID]
    skipped: set[UUID]
    """Lines that another transaction holds."""
    gone: set[UUID]
    """Lines that no doctor has: remains of something that was never ours."""
    read: dict[UUID, list[StreamEntry]]
    """What was read from each line and is dealt with when this batch is, in order."""


async def take(
    booking: Booking,
    conn: Connection,
    doctors: Sequence[UUID],
    *,
    also: frozenset[UUID] = frozenset(),
    per_line_max: int = BATCH_MAX,
    trace: list[UUID] | None = None,
) -> Taken:
    """Lock and read the lines of `doctors`, with the calendars `also` locked; `trace` gets the ids to be decided.

    With `also`, it waits for the locks; `doctors` is then one line.
    """
    calendars = await taking.lock_calendars(conn, [*doctors, *also], wait=bool(also))
    await booking.step("take.locked")
    mine = [doctor_id for doctor_id in doctors if doctor_id in calendars]
    missing = set(doctors) - calendars.keys()
    existing = await taking.existing_lines(conn, list(missing)) if missing else set[UUID]()
    read = await booking.lines.read(mine, per_line_max=per_line_max, total_max=BATCH_MAX) if mine else {}
    await booking.step("take.read")
    ids = list(dict.fromkeys(entry.id for entries in read.values() for entry in entries))
    rows, patients = await taking.requests_and_patients(conn, ids) if ids else ({}, {})
    if trace is not None:
        trace.extend(request_id for request_id in ids if request_id in rows)
    waiting: dict[UUID, list[InLine]] = {}
    for doctor_id, entries in read.items():
        waiting[doctor_id], read[doctor_id] = _waiting(booking, doctor_id, entries, rows)
    facts = await _facts(conn, waiting, patients)
    await booking.step("take.loaded")
    return Taken(
        lines=[await _line(conn, calendars[one], waiting[one], facts) for one in mine if waiting[one]],
        ledger=Ledger(facts.entries),
        facts=facts,
        patients=patients,
        locked=frozenset(calendars),
        skipped=existing,
        gone=missing - existing,
        read=read,
    )


def _waiting(
    booking: Booking, doctor_id: UUID, entries: list[StreamEntry], rows: Mapping[UUID, RequestRow]
) -> tuple[list[InLine], list[StreamEntry]]:
    """Return the requests to decide now, and the entries that this deals with; the others stay in line.

    Each request counts once, undecided, in its own doctor's line; an edit of the hours is decided alone.
    """
    waiting: dict[UUID, InLine] = {}
    for place, (stream_id, request_id) in enumerate(entries):
        row = rows.get(request_id)
        if row is None or row.doctor_id != doctor_id or request_id in waiting:
            continue
        command = _command(booking, row)
        edits = isinstance(command, commands.EDITS)
        if edits and waiting:
            return list(waiting.values()), entries[:place]
        request = Request(row.id, doctor_id, row.actor_id, row.received_at, row.decide_by, command)
        waiting[request_id] = InLine(request, stream_id)
        if edits:
            return list(waiting.values()), entries[: place + 1]
    return list(waiting.values()), entries


def _command(booking: Booking, row: RequestRow) -> AnyCommand | GivenUp:
    if row.attempts >= ATTEMPTS_MAX:
        return GivenUp()
    return payload.unseal(booking.keyring, row.id, row.payload_sealed)


async def _facts(
    conn: Connection, waiting: Mapping[UUID, Sequence[InLine]], patients: Mapping[UUID, Patient]
) -> Facts:
    slots: set[UUID] = set()
    named: set[UUID] = set()
    holds: list[UUID] = []
    asking: set[tuple[UUID, UUID | None]] = set()
    for line in waiting.values():
        for request, _ in line:
            command = request.command
            slot_id = getattr(command, "slot_id", None)
            if slot_id:
                slots.add(slot_id)
            if request.actor_id in patients:
                asking.add((request.actor_id, slot_id))
            for name in ("hold_id", "appointment_id"):
                if entry_id := getattr(command, name, None):
                    named.add(entry_id)
            if isinstance(command, commands.Reschedule) and command.hold_id:
                holds.append(command.hold_id)
    if holds:
        slots.update(await taking.slots_of_holds(conn, holds))
    return await taking.facts(conn, slots=list(slots), named=list(named), asking=list(asking))


async def _line(conn: Connection, calendar: LockedCalendar, waiting: Sequence[InLine], facts: Facts) -> Line:
    agenda = None
    if isinstance(waiting[0].request.command, commands.EDITS):
        doctor_id = calendar.doctor.id
        blocks = await schedule.blocks(conn, doctor_id, facts.now)
        agenda = Agenda(
            await schedule.plan(conn, doctor_id, facts.now),
            {block.id: Span(block.starts_at, block.ends_at) for block in blocks},
            await schedule.coming_slots(conn, doctor_id, facts.now),
            await schedule.busy(conn, doctor_id, facts.now),
        )
    return Line(calendar.doctor, calendar.last_decided_at, calendar.last_decided_seq, waiting, agenda)
