"""Directed scenarios: each brings about, step by step, one thing that must not go wrong.

They use the world of `world`: doctors 0 and 2 answer each request and want 3 h of notice, doctor 1 confirms by
themselves; slots 1 to 4 of a doctor are ordinary, those of doctor 1 begin a quarter of an hour later.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest
from redis.exceptions import RedisError

from healthmed_app.booking import rules_times, take
from healthmed_app.booking.commands import (
    AddSlot,
    Book,
    Cancel,
    Confirm,
    Details,
    EditHours,
    Hold,
    Release,
    RemoveSlot,
    Reschedule,
)
from healthmed_app.booking.queries import taking
from healthmed_app.booking.rules_times import Way
from healthmed_app.core.errors import Invalid, NotFound
from healthmed_app.schedule.rules import CalendarSettings
from tests.simulation.simulation import Wrong
from tests.simulation.stage import Stage
from tests.simulation.world import BEGIN, SLOT, ZONE

Scenario = Callable[[Stage], Awaitable[None]]
LINE = "booking:line:{}"


def require(holds: object, otherwise: str) -> None:
    """Fail the scenario unless something holds."""
    if not holds:
        raise Wrong(otherwise)


async def booked(stage: Stage, patient: int, doctor: int, slot: int) -> UUID:
    """Book a slot at once, and return the appointment."""
    worker = stage.workers[0] if stage.workers else await stage.worker()
    request = await stage.ask(stage.world.patient(patient), Book(slot_id=stage.world.slot(doctor, slot)))
    await stage.work(worker)
    came = await stage.came(request)
    require(came.outcome == "booked" and came.appointment_id, f"a free slot came to {came}")
    assert came.appointment_id is not None
    return came.appointment_id


async def held(stage: Stage, patient: int, doctor: int, slot: int) -> UUID:
    """Hold a slot, and return the hold."""
    worker = stage.workers[0] if stage.workers else await stage.worker()
    request = await stage.ask(stage.world.patient(patient), Hold(slot_id=stage.world.slot(doctor, slot)))
    await stage.work(worker)
    came = await stage.came(request)
    require(came.outcome == "held" and came.appointment_id, f"a free slot came to {came}")
    assert came.appointment_id is not None
    return came.appointment_id


async def one_slot_for_two_workers(stage: Stage) -> None:
    """Two workers get the same doctor, and the same two requests for one slot."""
    one, two = await stage.worker(), await stage.worker()
    slot = stage.world.slot(0, 1)
    first = await stage.ask(stage.world.patient(1), Book(slot_id=slot))
    second = await stage.ask(stage.world.patient(2), Book(slot_id=slot))
    await stage.to(one, "write.entries")
    await stage.redis.xadd("booking:ready", {"l": stage.world.doctors[0].hex})
    await stage.to(two, "pass.begin")
    await stage.work(one, two)
    outcomes = {(await stage.came(request)).outcome for request in (first, second)}
    require(outcomes == {"booked", "refused"}, f"one slot came to {outcomes}")
    await stage.done()


async def one_request_without_the_lock(stage: Stage) -> None:
    """If the calendar's lock ever failed, "exactly one undecided row" must still give a request one outcome, told once."""
    one = await stage.worker()
    hold = await held(stage, 1, 0, 1)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("_CALENDARS", "_CALENDARS_NOT_LOCKED"):
            unlocked = getattr(taking, name).replace("FOR NO KEY UPDATE OF c", "").replace("SKIP LOCKED", "")
            patch.setattr(taking, name, unlocked)
        two = await stage.worker()
        request = await stage.ask(stage.world.patient(1), Release(hold_id=hold))
        await stage.to(one, "take.loaded")
        await stage.redis.xadd("booking:ready", {"l": stage.world.doctors[0].hex})
        await stage.to(two, "take.loaded")
        await stage.to(one, "pass.published")
        await stage.to(two, "redis.idle")
    written = [row for row in await stage.observer.written() if row.id == request]
    require(len(written) == 1, f"a request was decided {len(written)} times (I1)")
    require(stage.errors.messages, "a guard fired, and nobody was alarmed")
    stage.errors.messages.clear()
    await stage.done()


