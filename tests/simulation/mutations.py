"""Guards of production, each taken away in turn: if no scenario misses one, either the scenario or the guard is no good.

A mutation replaces a piece of text in a function, in a statement or in a script. The text must be there, so that a change of
production makes its mutation fail loudly instead of changing nothing.
"""

import inspect
import sys
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from types import FunctionType, ModuleType
from typing import Any

import pytest

from healthmed_app.booking import (
    coalesce,
    fold,
    poison,
    rules,
    rules_booking,
    rules_holds,
    rules_hours,
    rules_times,
    rules_visit,
    sequencer,
    submit,
    sweep,
    take,
    write,
)
from healthmed_app.booking.queries import submitting, taking, writing
from infra.db.pool import Connection
from infra.streams import lines, scripts
from tests.simulation import scenarios
from tests.simulation.process import CURRENT
from tests.simulation.scenarios import Scenario

OURS = ("healthmed_app", "infra")


@dataclass(frozen=True, slots=True)
class Mutation:
    """A guard that is taken away, and the scenario that must miss it."""

    guard: str
    scenario: Scenario
    patch: Callable[[pytest.MonkeyPatch], None]
    sql: str = ""
    """What is done to the database besides."""


def text(owner: Any, name: str, *pairs: str) -> Callable[[pytest.MonkeyPatch], None]:
    """Replace each old text by its new one, given by turns, in a function, a method or a constant."""

    def apply(patch: pytest.MonkeyPatch) -> None:
        before = getattr(owner, name)
        source = before if isinstance(before, str) else textwrap.dedent(inspect.getsource(before))
        for old, new in zip(pairs[::2], pairs[1::2], strict=True):
            assert old in source, f"{name} does not say {old!r} any more"
            source = source.replace(old, new)
        after: Any = source
        if isinstance(before, str):
            if owner is scripts:
                digest = lines.hashlib.sha1(after.encode(), usedforsecurity=False).hexdigest()
                patch.setitem(lines._DIGESTS, after, digest)
        else:
            module = sys.modules[before.__module__]
            made: dict[str, Any] = {}
            exec(compile(source, module.__file__ or name, "exec"), module.__dict__, made)  # noqa: S102
            after = made[name]
        instead(owner, name, after)(patch)

    return apply


def instead(owner: Any, name: str, after: Any) -> Callable[[pytest.MonkeyPatch], None]:
    """Put `after` in place of a function or constant, wherever it was imported to."""

    def apply(patch: pytest.MonkeyPatch) -> None:
        before = getattr(owner, name)
        patch.setattr(owner, name, after)
        if not isinstance(before, FunctionType) or not isinstance(owner, ModuleType):
            return
        for module_name, module in list(sys.modules.items()):
            if module_name.split(".")[0] in OURS and getattr(module, name, None) is before:
                patch.setattr(module, name, after)
        for command, rule in rules._RULES.items():
            if rule is before:
                patch.setitem(rules._RULES, command, after)

    return apply


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


async def _nothing(*_: Any, **__: Any) -> int:
    return 0


async def _nobody(*_: Any, **__: Any) -> list[Any]:
    return []


async def _give_up(_self: Any, error: Exception) -> None:
    raise error


def _both(*patches: Callable[[pytest.MonkeyPatch], None]) -> Callable[[pytest.MonkeyPatch], None]:
    def apply(patch: pytest.MonkeyPatch) -> None:
        for one in patches:
            one(patch)

    return apply


def _none(_: pytest.MonkeyPatch) -> None:
    """The database is what changes."""


_LOCK = "FOR NO KEY UPDATE OF c"
_SAME_OWNER = "if entry is not None and entry.patient_id == request.actor_id else None"

