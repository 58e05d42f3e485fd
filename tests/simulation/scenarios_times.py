"""Scenarios of I3 to I6: nobody has two things at one time, and whoever moves keeps the old time until then.

They use the world of `world`: doctors 0 and 2 answer each request and want 3 h of notice, doctor 1 confirms by
themselves; slots 1 to 4 of a doctor are ordinary, those of doctor 1 begin a quarter of an hour later.
"""

from datetime import datetime, timedelta
from uuid import UUID

from healthmed_app.booking.commands import (
    Book,
    Cancel,
    Confirm,
    Hold,
    MoveSlot,
    RemoveSlot,
    Reschedule,
)
from tests.simulation.acting import booked, held, require
from tests.simulation.stage import Stage
from tests.simulation.world import SLOT


async def a_patient_at_two_doctors(stage: Stage) -> None:
    """One patient wants overlapping times of two doctors, and two workers decide at once (I4)."""
    one, two = await stage.worker(), await stage.worker()
    patient = stage.world.patient(1)
    first = await stage.ask(patient, Book(slot_id=stage.world.slot(0, 1)))
    await stage.to(one, "write.entries")
    second = await stage.ask(patient, Book(slot_id=stage.world.slot(1, 1)))
    await stage.to(two, "take.read")
    await stage.work(one, two)
    outcomes = [(await stage.came(request)).outcome for request in (first, second)]
    require(outcomes == ["booked", "refused"], f"one patient's overlapping wishes came to {outcomes}")
    await stage.done()


async def three_holds(stage: Stage) -> None:
    """A patient keeps at most two times from others: the third lets the first go."""
    for slot in (1, 2, 3):
        await held(stage, 1, 0, slot)
    cursor = await stage.observer.conn.execute("SELECT count(*) FROM appointments WHERE active")
    live = await cursor.fetchone()
    require(live == (2,), f"one patient keeps {live} times")
    await stage.done()


async def an_expired_hold_in_the_way(stage: Stage) -> None:
    """A hold that ran out, and that nobody has tidied away, must not keep others from its time."""
    await held(stage, 1, 0, 1)
    await stage.observer.advance(timedelta(minutes=6))
    request = await stage.ask(stage.world.patient(2), Book(slot_id=stage.world.slot(0, 1)))
    await stage.work(stage.workers[0])
    require((await stage.came(request)).outcome == "booked", "an expired hold keeps its time")
    await stage.done()


async def a_slot_in_use(stage: Stage) -> None:
    """A doctor can neither take away nor move a time that is held or taken."""
    await held(stage, 1, 0, 1)
    await booked(stage, 2, 0, 2)
    later = await _starts(stage, stage.world.slot(0, 4)) + timedelta(days=1)
    for slot_id in (stage.world.slot(0, 1), stage.world.slot(0, 2)):
        for command in (RemoveSlot(slot_id), MoveSlot(slot_id, later, later + SLOT)):
            request = await stage.ask(stage.world.doctor(0), command)
            await stage.work(stage.workers[0])
            require((await stage.came(request)).refusal == "slot_in_use", "a slot in use was taken away")
    await stage.done()


async def a_slot_that_moves(stage: Stage) -> None:
    """A doctor moves a time to one that overlaps it: it goes before it comes, and neither is there twice (I5)."""
    slot_id = stage.world.slot(0, 4)
    later = await _starts(stage, slot_id) + SLOT / 2
    move = MoveSlot(slot_id, later, later + SLOT)
    request = await stage.ask(stage.world.doctor(0), move, "move")
    await stage.work(await stage.worker())
    require((await stage.came(request)).outcome == "edited", "a slot cannot move by a quarter of an hour")
    require(await stage.ask(stage.world.doctor(0), move, "move") == request, "the same move was asked twice")
    cursor = await stage.observer.conn.execute(
        "SELECT id FROM slots WHERE active AND doctor_id = %s AND during && tstzrange(%s, %s)",
        (stage.world.doctor(0).user_id, later - SLOT / 2, later + SLOT),
    )
    require(await cursor.fetchall() == [(request,)], "a slot that moved is not there once")
    await stage.done()


async def _starts(stage: Stage, slot_id: UUID) -> datetime:
    cursor = await stage.observer.conn.execute("SELECT starts_at FROM slots WHERE id = %s", (slot_id,))
    row = await cursor.fetchone()
    assert row is not None
    return row[0]


async def an_appointment_keeps_its_time(stage: Stage) -> None:
    """A reschedule that is refused, or whose worker is killed at any step, leaves the old time alone (I6)."""
    appointment = await booked(stage, 1, 0, 1)
    await booked(stage, 2, 2, 3)
    move = Reschedule(appointment_id=appointment, slot_id=stage.world.slot(2, 3))
    request = await stage.ask(stage.world.patient(1), move)
    await stage.work(stage.workers[0])
    require((await stage.came(request)).refusal == "slot_taken", "a taken slot was given away")
    again = Reschedule(appointment_id=appointment, slot_id=stage.world.slot(2, 4))
    request = await stage.ask(stage.world.patient(1), again)
    for point in ("write.entries", "write.outcomes", "pass.commit"):
        await stage.to(stage.workers[-1], point)
        await stage.workers[-1].kill()
        require(
            await _is_at(stage, appointment, stage.world.slot(0, 1)),
            f"killed at {point}, it lost its time (I6)",
        )
        await stage.worker()
        await stage.redis.flushall()
        await stage.observer.advance(timedelta(seconds=3))
        stage.workers[:] = stage.workers[-1:]
        await stage.to(stage.workers[0], "sweep.restore")
        await stage.to(stage.workers[0], "sweep.expire")
    await stage.work(stage.workers[0])
    require((await stage.came(request)).outcome == "rescheduled", "it never moved")
    require(await _is_at(stage, appointment, stage.world.slot(2, 4)), "it is not where it was moved to")
    await stage.done()


