"""The judge of a run: it knows what was asked, what was written and in which order, and folds it again with the model (`folding`)."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from healthmed_app.booking import commands
from healthmed_app.booking.commands import AnyCommand
from healthmed_app.core.crypto import Keyring
from tests.simulation.folding import Decided, fold_again
from tests.simulation.instruments import Observer, Written, WrittenState
from tests.simulation.modelled import Asked, Model
from tests.simulation.people import Ledger
from tests.simulation.world import World

_ROWS = sql.SQL("SELECT {} FROM booking_requests ORDER BY received_at").format(
    sql.SQL(", ").join(map(sql.Identifier, Decided._fields))
)
_ENTRIES = (
    "SELECT id, doctor_id AS doctor, patient_id AS patient, slot_id AS slot, starts_at AS starts, status, active,"
    " expires_at AS until FROM appointments"
)


async def judge(
    observer: Observer,
    world: World,
    ledger: Ledger,
    keyring: Keyring,
    *,
    poisoned: frozenset[UUID] = frozenset(),
    crashes: int = 0,
) -> list[str]:
    """Return everything that is wrong; nothing when the run was right."""
    async with observer.conn.cursor() as cursor:
        await cursor.execute(_ROWS)
        rows = {row[0]: Decided(*row) for row in await cursor.fetchall()}
    written = await observer.written()
    wrong = list(ledger.complaints)
    wrong += _one_outcome_each(rows, written, ledger)
    wrong += _in_order(rows.values())
    states = await observer.states_written()
    wrong += _never_back(states)
    wrong += await _events_once(observer, rows)
    wrong += [
        f"{row.id} ({row.kind}) failed without a cause"
        for row in rows.values()
        if row.outcome == "failed" and row.id not in poisoned and (row.attempts < 3 or crashes < 3)
    ]
    asked = {row.id: _asked(row, rows, ledger, keyring) for row in rows.values()}
    final, unexplained = fold_again(world.initial, asked, rows, written, states)
    wrong += unexplained
    if not unexplained:
        wrong += await _same_at_the_end(observer, final)
    return wrong


def _one_outcome_each(rows: Mapping[UUID, Decided], written: Sequence[Written], ledger: Ledger) -> list[str]:
    """I1: every row has its outcome, written once; every ticket has a row; a key has one row (I7)."""
    times = Counter(one.id for one in written if one.what == "outcome")
    wrong = [f"{row.id} ({row.kind}) has no outcome (I1)" for row in rows.values() if row.outcome is None]
    wrong += [f"{request} was decided {count} times (I1)" for request, count in times.items() if count > 1]
    wrong += [
        f"the acknowledged request {request} is nowhere (I1)"
        for request in ledger.tickets.values()
        if request not in rows
    ]
    wrong += [
        f"the key of {rows[request]} went to another request (I7)"
        for request in ledger.replaced
        if rows[request].outcome != "failed" and rows[request].refusal != "stale"
    ]
    keys = Counter((row.actor_id, row.key) for row in rows.values())
    return wrong + [f"{key} is there {count} times (I7)" for (_, key), count in keys.items() if count > 1]


def _in_order(rows: Any) -> list[str]:
    """I2: a doctor's decisions are numbered without gaps, their times never go back, nor do their stream ids."""
    wrong: list[str] = []
    lines: dict[UUID, list[Decided]] = defaultdict(list)
    for row in rows:
        if row.decided_seq is not None:
            lines[row.doctor_id].append(row)
    for line in lines.values():
        line.sort(key=lambda row: row.decided_seq or 0)
        if [row.decided_seq for row in line] != list(range(1, len(line) + 1)):
            wrong.append(
                f"the decisions of {line[0].doctor_id} are numbered {[row.decided_seq for row in line]} (I2)"
            )
        for before, after in pairwise(line):
            if before.decided_at and after.decided_at and before.decided_at > after.decided_at:
                wrong.append(f"{after.id} was decided before its predecessor {before.id} (I2)")
            if before.stream_id and after.stream_id and _place(before.stream_id) > _place(after.stream_id):
                wrong.append(f"{after.id} came earlier in the line than its predecessor {before.id} (I2)")
    return wrong


