"""Scenarios of I1, I2 and I7: messages doubled, lost, late and misplaced, and answers that do not arrive.

They use the world of `world`: doctors 0 and 2 answer each request and want 3 h of notice, doctor 1 confirms by
themselves; slots 1 to 4 of a doctor are ordinary, those of doctor 1 begin a quarter of an hour later.
"""

from datetime import timedelta

import psycopg
import pytest
from redis.exceptions import RedisError

from healthmed_app.booking.commands import (
    AddSlot,
    Book,
    EditHours,
    Hold,
    RemoveSlot,
)
from healthmed_app.core.errors import Invalid
from healthmed_app.schedule.rules import CalendarSettings
from tests.simulation.acting import LINE, held, require
from tests.simulation.simulation import Wrong
from tests.simulation.stage import Stage
from tests.simulation.world import BEGIN, SLOT, ZONE


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