async def a_message_twice(stage: Stage) -> None:
    """A request comes twice in one batch, with another in between, and a third time when it is decided."""
    worker = await stage.worker()
    slot = stage.world.slot(0, 1)
    request = await stage.ask(stage.world.patient(1), Hold(slot_id=slot))
    between = await stage.ask(stage.world.patient(2), Hold(slot_id=stage.world.slot(0, 2)))
    key = LINE.format(stage.world.doctors[0].hex)
    await stage.redis.xadd(key, {"e": request.hex})
    await stage.work(worker)
    await stage.redis.xadd(key, {"e": request.hex})
    later = await stage.ask(stage.world.patient(3), Hold(slot_id=stage.world.slot(0, 3)))
    await stage.work(worker)
    for one in (request, between, later):
        require(
            (await stage.came(one)).outcome == "held", "what came beside a repeated message was not decided"
        )
    await stage.to(worker, "redis.idle")
    require(not await stage.redis.exists(key), "a repeated message stays in its line")
    await stage.done()


async def a_message_in_a_wrong_line(stage: Stage) -> None:
    """One doctor's request shows up in another doctor's line, where its calendar is not locked."""
    worker = await stage.worker()
    request = await stage.ask(stage.world.patient(1), Hold(slot_id=stage.world.slot(0, 1)))
    await stage.redis.flushall()
    wrong = stage.world.doctors[2]
    await stage.redis.xadd(LINE.format(wrong.hex), {"e": request.hex})
    await stage.redis.xadd("booking:ready", {"l": wrong.hex})
    await stage.to(worker, "pass.published")
    require(
        (await stage.came(request)).outcome is None, "a request was decided in another doctor's line (I2)"
    )
    await stage.done()


async def a_message_lost(stage: Stage) -> None:
    """Redis is wiped: the sweeper puts acknowledged requests back, in the order in which they came."""
    worker = await stage.worker()
    slot = stage.world.slot(0, 1)
    first = await stage.ask(stage.world.patient(1), Book(slot_id=slot))
    second = await stage.ask(stage.world.patient(2), Book(slot_id=slot))
    await stage.redis.flushall()
    await stage.observer.advance(timedelta(seconds=3))
    await stage.work(worker, sweeping=True)
    require((await stage.came(first)).outcome == "booked", "the first in line lost its place to a later one")
    require((await stage.came(second)).refusal == "slot_taken", "the second in line was not refused")
    await stage.done()


async def cut_before_the_append(stage: Stage) -> None:
    """The web process dies between its commit and the append; asked again elsewhere, it is the same request."""
    await stage.worker()
    patient, command = stage.world.patient(1), Book(slot_id=stage.world.slot(0, 1))
    stage.asking(patient, command, "once")
    await stage.to(stage.web, "submit.inserted")
    await stage.web.kill()
    stage.webs.clear()
    await stage.add_web()
    request = await stage.ask(patient, command, "once")
    require(not await stage.redis.keys(LINE.format("*")), "the append was not cut")
    await stage.observer.advance(timedelta(seconds=3))
    await stage.work(*stage.workers, sweeping=True)
    require((await stage.came(request)).outcome == "booked", "a request that was cut came to nothing")
    await stage.done()


async def redis_away_after_the_commit(stage: Stage) -> None:
    """The append fails: the asker still gets a ticket, and the request its outcome."""
    worker = await stage.worker()
    lines = stage.webs[0].booking.lines

    async def away(*_: object) -> None:
        raise RedisError("away")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(lines), "append", away)
        try:
            request = await stage.ask(stage.world.patient(1), Book(slot_id=stage.world.slot(0, 1)))
        except RedisError as error:
            raise Wrong("an inserted request got no ticket (I1)") from error
    await stage.observer.advance(timedelta(seconds=3))
    await stage.work(worker, sweeping=True)
    require((await stage.came(request)).outcome == "booked", "a request without a message came to nothing")
    await stage.done()


async def killed_after_the_commit(stage: Stage) -> None:
    """A worker dies between its commit and the acknowledgement; another one finds everything decided."""
    one = await stage.worker()
    request = await stage.ask(stage.world.patient(1), Book(slot_id=stage.world.slot(0, 1)))
    await stage.to(one, "pass.committed")
    await one.kill()
    stage.workers.clear()
    two = await stage.worker()
    await stage.to(two, "redis.idle")
    await stage.to(two, "sleep") if await stage.observer.undecided() else None
    require((await stage.came(request)).outcome == "booked", "a committed outcome was lost")
    await stage.done()