def _place(stream_id: str) -> tuple[int, int]:
    milliseconds, _, number = stream_id.partition("-")
    return int(milliseconds), int(number)


def _never_back(states: Sequence[WrittenState]) -> list[str]:
    """I6: an appointment keeps its time until it has another one; once it is inactive it never comes back."""
    wrong: list[str] = []
    inactive: set[UUID] = set()
    for state in states:
        if state.active and state.id in inactive:
            wrong.append(f"the appointment {state.id} lost its time and came back (I6)")
        if not state.active:
            inactive.add(state.id)
    return wrong


async def _events_once(observer: Observer, rows: Mapping[UUID, Decided]) -> list[str]:
    """The subscribers' work is there exactly when the decision is."""
    found = await (await observer.conn.execute("SELECT kind, request_id FROM sim.events")).fetchall()
    wrong = [
        f"{kind} of {one} was told {count} times"
        for (kind, one), count in Counter(found).items()
        if count > 1
    ]
    told = {one for _, one in found}
    wrong += [f"{one} was told, and came to nothing" for one in told if rows[one].outcome in {None, "failed"}]
    return wrong + [
        f"{row.id} was {row.outcome}, and nobody was told"
        for row in rows.values()
        if row.outcome in {"rescheduled", "expired", "edited"} and row.id not in told
    ]


def _asked(row: Decided, rows: Mapping[UUID, Decided], ledger: Ledger, keyring: Keyring) -> Asked:
    return Asked(
        row.id,
        row.doctor_id,
        row.actor_id,
        row.received_at,
        row.decide_by,
        _command(row, rows, ledger, keyring),
    )


def _command(row: Decided, rows: Mapping[UUID, Decided], ledger: Ledger, keyring: Keyring) -> AnyCommand:
    """Return what was asked: from memory for people, from the key for the clock, from the loser for an offer."""
    # A key that was freed has the request's id behind it.
    for command in ledger.asked.get((row.actor_id, row.key.removesuffix(f":{row.id}")), ()):
        if keyring.blind(commands.encode(command)) == row.payload_hash:
            return command
    if row.key.startswith("expire:"):
        return commands.Expire(appointment_id=UUID(row.key.split(":")[1]))
    for loser in rows.values():
        if loser.alternative_request_id == row.id and loser.alternatives:
            return commands.Hold(slot_id=loser.alternatives[0], offered=True)
    raise AssertionError(f"nobody asked for {row}")


async def _same_at_the_end(observer: Observer, model: Model) -> list[str]:
    """Compare who owns what in the model and in the tables."""
    async with observer.conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(_ENTRIES)
        real = {row["id"]: row for row in await cursor.fetchall()}
    wrong = [f"the appointment {one} is nobody's wish" for one in real.keys() - model.entries.keys()]
    wrong += [f"the appointment {one} is lost" for one in model.entries.keys() - real.keys()]
    for entry_id in real.keys() & model.entries.keys():
        for name, value in real[entry_id].items():
            ought = getattr(model.entries[entry_id], name)
            if value != ought:
                wrong.append(f"the appointment {entry_id} has {name} {value} instead of {ought}")
    slots = await (await observer.conn.execute("SELECT id, active FROM slots")).fetchall()
    wrong += [
        f"the slot {slot_id} is {'there' if active else 'gone'}"
        for slot_id, active in slots
        if slot_id not in model.times or model.times[slot_id].active != active
    ]
    return wrong + [f"{one} overlap" for one in await _overlaps(observer.conn)]


async def _overlaps(conn: psycopg.AsyncConnection[Any]) -> list[Any]:
    """I3 and I4, without the help of a constraint: pairs of active rows that share a doctor or a patient and a moment."""
    cursor = await conn.execute(
        "SELECT a.id, b.id FROM appointments a JOIN appointments b ON a.id < b.id AND a.active AND b.active"
        " AND a.during && b.during AND (a.doctor_id = b.doctor_id OR a.patient_id = b.patient_id)"
    )
    return await cursor.fetchall()
