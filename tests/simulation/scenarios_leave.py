"""Scenarios of I8: nothing outlives what allowed it.

They use the world of `world`: doctors 0 and 2 answer each request and want 3 h of notice, doctor 1 confirms by
themselves; slots 1 to 4 of a doctor are ordinary, those of doctor 1 begin a quarter of an hour later.
"""

from datetime import timedelta

import psycopg
import pytest

from healthmed_app.booking.commands import (
    Book,
    Cancel,
    Confirm,
    Hold,
    Reschedule,
)
from healthmed_app.core.errors import NotFound
from tests.simulation.acting import booked, held, require
from tests.simulation.stage import Stage


async def a_hold_that_ran_out_in_line(stage: Stage) -> None:
    """A hold was live when its booking came; that the line was long is not the patient's fault."""
    hold = await held(stage, 1, 0, 1)
    await stage.observer.advance(timedelta(minutes=4))
    request = await stage.ask(stage.world.patient(1), Book(hold_id=hold), str(hold))
    await stage.observer.advance(timedelta(minutes=2))
    await stage.work(stage.workers[0])
    require((await stage.came(request)).outcome == "booked", "a hold was lost by standing in line")
    await stage.done()


async def a_hold_that_ran_out_before(stage: Stage) -> None:
    """A hold had run out when its booking came: refused, even if its time is still free (I8)."""
    hold = await held(stage, 1, 0, 1)
    await stage.observer.advance(timedelta(minutes=6))
    request = await stage.ask(stage.world.patient(1), Book(hold_id=hold), str(hold))
    await stage.work(stage.workers[0])
    require((await stage.came(request)).refusal == "hold_expired", "an expired hold was booked (I8)")
    await stage.done()


async def another_ones_hold(stage: Stage) -> None:
    """Somebody else's hold is nobody's to book: `submit` does not find it, and `decide` refuses it (I8)."""
    hold = await held(stage, 1, 0, 1)
    with pytest.raises(NotFound):
        await stage.ask(stage.world.patient(2), Book(hold_id=hold), str(hold))
    forged = await stage.forge(stage.world.patient(2), Book(hold_id=hold), stage.world.doctors[0])
    await stage.work(stage.workers[0])
    require((await stage.came(forged)).refusal == "hold_not_yours", "somebody else's hold was booked (I8)")
    await stage.done()


async def another_ones_appointment(stage: Stage) -> None:
    """Nor is somebody else's appointment theirs to move or to call off."""
    appointment = await booked(stage, 1, 0, 1)
    stranger, doctor = stage.world.patient(2), stage.world.doctors[0]
    move = await stage.forge(
        stranger, Reschedule(appointment_id=appointment, slot_id=stage.world.slot(0, 2)), doctor
    )
    end = await stage.forge(stranger, Cancel(appointment_id=appointment, reason="mine"), doctor)
    answer = await stage.forge(stage.world.doctor(2), Confirm(appointment_id=appointment), doctor)
    await stage.work(stage.workers[0])
    for request in (move, end, answer):
        require(
            (await stage.came(request)).refusal == "appointment_gone", "a stranger changed an appointment"
        )
    await stage.done()


async def a_doctor_suspended_meanwhile(stage: Stage) -> None:
    """The doctor was suspended after the request came, and before it was decided (I8)."""
    worker = await stage.worker()
    request = await stage.ask(stage.world.patient(1), Book(slot_id=stage.world.slot(0, 1)))
    await stage.observer.conn.execute(
        "UPDATE doctors SET status = 'suspended' WHERE id = %s", (stage.world.doctors[0],)
    )
    await stage.work(worker)
    require((await stage.came(request)).refusal == "doctor_unavailable", "a suspended doctor was booked (I8)")
    await stage.done()