async def killed_before_the_commit(stage: Stage) -> None:
    """A worker dies with a line in its hands: another one takes it over, without the sweeper's help."""
    one = await stage.worker()
    request = await stage.ask(stage.world.patient(1), Book(slot_id=stage.world.slot(0, 1)))
    await stage.to(one, "pass.commit")
    await one.kill()
    stage.workers.clear()
    stage.gremlins.crashes += 1
    await stage.work(await stage.worker())
    require((await stage.came(request)).outcome == "booked", "a dead worker took a request with it (I1)")
    await stage.done()


async def one_more_meanwhile(stage: Stage) -> None:
    """A request arrives while its doctor's batch is under way: nobody needs the sweeper to find it."""
    worker = await stage.worker()
    await stage.ask(stage.world.patient(1), Book(slot_id=stage.world.slot(0, 1)))
    await stage.to(worker, "take.loaded")
    late = await stage.ask(stage.world.patient(2), Book(slot_id=stage.world.slot(0, 2)))
    await stage.work(worker)
    require((await stage.came(late)).outcome == "booked", "who came during a batch was forgotten")
    await stage.done()


async def a_clock_that_goes_back(stage: Stage) -> None:
    """The database's clock is set back, as after a failover: a doctor's decisions never are (I2)."""
    await held(stage, 1, 0, 1)
    await stage.observer.advance(timedelta(seconds=-30))
    await held(stage, 2, 0, 2)
    await stage.done()


async def a_caller_who_leaves(stage: Stage) -> None:
    """Two people share a batch, and the first one's page is closed meanwhile: both requests are made."""
    worker = await stage.worker()
    leaving = stage.asking(stage.world.patient(1), Book(slot_id=stage.world.slot(0, 1)), "leaving")
    staying = stage.asking(stage.world.patient(2), Book(slot_id=stage.world.slot(0, 2)), "staying")
    await stage.to(stage.web, "submit.insert")
    leaving.cancel()
    ticket = await stage.until(staying, stage.web)
    require(leaving.cancelled(), "the first one did not leave")
    await stage.work(worker)
    require((await stage.came(ticket.request_id)).outcome == "booked", "one who left took another one along")
    cursor = await stage.observer.conn.execute("SELECT count(*) FROM booking_requests")
    require(await cursor.fetchone() == (2,), "one who left was not asked for")
    await stage.done()


async def asked_again(stage: Stage) -> None:
    """The same key is the same request; with another wish it is refused (I7)."""
    worker = await stage.worker()
    patient = stage.world.patient(1)
    await stage.ask(patient, Hold(slot_id=stage.world.slot(0, 1)), "key")
    await stage.work(worker)
    await stage.ask(patient, Hold(slot_id=stage.world.slot(0, 1)), "key")
    with pytest.raises(Invalid) as refusal:
        await stage.ask(patient, Hold(slot_id=stage.world.slot(0, 2)), "key")
    require(refusal.value.code == "key_reused", f"another wish under the same key: {refusal.value.code}")
    await stage.done()


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


async def a_slot_in_use(stage: Stage) -> None:
    """A doctor cannot take away a time that is held or taken."""
    await held(stage, 1, 0, 1)
    await booked(stage, 2, 0, 2)
    for slot in (1, 2):
        request = await stage.ask(stage.world.doctor(0), RemoveSlot(slot_id=stage.world.slot(0, slot)))
        await stage.work(stage.workers[0])
        require((await stage.came(request)).refusal == "slot_in_use", "a slot in use was taken away")
    await stage.done()


async def too_old_to_decide(stage: Stage) -> None:
    """A request that waited beyond its time is refused as stale."""
    worker = await stage.worker()
    request = await stage.ask(stage.world.patient(1), Hold(slot_id=stage.world.slot(0, 1)))
    await stage.observer.advance(timedelta(hours=1))
    await stage.work(worker)
    require((await stage.came(request)).refusal == "stale", "nobody waits any more for what was given")
    await stage.done()


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


