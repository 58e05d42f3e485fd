"""Mutations of what keeps I1 and I2: one outcome for each request, and one order for each doctor."""

from typing import Any

from healthmed_app.booking import (
    coalesce,
    fold,
    poison,
    sequencer,
    submit,
    sweep,
    take,
)
from healthmed_app.booking.queries import taking, writing
from infra.streams import lines, scripts
from tests.simulation import scenarios_failure, scenarios_order, scenarios_times
from tests.simulation.mutating import Mutation, both, instead, no_rows, nobody, text

_LOCK = "FOR NO KEY UPDATE OF c"


async def _give_up(_self: Any, error: Exception) -> None:
    raise error


ORDER = (
    # I1: a request has at most one outcome, and every acknowledged one gets it.
    Mutation(
        "exactly one undecided row: the condition",
        scenarios_failure.one_request_without_the_lock,
        text(writing, "_DECIDE", " AND decided_seq IS NULL", ""),
    ),
    Mutation(
        "exactly one undecided row: the count",
        scenarios_failure.one_request_without_the_lock,
        text(writing, "require", "cursor.rowcount != expected", "False"),
    ),
    Mutation("the sweeper", scenarios_order.a_message_lost, instead(sweep, "restore", no_rows)),
    Mutation(
        "the sweeper, after a commit without an append",
        scenarios_order.cut_before_the_append,
        instead(sweep, "restore", no_rows),
    ),
    Mutation(
        "a ticket for what was inserted",
        scenarios_order.redis_away_after_the_commit,
        text(submit.Submitter, "_append", "return [None] * len(entries)", "raise"),
    ),
    Mutation(
        "the ready group made anew after a wipe",
        scenarios_order.a_message_lost,
        instead(lines.Lines, "_recreate_group", _give_up),
    ),
    Mutation(
        "lines of the dead taken over",
        scenarios_failure.killed_before_the_commit,
        instead(lines.Lines, "abandoned", nobody),
    ),
    Mutation(
        "entries deleted after the commit, not when they are read",
        scenarios_failure.killed_before_the_commit,
        text(
            scripts,
            "READ",
            "entries[#entries + 1] = entry[1]",
            "redis.call('XDEL', name .. ':line:' .. line, entry[1]) entries[#entries + 1] = entry[1]",
        ),
    ),
    Mutation(
        "re-ready after the batch",
        scenarios_order.hours_changed_in_between,
        text(scripts, "FINISH", "if redis.call('SADD', name .. ':marked', line) == 1 then", "if false then"),
    ),
    Mutation(
        "marks cleared before the stream is read",
        scenarios_order.one_more_meanwhile,
        text(scripts, "READ", "redis.call('SREM', name .. ':marked', unpack", "local _ = (unpack"),
    ),
    Mutation(
        "batches shielded from a caller who leaves",
        scenarios_failure.a_caller_who_leaves,
        text(
            coalesce.Coalescer,
            "__call__",
            "self._drain = asyncio.create_task(self._drain_all())",
            "await self._drain_all()",
        ),
    ),
    Mutation(
        "transient errors never count",
        scenarios_failure.connections_that_break,
        instead(poison, "is_transient", lambda error: False),  # noqa: ARG005
    ),
    Mutation(
        "three attempts, then the line moves on",
        scenarios_failure.a_poisoned_request,
        text(take, "_command", "row.attempts >= ATTEMPTS_MAX", "False"),
    ),
    Mutation(
        "a poisoned request is told apart",
        scenarios_failure.a_poisoned_request,
        text(
            sequencer.Sequencer,
            "_work_together",
            "if poison.is_transient(error) and self._slow < poison.SLOW_MAX:",
            "if True:",
        ),
    ),
    Mutation(
        "calendars kept while a request asks for more",
        scenarios_times.three_calendars,
        text(sequencer.Sequencer, "_work_in_pairs", " | (frozenset() if passed.decided else needed)", ""),
    ),
    Mutation(
        "the backlog's bound, before the insert",
        scenarios_order.a_full_backlog,
        instead(submit.Submitter, "_turned_away", nobody),
    ),
    # I2: one after another, in the order of the first surviving append.
    Mutation(
        "the calendar lock",
        scenarios_order.one_slot_for_two_workers,
        both(
            text(taking, "_CALENDARS", _LOCK, ""),
            text(taking, "_CALENDARS_NOT_LOCKED", _LOCK + "\n SKIP LOCKED", ""),
        ),
    ),
    Mutation(
        "duplicates dropped",
        scenarios_order.a_message_twice,
        text(take, "_waiting", " or request_id in waiting", ""),
    ),
    Mutation(
        "decided ids dropped",
        scenarios_order.a_message_twice,
        text(taking, "_REQUESTS", " AND decided_seq IS NULL", ""),
    ),
    Mutation(
        "entries of another line dropped",
        scenarios_order.a_message_in_a_wrong_line,
        text(take, "_waiting", " or row.doctor_id != doctor_id", ""),
    ),
    Mutation(
        "an edit of the hours decided alone",
        scenarios_order.hours_changed_in_between,
        text(take, "_waiting", "edits = isinstance(command, commands.EDITS)", "edits = False"),
    ),
    Mutation(
        "never before the last decision",
        scenarios_order.a_clock_that_goes_back,
        text(fold, "fold", "max(now, line.last_decided_at)", "now"),
    ),
)