async def a_doctor_suspended_while_locks_are_waited_for(stage: Stage) -> None:
    """The same, while the deciding worker waits for another calendar: what it reads must be read after its locks (I8)."""
    appointment = await booked(stage, 1, 0, 1)
    move = Reschedule(appointment_id=appointment, slot_id=stage.world.slot(2, 2))
    request = await stage.ask(stage.world.patient(1), move)
    worker = stage.workers[0]
    async with await psycopg.AsyncConnection.connect(stage.database_url) as other:
        await other.execute(
            "SELECT FROM calendars WHERE doctor_id = %s FOR NO KEY UPDATE", (stage.world.doctors[0],)
        )
        await stage.to(worker, "pass.begin")
        await stage.to(worker, "take.locked")
        await stage.go_on(worker, "pass.begin")
        require(
            await stage.observer.waiting_for_locks() == 1, "the worker does not wait for the second calendar"
        )
        await stage.observer.conn.execute(
            "UPDATE doctors SET status = 'suspended' WHERE id = %s", (stage.world.doctors[2],)
        )
    await stage.work(worker)
    require((await stage.came(request)).refusal == "doctor_unavailable", "a suspended doctor was booked (I8)")
    await stage.done()


async def a_patient_suspended_meanwhile(stage: Stage) -> None:
    """The same of the patient."""
    worker = await stage.worker()
    request = await stage.ask(stage.world.patient(1), Book(slot_id=stage.world.slot(0, 1)))
    await stage.observer.conn.execute(
        "UPDATE users SET suspended_at = now() WHERE id = %s", (stage.world.patients[1],)
    )
    await stage.work(worker)
    require((await stage.came(request)).refusal == "patient_suspended", "a suspended patient booked (I8)")
    await stage.done()


async def outside_notice_and_horizon(stage: Stage) -> None:
    """Times that are too close or too far are refused, also when they became so in line (I8)."""
    worker = await stage.worker()
    soon = await stage.ask(stage.world.patient(1), Book(slot_id=stage.world.slot(0, 0)))
    far = await stage.ask(stage.world.patient(2), Book(slot_id=stage.world.slot(0, 5)))
    await stage.work(worker)
    require((await stage.came(soon)).refusal == "too_soon", "a time inside the notice was booked (I8)")
    require((await stage.came(far)).refusal == "too_far", "a time beyond the horizon was booked (I8)")
    # The first ordinary slot is 49 hours away; the notice of doctor 0 is 3 hours.
    await stage.observer.advance(timedelta(hours=45, minutes=59))
    late = await stage.ask(stage.world.patient(3), Book(slot_id=stage.world.slot(0, 1)))
    await stage.observer.advance(timedelta(minutes=2))
    await stage.work(worker)
    require(
        (await stage.came(late)).refusal == "too_soon", "the notice was looked at only when it was asked (I8)"
    )
    await stage.done()


async def an_address_not_confirmed(stage: Stage) -> None:
    """A session may still say that the e-mail address is confirmed; the table says it is not (I8)."""
    worker = await stage.worker()
    request = await stage.ask(stage.world.patient(0), Book(slot_id=stage.world.slot(0, 1)))
    await stage.work(worker)
    require(
        (await stage.came(request)).refusal == "email_not_confirmed", "somebody without an address booked"
    )
    await stage.done()


async def too_late_to_change(stage: Stage) -> None:
    """Two hours before the start a patient can neither call off nor move, nor can a doctor answer (I8)."""
    appointment, other = await booked(stage, 1, 0, 1), await booked(stage, 2, 1, 1)
    await stage.observer.advance(timedelta(hours=47, minutes=30))
    slot = stage.world.slot(1, 4)
    refusals = {
        await stage.ask(stage.world.patient(2), Cancel(appointment_id=other, reason="no time")): "too_late",
        await stage.ask(stage.world.patient(2), Reschedule(appointment_id=other, slot_id=slot)): "too_late",
        await stage.ask(stage.world.doctor(0), Confirm(appointment_id=appointment)): "too_late",
    }
    await stage.work(stage.workers[0])
    for request, refusal in refusals.items():
        came = await stage.came(request)
        require(came.refusal == refusal, f"too late, it came to {came} (I8)")
    await stage.done()


async def too_old_to_decide(stage: Stage) -> None:
    """A request that waited beyond its time is refused as stale."""
    worker = await stage.worker()
    request = await stage.ask(stage.world.patient(1), Hold(slot_id=stage.world.slot(0, 1)))
    await stage.observer.advance(timedelta(hours=1))
    await stage.work(worker)
    require((await stage.came(request)).refusal == "stale", "nobody waits any more for what was given")
    await stage.done()
