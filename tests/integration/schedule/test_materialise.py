"""Slots on a real database: made over the horizon, kept while they are held or taken, and never made twice."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from healthmed_app.core.errors import NotFound
from healthmed_app.core.ids import new_id
from healthmed_app.schedule import queries, rules, service
from healthmed_app.schedule.jobs import extend_horizons
from healthmed_app.schedule.rules import CalendarSettings, Day, Interval, Plan, SlotRow, Span
from infra.db.pool import Connection, Database

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
MONDAY = Interval(1, time(8), time(12))
RULES = CalendarSettings("America/Recife", 30, 0, 180, 14, confirms_automatically=False)
PLAN = Plan(RULES, (MONDAY, Interval(3, time(14), time(16))))
HALF_HOUR = timedelta(minutes=30)


async def person(conn: Connection, role: str) -> UUID:
    ident = new_id()
    await conn.execute(
        "INSERT INTO users (id, role, email, full_name, password_hash) VALUES (%s, %s, %s, 'Ana Souza', '')",
        (ident, role, f"{ident}@test.example"),
    )
    return ident


async def doctor(db: Database, plan: Plan = PLAN) -> UUID:
    async with db.transaction() as conn:
        ident = await person(conn, "doctor")
        await service.open_calendar(conn, ident, "America/Recife")
        await service.write_plan(conn, ident, plan)
    return ident


async def change(db: Database, doctor_id: UUID, plan: Plan, now: datetime = NOW) -> int:
    async with db.transaction() as conn:
        await service.write_plan(conn, doctor_id, plan)
        return await service.materialise(conn, doctor_id, now)


async def coming(db: Database, doctor_id: UUID, now: datetime = NOW) -> list[SlotRow]:
    async with db.read() as conn:
        return await service.coming_slots(conn, doctor_id, now)


async def occupy(db: Database, doctor_id: UUID, slot: SlotRow, status: str, *, ended: bool = False) -> UUID:
    async with db.transaction() as conn:
        ident = new_id()
        await conn.execute(
            """
            INSERT INTO appointments (id, doctor_id, patient_id, slot_id, during, starts_at, status, active, price_cents,
                                      expires_at)
            VALUES (%s, %s, %s, %s, tstzrange(%s, %s), %s, %s, true, 100, %s)
            """,
            (
                ident,
                doctor_id,
                await person(conn, "patient"),
                slot.id,
                slot.starts_at,
                slot.ends_at,
                slot.starts_at,
                status,
                NOW - HALF_HOUR if ended else NOW + HALF_HOUR,
            ),
        )
    return ident


def times(slots: Sequence[SlotRow]) -> list[tuple[datetime, datetime]]:
    return [(slot.starts_at, slot.ends_at) for slot in slots]


async def test_a_plan_is_read_as_it_was_written(db: Database) -> None:
    days = (
        Day(date(2026, 12, 24), ()),
        Day(date(2026, 12, 31), ((time(8), time(9)), (time(10), time(23, 59)))),
    )
    plan = replace(PLAN, exceptions=days)
    ident = await doctor(db, plan)
    async with db.read() as conn:
        assert await service.plan(conn, ident, NOW) == plan


async def test_the_horizon_is_filled_once_and_moves_with_the_days(db: Database) -> None:
    ident = await doctor(db)
    assert await change(db, ident, PLAN) == 24
    assert times(await coming(db, ident)) == [(one.starts_at, one.ends_at) for one in rules.wanted(PLAN, NOW)]
    assert await change(db, ident, PLAN) == 0, "a second time changes nothing"
    later = NOW + timedelta(days=7)
    assert await change(db, ident, PLAN, later) == 12
    assert times(await coming(db, ident, later)) == [
        (one.starts_at, one.ends_at) for one in rules.wanted(PLAN, later)
    ]


async def test_hours_that_come_back_bring_their_slots_back_with_the_same_ids(db: Database) -> None:
    ident = await doctor(db)
    await change(db, ident, PLAN)
    before = await coming(db, ident)
    assert await change(db, ident, replace(PLAN, hours=())) == 24
    assert await coming(db, ident) == []
    assert await change(db, ident, PLAN) == 24
    assert await coming(db, ident) == before


@pytest.mark.parametrize("ended", [False, True])
@pytest.mark.parametrize("status", ["held", "waiting_for_confirmation", "confirmed"])
async def test_a_slot_that_is_held_or_taken_stays_and_nothing_is_made_over_it(
    db: Database, status: str, *, ended: bool
) -> None:
    ident = await doctor(db)
    await change(db, ident, PLAN)
    taken = (await coming(db, ident))[3]
    await occupy(db, ident, taken, status, ended=ended)
    longer = replace(PLAN, settings=replace(RULES, slot_minutes=50))
    await change(db, ident, longer)
    found = await coming(db, ident)
    assert taken in found
    assert all(
        slot.ends_at <= taken.starts_at or taken.ends_at <= slot.starts_at for slot in found if slot != taken
    )
    expected = {(one.starts_at, one.ends_at) for one in rules.wanted(longer, NOW)}
    assert {one for one in times(found) if one not in expected} == {(taken.starts_at, taken.ends_at)}


async def test_a_slot_that_stayed_goes_when_its_appointment_is_called_off(db: Database) -> None:
    ident = await doctor(db)
    await change(db, ident, PLAN)
    taken = (await coming(db, ident))[0]
    appointment = await occupy(db, ident, taken, "confirmed")
    closed = replace(PLAN, hours=())
    await change(db, ident, closed)
    assert await coming(db, ident) == [taken]
    async with db.transaction() as conn:
        await conn.execute(
            "UPDATE appointments SET active = false, status = 'cancelled' WHERE id = %s", (appointment,)
        )
    assert await change(db, ident, closed) == 1
    assert await coming(db, ident) == []


async def test_a_slot_made_by_hand_stays_and_the_hours_make_none_over_it(db: Database) -> None:
    ident = await doctor(db)
    by_hand = Span(datetime(2026, 11, 30, 11, 15, tzinfo=UTC), datetime(2026, 11, 30, 11, 45, tzinfo=UTC))
    async with db.transaction() as conn:
        await service.add_by_hand(conn, ident, new_id(), by_hand)
    await change(db, ident, PLAN)
    found = await coming(db, ident)
    assert (by_hand.starts_at, by_hand.ends_at) in times(found)
    assert len(found) == 24 - 2 + 1
    await change(db, ident, replace(PLAN, hours=()))
    assert times(await coming(db, ident)) == [(by_hand.starts_at, by_hand.ends_at)]


async def test_blocked_time_takes_free_slots_and_giving_it_back_returns_them(db: Database) -> None:
    ident = await doctor(db)
    await change(db, ident, PLAN)
    whole = await coming(db, ident)
    block, span = new_id(), Span(whole[0].starts_at, whole[1].starts_at)
    async with db.transaction() as conn:
        await service.add_block(conn, ident, block, span, "Congress")
        assert await service.materialise(conn, ident, NOW) == 1
    assert await coming(db, ident) == whole[1:]
    async with db.transaction() as conn:
        assert not await service.remove_block(conn, await person(conn, "doctor"), block)
        assert await service.remove_block(conn, ident, block)
        await service.materialise(conn, ident, NOW)
    assert await coming(db, ident) == whole


async def test_the_round_reaches_every_doctor_who_is_behind_and_nobody_twice(db: Database) -> None:
    doctors = sorted([await doctor(db) for _number in range(7)])
    await change(db, doctors[2], PLAN)
    steps = [step async for step in extend_horizons(db, NOW, doctors_a_step=3)]
    assert [one for step in steps for one in step] == [one for one in doctors if one != doctors[2]]
    assert [len(step) for step in steps] == [3, 3]
    assert [step async for step in extend_horizons(db, NOW, doctors_a_step=3)] == []
    tomorrow = NOW + timedelta(days=1)
    changed = [one async for step in extend_horizons(db, tomorrow) for one in step]
    assert set(changed) == set(doctors), "a Wednesday enters the horizon"


async def test_a_horizon_that_became_shorter_still_moves_on(db: Database) -> None:
    ident = await doctor(db)
    await change(db, ident, PLAN)
    shorter = replace(PLAN, settings=replace(RULES, horizon_days=7))
    async with db.transaction() as conn:
        await service.write_plan(conn, ident, shorter)
        await service.write_diff(conn, ident, await service.preview(conn, ident, shorter, NOW))
    later = NOW + timedelta(days=4)
    assert [one async for step in extend_horizons(db, later) for one in step] == [ident]
    assert times(await coming(db, ident, later)) == [
        (one.starts_at, one.ends_at) for one in rules.wanted(shorter, later)
    ]


async def test_a_doctor_without_a_calendar_is_not_found(db: Database) -> None:
    async with db.transaction() as conn:
        with pytest.raises(NotFound):
            await service.materialise(conn, new_id(), NOW)
        with pytest.raises(NotFound):
            await service.settings(conn, new_id())


async def test_a_preview_says_what_a_change_would_do_and_does_nothing(db: Database) -> None:
    ident = await doctor(db)
    await change(db, ident, PLAN)
    before = await coming(db, ident)
    async with db.read() as conn:
        planned = await service.preview(conn, ident, replace(PLAN, hours=(MONDAY,)), NOW)
    assert (len(planned.add), len(planned.remove)) == (0, 8)
    assert await coming(db, ident) == before


async def test_the_slots_of_a_doctor_are_found_by_an_index(db: Database) -> None:
    async with db.read() as conn:
        await conn.execute("SET enable_seqscan = off")
        cursor = await conn.execute(
            "EXPLAIN SELECT id FROM slots WHERE doctor_id = %s AND active AND starts_at >= %s",
            (new_id(), NOW),
        )
        assert "slots_doctor_starts" in str(await cursor.fetchall())
        assert await queries.doctors_behind(conn, new_id(), NOW, 10) == []
