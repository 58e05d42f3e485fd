"""Scenarios of programs that die, hang, lose their connections or meet a request that cannot be decided.

They use the world of `world`: doctors 0 and 2 answer each request and want 3 h of notice, doctor 1 confirms by
themselves; slots 1 to 4 of a doctor are ordinary, those of doctor 1 begin a quarter of an hour later.
"""

from uuid import UUID

import pytest

from healthmed_app.booking import rules_times, take
from healthmed_app.booking.commands import (
    Book,
    Details,
    Hold,
    Release,
)
from healthmed_app.booking.queries import taking
from healthmed_app.booking.rules_times import Way
from tests.simulation.acting import booked, held, require
from tests.simulation.stage import Stage


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
