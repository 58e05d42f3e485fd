"""Mutations of what keeps I3 to I6: nobody has two things at one time, and a move keeps the old time."""

from typing import Any

from healthmed_app.booking import (
    rules_booking,
    rules_hours,
    rules_times,
    write,
)
from healthmed_app.booking.queries import taking, writing
from infra.db.pool import Connection
from tests.simulation import scenarios_failure, scenarios_times
from tests.simulation.mutating import Mutation, instead, nothing, text
from tests.simulation.process import CURRENT


async def _lock_as_they_come(
    conn: Connection, doctor_ids: Any, *, wait: bool, _locked: Any = taking.lock_calendars
) -> dict[Any, Any]:
    locked: dict[Any, Any] = {}
    for doctor_id in doctor_ids:
        locked |= await _locked(conn, [doctor_id], wait=wait)
        process = CURRENT.get()
        assert process is not None
        if wait:
            await process.step("mutation.locked")
    return locked


async def _park_at_once(conn: Connection, entry_ids: Any) -> None:
    process = CURRENT.get()
    assert process is not None
    if entry_ids:
        async with process.db.session() as other:
            await other.execute(writing._PARK, (list(entry_ids),))


_RETIRED = """\
    if edit.remove_slot is not None:
        await schedule.retire(conn, doctor_id, edit.remove_slot)
"""

TIMES = (
    # I3, I4, I5: no two at once.
    Mutation(
        "EXCLUDE on the doctor",
        scenarios_failure.rules_that_are_wrong,
        nothing,
        "ALTER TABLE appointments DROP CONSTRAINT appointments_doctor_never_overlaps",
    ),
    Mutation(
        "EXCLUDE on the patient",
        scenarios_failure.rules_that_are_wrong,
        nothing,
        "ALTER TABLE appointments DROP CONSTRAINT appointments_patient_never_overlaps",
    ),
    Mutation(
        "the patient lock",
        scenarios_times.a_patient_at_two_doctors,
        text(taking, "_PATIENTS", "FOR NO KEY UPDATE", ""),
    ),
    Mutation(
        "expired holds freed first",
        scenarios_times.an_expired_hold_in_the_way,
        text(rules_times, "way_to", "not entry.is_live_hold(now) or (", "False or ("),
    ),
    Mutation(
        "what moves goes first",
        scenarios_times.a_ring_of_moves,
        text(write, "_write_entries", "await writing.park(conn, moved)", "pass"),
    ),
    Mutation(
        "what ends goes before what begins",
        scenarios_times.an_expired_hold_in_the_way,
        text(
            write,
            "_write_entries",
            "*await writing.update(conn, ended),\n        *await writing.insert(conn, new),",
            "*await writing.insert(conn, new),\n        *await writing.update(conn, ended),",
        ),
    ),
    Mutation(
        "slots in use stay",
        scenarios_times.a_slot_in_use,
        text(
            rules_hours,
            "remove_slot",
            "if any(not entry.is_hold() or entry.is_live_hold(now)",
            "if any(False",
        ),
    ),
    Mutation(
        "a slot goes before it comes",
        scenarios_times.a_slot_that_moves,
        text(
            write,
            "_write_edit",
            _RETIRED,
            "",
            "    if edit.diff is not None:\n",
            _RETIRED + "    if edit.diff is not None:\n",
        ),
    ),
    # I6: a reschedule keeps the old time until the new one is decided, across doctors too.
    Mutation(
        "a reschedule in one transaction",
        scenarios_times.an_appointment_keeps_its_time,
        instead(writing, "park", _park_at_once),
    ),
    Mutation(
        "both calendars locked",
        scenarios_times.moved_while_answered,
        text(rules_booking, "reschedule", "if entry.doctor_id not in calendar.locked:", "if False:"),
    ),
    Mutation(
        "calendars locked in id order",
        scenarios_times.moves_that_cross,
        instead(taking, "lock_calendars", _lock_as_they_come),
    ),
)
