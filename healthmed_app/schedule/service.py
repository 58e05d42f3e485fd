"""The verbs of schedule: read a doctor's plan, write what the sequencer decided, keep slots over the horizon.

Boundary: a change of hours is a command of booking, decided in the doctor's line; what is here either reads, or writes
inside a transaction that has locked the doctor's calendar.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from healthmed_app.core.errors import NotFound
from healthmed_app.schedule import queries, rules, slot_queries
from healthmed_app.schedule.queries import BlockRow, ExceptionRow
from healthmed_app.schedule.rules import CalendarSettings, Day, Diff, Interval, Plan, SlotRow, Span
from infra.db.pool import Connection

__all__ = ["BlockRow", "CalendarSettings", "Day", "Interval", "Plan", "SlotRow", "Span"]

# A slot or an appointment that lasts into `now` began less than this before it (limits.SLOT_MINUTES).
_BEGAN_AT_MOST = timedelta(days=1)
_FAR = datetime(9999, 1, 1, tzinfo=UTC)


async def open_calendar(conn: Connection, doctor_id: UUID, time_zone: str) -> None:
    """Give a doctor a calendar with the default settings and no hours; idempotent."""
    await queries.insert_calendar(conn, doctor_id, time_zone)


async def lock_calendar(conn: Connection, doctor_id: UUID) -> None:
    """Let nothing be decided in a doctor's calendar until this transaction ends; who has none is no hindrance."""
    await queries.lock_calendar(conn, doctor_id)


async def settings(conn: Connection, doctor_id: UUID) -> CalendarSettings:
    """Return a doctor's calendar settings.

    Raises:
        NotFound: the doctor has no calendar.
    """
    found = await queries.settings(conn, doctor_id)
    if found is None:
        raise NotFound
    return found


async def weekly_hours(conn: Connection, doctor_id: UUID) -> tuple[Interval, ...]:
    """Return a doctor's weekly hours by weekday and time."""
    return tuple(await queries.weekly_hours(conn, doctor_id))


async def exceptions(conn: Connection, doctor_id: UUID, first: date) -> tuple[Day, ...]:
    """Return the dates that differ from the weekly hours, from `first` on."""
    rows = await queries.exceptions(conn, doctor_id, first)
    return tuple(
        Day(day, tuple((row.starts, row.ends) for row in group if row.starts and row.ends))
        for day, group in groupby(rows, key=lambda row: row.day)
    )


async def blocks(conn: Connection, doctor_id: UUID, after: datetime) -> tuple[BlockRow, ...]:
    """Return the blocked time that has not ended at `after`."""
    return tuple(await queries.blocks(conn, doctor_id, after))


async def plan(conn: Connection, doctor_id: UUID, now: datetime) -> Plan:
    """Return all that decides which slots a doctor has from today on.

    Raises:
        NotFound: the doctor has no calendar.
    """
    rules_of = await settings(conn, doctor_id)
    today = now.astimezone(ZoneInfo(rules_of.time_zone)).date()
    return Plan(
        rules_of,
        await weekly_hours(conn, doctor_id),
        await exceptions(conn, doctor_id, today),
        tuple(Span(row.starts_at, row.ends_at) for row in await blocks(conn, doctor_id, now)),
    )


async def slots(conn: Connection, doctor_id: UUID, after: datetime, before: datetime) -> list[SlotRow]:
    """Return the active slots of a doctor that begin from `after` on and before `before`."""
    return await slot_queries.slots(conn, doctor_id, after, before)


async def slots_from(conn: Connection, doctor_id: UUID, after: datetime, limit: int) -> list[SlotRow]:
    """Return the first active slots of a doctor that begin from `after` on."""
    return await slot_queries.slots(conn, doctor_id, after, _FAR, limit)


async def slot(conn: Connection, doctor_id: UUID, slot_id: UUID, *, gone: bool = False) -> SlotRow:
    """Return one active slot of a doctor, or with `gone` also one that is not active any more.

    Raises:
        NotFound: there is none, or it is another doctor's.
    """
    found = await slot_queries.slot(conn, doctor_id, slot_id, gone=gone)
    if found is None:
        raise NotFound
    return found