async def hours_changed_in_between(stage: Stage) -> None:
    """What comes after an edit of the hours in the same line is decided by the new hours, without the sweeper's help."""
    worker = await stage.worker()
    doctor, settings = stage.world.doctor(0), CalendarSettings(ZONE, 30, 0, 14 * 24 * 60, 30, False)
    before = await stage.ask(stage.world.patient(1), Hold(slot_id=stage.world.slot(0, 1)))
    await stage.ask(doctor, EditHours(settings=settings))
    after = await stage.ask(stage.world.patient(2), Hold(slot_id=stage.world.slot(0, 2)))
    at = BEGIN + timedelta(days=20)
    added = await stage.ask(doctor, AddSlot(starts_at=at, ends_at=at + SLOT))
    new = await stage.forge(stage.world.patient(3), Hold(slot_id=added), doctor.user_id)
    removed = await stage.ask(doctor, RemoveSlot(slot_id=stage.world.slot(0, 3)))
    await stage.work(worker)
    require((await stage.came(before)).outcome == "held", "the old hours did not count before the edit")
    require((await stage.came(after)).refusal == "too_soon", "the new notice did not count after the edit")
    require((await stage.came(new)).outcome == "held", "a slot that was just added could not be held")
    require((await stage.came(removed)).outcome == "edited", "a free slot could not be removed")
    await stage.done()


async def a_poisoned_request(stage: Stage) -> None:
    """One request cannot be opened: it fails alone, after three attempts, and those behind it are decided."""
    worker = await stage.worker()
    before = await stage.ask(stage.world.patient(1), Hold(slot_id=stage.world.slot(0, 1)))
    poisoned = await stage.ask(stage.world.patient(2), Hold(slot_id=stage.world.slot(0, 2)))
    behind = await stage.ask(stage.world.patient(3), Hold(slot_id=stage.world.slot(0, 3)))
    await stage.observer.conn.execute(
        "UPDATE booking_requests SET payload_sealed = 'poison' WHERE id = %s", (poisoned,)
    )
    await stage.work(worker)
    stage.gremlins.poisoned.add(poisoned)
    outcomes = [(await stage.came(request)).outcome for request in (before, poisoned, behind)]
    require(outcomes == ["held", "failed", "held"], f"a poisoned line came to {outcomes}")
    require(any("fails" in message for message in stage.errors.messages), "nobody was alarmed")
    stage.errors.messages.clear()
    await stage.done()


async def rules_that_are_wrong(stage: Stage) -> None:
    """Were the rules to give a slot twice, the constraint would not: one keeps it, the other fails, and it is an alarm."""

    def always(calendar: rules_times.Calendar, slot_id: UUID, *_: object, **__: object) -> Way:
        return Way(calendar.slots[slot_id], ())

    await booked(stage, 1, 0, 1)
    with pytest.MonkeyPatch.context() as patch:
        for module in ("rules_times", "rules_booking", "rules_holds"):
            patch.setattr(f"healthmed_app.booking.{module}.way_to", always)
        clash = await stage.ask(stage.world.patient(2), Book(slot_id=stage.world.slot(0, 1)))
        own = await stage.ask(stage.world.patient(1), Book(slot_id=stage.world.slot(1, 1)))
        await stage.work(stage.workers[0])
    outcomes = [(await stage.came(request)).outcome for request in (clash, own)]
    require(outcomes == ["failed", "failed"], f"wrong rules came to {outcomes} (I3, I4)")
    require(stage.errors.messages, "a guard fired, and nobody was alarmed")
    stage.errors.messages.clear()
    stage.gremlins.poisoned.update((clash, own))
    await stage.done()


async def connections_that_break(stage: Stage) -> None:
    """Lost connections and deadlocks pass by themselves: however often they come, no request fails for them."""
    worker = await stage.worker()
    request = await stage.ask(stage.world.patient(1), Book(slot_id=stage.world.slot(0, 1)))
    for turn in range(take.ATTEMPTS_MAX + 1):
        await stage.to(worker, ("take.locked", "take.loaded", "write.entries", "pass.commit")[turn % 4])
        await stage.observer.terminate(worker.name)
        await stage.to(worker, "sleep")
    await stage.work(worker)
    require((await stage.came(request)).outcome == "booked", "a request failed for a connection that broke")
    await stage.done()


async def a_zombie(stage: Stage) -> None:
    """A worker hangs with its locks until the server ends its transaction, and wakes up when others have decided."""
    one, two = await stage.worker(), await stage.worker()
    request = await stage.ask(stage.world.patient(1), Book(slot_id=stage.world.slot(0, 1)))
    await stage.to(one, "write.outcomes")
    one.hung = True
    await stage.observer.terminate(one.name)
    await stage.redis.xadd("booking:ready", {"l": stage.world.doctors[0].hex})
    await stage.work(two)
    require((await stage.came(request)).outcome == "booked", "nobody took over from a worker that hangs")
    one.hung = False
    await stage.to(one, "sleep")
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


