"""Attempt: one transaction that takes, decides and writes, and what follows its commit.

Until the commit nothing has happened; after it, what is not done here any more is made good by the next worker or by the
sweeper, which find the requests decided.

Steps, besides those of `take` and `write`: `pass.begin`, `pass.commit`, `pass.committed`, `pass.finished`,
`pass.published`.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from healthmed_app.booking.alternatives import Offered
from healthmed_app.booking.context import Booking
from healthmed_app.booking.fold import Folded, fold
from healthmed_app.booking.take import BATCH_MAX, Taken, take
from healthmed_app.booking.write import Written, write


class Passed(NamedTuple):
    """What a committed pass leaves to do."""

    stopped: dict[UUID, frozenset[UUID]]
    skipped: set[UUID]
    decided: int


async def attempt(
    booking: Booking,
    offered: Offered,
    lines: Sequence[UUID],
    tokens: Mapping[UUID, Sequence[str]],
    *,
    also: frozenset[UUID] = frozenset(),
    per_line_max: int = BATCH_MAX,
    trace: list[UUID] | None = None,
) -> Passed:
    """Decide what stands in `lines`, in one transaction, and finish it.

    Args:
        booking: the process's booking.
        offered: what its lanes have offered lately.
        lines: the doctors; lines that another transaction holds are left out.
        tokens: by line, what to acknowledge when it is finished.
        also: further calendars to lock; then it waits for the locks, and `lines` is one.
        per_line_max: how many requests of each line are read.
        trace: gets the ids of the requests that are about to be decided.
    """
    await booking.step("pass.begin")
    async with booking.db.pipelined() as conn:
        taken = await take(booking, conn, lines, also=also, per_line_max=per_line_max, trace=trace)
        folded = fold(
            taken.lines,
            taken.ledger,
            taken.facts.slots,
            taken.patients,
            taken.locked,
            taken.facts.now,
            booking.policy,
        )
        written = Written([], set())
        if folded.decided:
            written = await write(booking, conn, taken, folded, offered)
        await booking.step("pass.commit")
    await booking.step("pass.committed")
    await _finish(booking, offered, taken, folded, written, tokens)
    return Passed(folded.stopped, taken.skipped, len(folded.decided))


async def _finish(
    booking: Booking,
    offered: Offered,
    taken: Taken,
    folded: Folded,
    written: Written,
    tokens: Mapping[UUID, Sequence[str]],
) -> None:
    """After the commit: take the entries out of their lines, append the offers, and tell who watches."""
    done = {line: _dealt_with(line, taken, folded) for line in taken.read}
    if taken.gone:
        remains = await booking.lines.read(list(taken.gone), per_line_max=BATCH_MAX, total_max=BATCH_MAX)
        done |= {line: [entry.stream_id for entry in entries] for line, entries in remains.items()}
    acknowledged = [token for line in done if line not in folded.stopped for token in tokens.get(line, ())]
    await booking.lines.finish(done, acknowledged)
    await booking.step("pass.finished")
    offered.stand_back(written.offers)
    await booking.hints.publish(written.topics)
    await booking.step("pass.published")


def _dealt_with(line: UUID, taken: Taken, folded: Folded) -> list[str]:
    """Return the stream ids of a line that need nobody any more: all that was read, up to where the line stopped."""
    entries = taken.read[line]
    if line in folded.stopped:
        decided = {one.stream_id for one in folded.decided if one.request.doctor_id == line}
        waiting = next(one.waiting for one in taken.lines if one.doctor.id == line)
        stopped_at = waiting[len(decided)].stream_id
        return [
            entry.stream_id for entry in entries[: [entry.stream_id for entry in entries].index(stopped_at)]
        ]
    return [entry.stream_id for entry in entries]