async def slots_by_hand(conn: Connection, doctor_id: UUID, now: datetime) -> list[SlotRow]:
    """Return the coming slots that the doctor made, the first hundred."""
    return await slot_queries.slots_by_hand(conn, doctor_id, now, 100)


async def coming_slots(conn: Connection, doctor_id: UUID, now: datetime) -> list[SlotRow]:
    """Return the active slots that have not ended: what `rules.diff` calls existing."""
    found = await slot_queries.slots(conn, doctor_id, now - _BEGAN_AT_MOST, _FAR)
    return [row for row in found if row.ends_at > now]


async def write_plan(conn: Connection, doctor_id: UUID, changed: Plan) -> None:
    """Replace a doctor's settings, weekly hours and dates that differ. The calendar is locked; blocks are not touched."""
    await queries.update_settings(conn, doctor_id, changed.settings)
    await queries.replace_weekly_hours(conn, doctor_id, changed.hours)
    await queries.replace_exceptions(conn, doctor_id, list(_exception_rows(changed.exceptions)))


def _exception_rows(days: Iterable[Day]) -> Iterable[ExceptionRow]:
    for one in days:
        if not one.hours:
            yield ExceptionRow(one.day, None, None)
        for starts, ends in one.hours:
            yield ExceptionRow(one.day, starts, ends)


async def add_block(conn: Connection, doctor_id: UUID, block_id: UUID, span: Span, note: str) -> None:
    """Take time out of a doctor's agenda. The calendar is locked; then apply the difference."""
    await queries.insert_block(conn, doctor_id, block_id, span, note)


async def remove_block(conn: Connection, doctor_id: UUID, block_id: UUID) -> bool:
    """Give blocked time back; false when this doctor has no such block. The calendar is locked."""
    return await queries.delete_block(conn, doctor_id, block_id)


async def write_diff(conn: Connection, doctor_id: UUID, change: Diff) -> int:
    """Write a difference made by `rules.diff` under the calendar's lock; return how many slots it changed."""
    if change.remove:
        retired = await slot_queries.retire_slots(conn, doctor_id, change.remove)
        assert retired == len(change.remove), "a slot changed under the calendar's lock"
    if change.add:
        revived = await slot_queries.revive_slots(conn, doctor_id, change.add)
        await slot_queries.insert_slots(conn, doctor_id, [span for span in change.add if span not in revived])
    return len(change.remove) + len(change.add)


async def add_by_hand(conn: Connection, doctor_id: UUID, slot_id: UUID, span: Span) -> None:
    """Add a slot that the doctor keeps. The calendar is locked, and nothing active overlaps it."""
    await slot_queries.insert_by_hand(conn, doctor_id, slot_id, span)


async def retire(conn: Connection, doctor_id: UUID, slot_id: UUID) -> None:
    """Take one active slot away. The calendar is locked."""
    retired = await slot_queries.retire_slots(conn, doctor_id, (slot_id,))
    assert retired == 1, "a slot changed under the calendar's lock"


async def busy(conn: Connection, doctor_id: UUID, now: datetime) -> Sequence[Span]:
    """Return the time of the holds and appointments that have not ended."""
    found = await slot_queries.busy(conn, doctor_id, now - _BEGAN_AT_MOST)
    return [one for one in found if one.ends_at > now]


async def preview(conn: Connection, doctor_id: UUID, changed: Plan, now: datetime) -> Diff:
    """Return how the slots would change if `changed` were the doctor's plan. Nothing is written."""
    return rules.diff(
        await coming_slots(conn, doctor_id, now),
        rules.wanted(changed, now),
        await busy(conn, doctor_id, now),
        now,
    )


async def materialise(conn: Connection, doctor_id: UUID, now: datetime) -> int:
    """Make the doctor's slots match their plan over the rolling horizon; return how many slots changed. Idempotent.

    A slot made by hand, held, taken or already begun stays.

    Raises:
        NotFound: the doctor has no calendar.
    """
    if not await queries.lock_calendar(conn, doctor_id):
        raise NotFound
    current = await plan(conn, doctor_id, now)
    changed = await write_diff(conn, doctor_id, await preview(conn, doctor_id, current, now))
    await queries.set_materialised(conn, doctor_id, rules.horizon(current.settings, now)[1])
    return changed