async def a_full_backlog(stage: Stage) -> None:
    """What is refused as busy was never written; what was written is never refused."""
    worker = await stage.worker()
    stage.webs[0].booking.submits._run._backlog_max = 1  # type: ignore[attr-defined]
    first = await stage.ask(stage.world.patient(1), Hold(slot_id=stage.world.slot(0, 1)))
    with pytest.raises(Exception, match="Very many people"):
        await stage.ask(stage.world.patient(2), Hold(slot_id=stage.world.slot(0, 2)), "turned away")
    cursor = await stage.observer.conn.execute("SELECT count(*) FROM booking_requests")
    require(await cursor.fetchone() == (1,), "a request was refused as busy, and written")
    await stage.work(worker)
    require((await stage.came(first)).outcome == "held", "a full backlog is not decided")
    await stage.done()


async def told_with_the_decision(stage: Stage) -> None:
    """The subscribers write in the deciding transaction: a worker that dies before its commit has told nobody."""
    one = await stage.worker()
    await stage.ask(
        stage.world.patient(1), Book(slot_id=stage.world.slot(0, 1), details=Details(reason="a pain"))
    )
    await stage.to(one, "pass.commit")
    await one.kill()
    stage.workers.clear()
    cursor = await stage.observer.conn.execute("SELECT count(*) FROM sim.events")
    require(await cursor.fetchone() == (0,), "what never happened was told")
    await stage.done()
    cursor = await stage.observer.conn.execute("SELECT count(*) FROM sim.events WHERE kind = 'booked'")
    require(await cursor.fetchone() == (1,), "it was not told once")


async def a_time_of_another_doctor(stage: Stage) -> None:
    """A forged request names a slot that is not this doctor's."""
    worker = await stage.worker()
    forged = await stage.forge(
        stage.world.patient(1), Hold(slot_id=stage.world.slot(2, 1)), stage.world.doctors[0]
    )
    await stage.work(worker)
    require((await stage.came(forged)).refusal == "slot_gone", "a slot was held in another doctor's line")
    await stage.done()


async def a_lost_answer(stage: Stage) -> None:
    """The insert was committed, and its answer lost: the asker sees an error, asks again, and it is the same request."""
    worker = await stage.worker()
    patient, command = stage.world.patient(1), Book(slot_id=stage.world.slot(0, 1))
    task = stage.asking(patient, command, "once")
    await stage.to(stage.web, "submit.insert")
    stage.web.faults = 1.0
    with pytest.raises(psycopg.OperationalError):
        await stage.until(task, stage.web)
    stage.web.faults = 0.0
    await stage.ask(patient, command, "once")
    await stage.observer.advance(timedelta(seconds=3))
    await stage.work(worker, sweeping=True)
    await stage.done()


SCENARIOS: dict[str, Scenario] = {
    scenario.__name__: scenario
    for scenario in (
        one_slot_for_two_workers, one_request_without_the_lock, a_message_twice, a_message_in_a_wrong_line,
        a_message_lost, cut_before_the_append, redis_away_after_the_commit, killed_after_the_commit, asked_again,
        a_patient_at_two_doctors, three_holds, an_expired_hold_in_the_way, a_hold_that_ran_out_in_line,
        a_hold_that_ran_out_before, another_ones_hold, another_ones_appointment, a_doctor_suspended_meanwhile,
        a_patient_suspended_meanwhile, outside_notice_and_horizon, too_old_to_decide, an_appointment_keeps_its_time,
        a_ring_of_moves, moves_that_cross, three_calendars, hours_changed_in_between, a_poisoned_request,
        rules_that_are_wrong, connections_that_break, a_zombie, an_expired_hold_is_ended, a_full_backlog,
        a_doctor_suspended_while_locks_are_waited_for, told_with_the_decision, a_time_of_another_doctor, a_lost_answer, killed_before_the_commit, one_more_meanwhile,
        a_clock_that_goes_back, a_caller_who_leaves, moved_while_answered, an_address_not_confirmed, too_late_to_change,
        a_slot_in_use,
    )
}  # fmt: skip