MUTATIONS = (
    # I1: a request has at most one outcome, and every acknowledged one gets it.
    Mutation(
        "exactly one undecided row: the condition",
        scenarios.one_request_without_the_lock,
        text(writing, "_DECIDE", " AND r.decided_seq IS NULL", ""),
    ),
    Mutation(
        "exactly one undecided row: the count",
        scenarios.one_request_without_the_lock,
        text(writing, "require", "cursor.rowcount != expected", "False"),
    ),
    Mutation("the sweeper", scenarios.a_message_lost, instead(sweep, "restore", _nothing)),
    Mutation(
        "the sweeper, after a commit without an append",
        scenarios.cut_before_the_append,
        instead(sweep, "restore", _nothing),
    ),
    Mutation(
        "a ticket for what was inserted",
        scenarios.redis_away_after_the_commit,
        text(submit.Submitter, "_append", "return [None] * len(entries)", "raise"),
    ),
    Mutation(
        "the ready group made anew after a wipe",
        scenarios.a_message_lost,
        instead(lines.Lines, "_recreate_group", _give_up),
    ),
    Mutation(
        "lines of the dead taken over",
        scenarios.killed_before_the_commit,
        instead(lines.Lines, "abandoned", _nobody),
    ),
    Mutation(
        "entries deleted after the commit, not when they are read",
        scenarios.killed_before_the_commit,
        text(
            scripts,
            "READ",
            "entries[#entries + 1] = entry[1]",
            "redis.call('XDEL', name .. ':line:' .. line, entry[1]) entries[#entries + 1] = entry[1]",
        ),
    ),
    Mutation(
        "re-ready after the batch",
        scenarios.hours_changed_in_between,
        text(scripts, "FINISH", "if redis.call('SADD', name .. ':marked', line) == 1 then", "if false then"),
    ),
    Mutation(
        "marks cleared before the stream is read",
        scenarios.one_more_meanwhile,
        text(scripts, "READ", "redis.call('SREM', name .. ':marked', unpack", "local _ = (unpack"),
    ),
    Mutation(
        "batches shielded from a caller who leaves",
        scenarios.a_caller_who_leaves,
        text(
            coalesce.Coalescer,
            "__call__",
            "self._drain = asyncio.create_task(self._drain_all())",
            "await self._drain_all()",
        ),
    ),
    Mutation(
        "transient errors never count",
        scenarios.connections_that_break,
        instead(poison, "is_transient", lambda error: False),  # noqa: ARG005
    ),
    Mutation(
        "three attempts, then the line moves on",
        scenarios.a_poisoned_request,
        text(take, "_command", "row.attempts >= ATTEMPTS_MAX", "False"),
    ),
    Mutation(
        "a poisoned request is told apart",
        scenarios.a_poisoned_request,
        text(
            sequencer.Sequencer,
            "_work_together",
            "if poison.is_transient(error) and self._slow < poison.SLOW_MAX:",
            "if True:",
        ),
    ),
    Mutation(
        "calendars kept while a request asks for more",
        scenarios.three_calendars,
        text(sequencer.Sequencer, "_work_in_pairs", " | (frozenset() if passed.decided else needed)", ""),
    ),
    Mutation(
        "the backlog's bound, before the insert",
        scenarios.a_full_backlog,
        instead(submit.Submitter, "_turned_away", _nobody),
    ),
    # I2: one after another, in the order of the first surviving append.
    Mutation(
        "the calendar lock",
        scenarios.one_slot_for_two_workers,
        _both(
            text(taking, "_CALENDARS", _LOCK, ""),
            text(taking, "_CALENDARS_NOT_LOCKED", _LOCK + "\n SKIP LOCKED", ""),
        ),
    ),
    Mutation(
        "duplicates dropped",
        scenarios.a_message_twice,
        text(take, "_waiting", " or request_id in waiting", ""),
    ),
    Mutation(
        "decided ids dropped",
        scenarios.a_message_twice,
        text(taking, "_REQUESTS", " AND decided_seq IS NULL", ""),
    ),
    Mutation(
        "entries of another line dropped",
        scenarios.a_message_in_a_wrong_line,
        text(take, "_waiting", " or row.doctor_id != doctor_id", ""),
    ),
    Mutation(
        "an edit of the hours decided alone",
        scenarios.hours_changed_in_between,
        text(take, "_waiting", "edits = isinstance(command, commands.EDITS)", "edits = False"),
    ),
    Mutation(
        "never before the last decision",
        scenarios.a_clock_that_goes_back,
        text(fold, "fold", "max(now, line.last_decided_at)", "now"),
    ),
    # I3, I4, I5: no two at once.
    Mutation(
        "EXCLUDE on the doctor",
        scenarios.rules_that_are_wrong,
        _none,
        "ALTER TABLE appointments DROP CONSTRAINT appointments_doctor_never_overlaps",
    ),
    Mutation(
        "EXCLUDE on the patient",
        scenarios.rules_that_are_wrong,
        _none,
        "ALTER TABLE appointments DROP CONSTRAINT appointments_patient_never_overlaps",
    ),
    Mutation(
        "the patient lock",
        scenarios.a_patient_at_two_doctors,
        text(taking, "_PATIENTS", "FOR NO KEY UPDATE", ""),
    ),
    Mutation(
        "expired holds freed first",
        scenarios.an_expired_hold_in_the_way,
        text(rules_times, "way_to", "not entry.is_live_hold(now) or (", "False or ("),
    ),
    Mutation(
        "what moves goes first",
        scenarios.a_ring_of_moves,
        text(write, "_write_entries", "await writing.park(conn, moved)", "pass"),
    ),
    Mutation(
        "what ends goes before what begins",
        scenarios.an_expired_hold_in_the_way,
        text(
            write,
            "_write_entries",
            "*await writing.update(conn, ended),\n        *await writing.insert(conn, new),",
            "*await writing.insert(conn, new),\n        *await writing.update(conn, ended),",
        ),
    ),
    Mutation(
        "slots in use stay",
        scenarios.a_slot_in_use,
        text(
            rules_hours,
            "remove_slot",
            "if any(not entry.is_hold() or entry.is_live_hold(now)",
            "if any(False",
        ),
    ),
    # I6: a reschedule keeps the old time until the new one is decided, across doctors too.
    Mutation(
        "a reschedule in one transaction",
        scenarios.an_appointment_keeps_its_time,
        instead(writing, "park", _park_at_once),
    ),
    Mutation(
        "both calendars locked",
        scenarios.moved_while_answered,
        text(rules_booking, "reschedule", "if entry.doctor_id not in calendar.locked:", "if False:"),
    ),
    Mutation(
        "calendars locked in id order",
        scenarios.moves_that_cross,
        instead(taking, "lock_calendars", _lock_as_they_come),
    ),
    # I7: the same idempotency key gives the first outcome again.
    Mutation(
        "the payload's hash",
        scenarios.asked_again,
        text(submit, "_answer", "first.payload_hash != row.payload_hash", "False"),
    ),
    Mutation(
        "one row for a key",
        scenarios.asked_again,
        text(submitting, "_INSERT", "ON CONFLICT (actor_id, key) DO NOTHING", ""),
        "DROP INDEX booking_requests_key",
    ),
    # I8: nothing outlives what allowed it.
    Mutation(
        "live when it was received",
        scenarios.a_hold_that_ran_out_in_line,
        text(rules_booking, "_book_hold", "held.is_live_hold(request.received_at)", "held.is_live_hold(now)"),
    ),
    Mutation(
        "not live when it was received",
        scenarios.a_hold_that_ran_out_before,
        text(rules_booking, "_book_hold", "held.is_live_hold(request.received_at)", "held.is_hold()"),
    ),
    Mutation(
        "decide_by", scenarios.too_old_to_decide, text(rules, "decide", "now > request.decide_by", "False")
    ),
    Mutation(
        "a hold's owner, in decide",
        scenarios.another_ones_hold,
        text(rules_booking, "_own_hold", _SAME_OWNER, "if entry is not None else None"),
    ),
    Mutation(
        "a hold's owner, in submit",
        scenarios.another_ones_hold,
        text(submitting, "_INSERT", " AND g.actor_id IN (a.patient_id, a.doctor_id)", ""),
    ),
    Mutation(
        "an appointment's patient",
        scenarios.another_ones_appointment,
        text(rules_booking, "reschedule", " or entry.patient_id != request.actor_id", ""),
    ),
    Mutation(
        "an appointment's people",
        scenarios.another_ones_appointment,
        text(rules_visit, "cancel", " or request.actor_id not in {entry.patient_id, entry.doctor_id}", ""),
    ),
    Mutation(
        "an appointment's doctor",
        scenarios.another_ones_appointment,
        text(rules_visit, "_of_doctor", " or entry.doctor_id != request.actor_id", ""),
    ),
    Mutation(
        "the doctor's status",
        scenarios.a_doctor_suspended_meanwhile,
        text(rules_times, "may_book", "if not calendar.doctor.takes_bookings:", "if False:"),
    ),
    Mutation(
        "what decides is read after the locks",
        scenarios.a_doctor_suspended_while_locks_are_waited_for,
        text(
            taking,
            "lock_calendars",
            "    ids = uuids(doctor_ids)\n",
            "    ids = uuids(doctor_ids)\n    early = await (await conn.execute(_DOCTORS, (ids,), binary=True)).fetchall()\n",
            "in await doctors.fetchall()",
            "in early",
        ),
    ),
    Mutation(
        "the patient's standing",
        scenarios.a_patient_suspended_meanwhile,
        text(rules_times, "may_book", " or calendar.patient.suspended", ""),
    ),
    Mutation(
        "an address that is confirmed",
        scenarios.an_address_not_confirmed,
        text(rules_booking, "book", "and not calendar.patient.email_confirmed", "and False"),
    ),
    Mutation(
        "the notice",
        scenarios.outside_notice_and_horizon,
        text(rules_times, "outside_bounds", " or starts_at < asked_at + notice_of(doctor, policy)", ""),
    ),
    Mutation(
        "three hours at least for a doctor who answers",
        scenarios.outside_notice_and_horizon,
        text(rules_times, "notice_of", "max(doctor.notice, policy.notice_min)", "doctor.notice"),
        "UPDATE calendars SET notice_minutes = 0",
    ),
    Mutation(
        "the horizon",
        scenarios.outside_notice_and_horizon,
        text(rules_times, "outside_bounds", "starts_at > now + doctor.horizon", "False"),
    ),
    Mutation(
        "two live holds",
        scenarios.three_holds,
        text(rules_holds, "_within_limit", "if surplus <= 0:", "if True:"),
    ),
    Mutation(
        "the patient's cut-off",
        scenarios.too_late_to_change,
        text(rules_visit, "cancel", "entry.starts_at < request.received_at + policy.change_cutoff", "False"),
    ),
    Mutation(
        "the cut-off of a move",
        scenarios.too_late_to_change,
        text(
            rules_booking,
            "reschedule",
            "entry.starts_at < request.received_at + policy.change_cutoff",
            "False",
        ),
    ),
    Mutation(
        "the doctor's deadline",
        scenarios.too_late_to_change,
        text(rules_visit, "confirm", "if overdue or entry", "if entry"),
    ),
    Mutation(
        "slots of the line's own doctor",
        scenarios.a_time_of_another_doctor,
        text(rules_times, "way_to", " or slot.doctor_id != calendar.doctor.id", ""),
    ),
    Mutation(
        "the end of what ran out",
        scenarios.an_expired_hold_is_ended,
        instead(sweep, "expire", _nothing),
    ),
)