async def _is_at(stage: Stage, appointment: UUID, slot: UUID) -> bool:
    cursor = await stage.observer.conn.execute(
        "SELECT active AND slot_id = %s FROM appointments WHERE id = %s", (slot, appointment)
    )
    return await cursor.fetchone() == (True,)


async def a_ring_of_moves(stage: Stage) -> None:
    """In one batch a time is left and taken again: what ends or moves must go first, whatever the order of the rows."""
    one, two = await booked(stage, 1, 0, 1), await booked(stage, 2, 0, 2)
    first, second, third = (stage.world.slot(0, at) for at in (1, 2, 3))
    asked = [
        await stage.ask(stage.world.patient(1), Reschedule(appointment_id=one, slot_id=third)),
        await stage.ask(stage.world.patient(2), Reschedule(appointment_id=two, slot_id=first)),
        await stage.ask(stage.world.patient(1), Reschedule(appointment_id=one, slot_id=second)),
        await stage.ask(stage.world.patient(3), Book(slot_id=third)),
        await stage.ask(stage.world.patient(2), Cancel(appointment_id=two, reason="away")),
        await stage.ask(stage.world.patient(4), Book(slot_id=first)),
    ]
    await stage.work(stage.workers[0])
    outcomes = [(await stage.came(request)).outcome for request in asked]
    wanted = ["rescheduled", "rescheduled", "rescheduled", "booked", "cancelled", "booked"]
    require(outcomes == wanted, f"a ring of moves came to {outcomes}")
    await stage.done()


async def moves_that_cross(stage: Stage) -> None:
    """Two appointments change doctors in opposite directions, decided by two workers at once: no deadlock."""
    there, back = await booked(stage, 1, 0, 1), await booked(stage, 2, 2, 2)
    one, two = stage.workers[0], await stage.worker()
    out = await stage.ask(
        stage.world.patient(1), Reschedule(appointment_id=there, slot_id=stage.world.slot(2, 3))
    )
    await stage.to(one, "pass.begin")
    home = await stage.ask(
        stage.world.patient(2), Reschedule(appointment_id=back, slot_id=stage.world.slot(0, 4))
    )
    await stage.to(two, "pass.begin")
    await stage.work(one, two)
    outcomes = [(await stage.came(request)).outcome for request in (out, home)]
    require(outcomes == ["rescheduled", "rescheduled"], f"moves that cross came to {outcomes}")
    require(await stage.observer.deadlocks() == 0, "moves that cross came to a deadlock")
    await stage.done()


async def moved_while_answered(stage: Stage) -> None:
    """A patient moves an appointment to another doctor while the first one confirms it: one of the two comes first."""
    appointment = await booked(stage, 1, 0, 1)
    one, two = stage.workers[0], await stage.worker()
    move = Reschedule(appointment_id=appointment, slot_id=stage.world.slot(2, 2))
    await stage.ask(stage.world.patient(1), move)
    await stage.to(one, "take.loaded")
    await stage.ask(stage.world.doctor(0), Confirm(appointment_id=appointment))
    await stage.to(two, "take.read")
    await stage.work(one, two)
    await stage.done()


async def three_calendars(stage: Stage) -> None:
    """One reschedule touches three doctors: the old one, the new one, and one whose hold is in the way."""
    appointment = await booked(stage, 1, 1, 2)
    await held(stage, 1, 2, 1)
    request = await stage.ask(
        stage.world.patient(1), Reschedule(appointment_id=appointment, slot_id=stage.world.slot(0, 1))
    )
    await stage.work(stage.workers[0])
    require((await stage.came(request)).outcome == "rescheduled", "three calendars came to nothing")
    await stage.done()


async def an_expired_hold_is_ended(stage: Stage) -> None:
    """A hold that ran out, and a request that nobody answered, are ended by the sweeper, through the line."""
    hold = await held(stage, 1, 0, 1)
    appointment = await booked(stage, 2, 2, 1)
    await stage.observer.advance(timedelta(hours=25))

    async def over() -> bool:
        cursor = await stage.observer.conn.execute(
            "SELECT count(*) FROM appointments WHERE id = ANY(%s) AND active", ([hold, appointment],)
        )
        return await cursor.fetchone() == (0,)

    await stage._drive(over, stage.workers, sweeping=True)
    await stage.done()


async def a_time_of_another_doctor(stage: Stage) -> None:
    """A forged request names a slot that is not this doctor's."""
    worker = await stage.worker()
    forged = await stage.forge(
        stage.world.patient(1), Hold(slot_id=stage.world.slot(2, 1)), stage.world.doctors[0]
    )
    await stage.work(worker)
    require((await stage.came(forged)).refusal == "slot_gone", "a slot was held in another doctor's line")
    await stage.done()
