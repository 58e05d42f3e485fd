"""A time that becomes free is kept for the first who waits, then for the next; it is never offered to two."""

from datetime import UTC, datetime, timedelta

from healthmed_app.booking import service as booking
from healthmed_app.booking.policy import DEFAULT
from tests.integration.waitlist.conftest import Line


async def test_a_cancelled_time_is_kept_for_the_first_in_line_and_then_for_the_next(line: Line) -> None:
    world = line.world
    doctor, a, b, c = (
        await world.doctor(),
        await world.patient(),
        await world.patient(),
        await world.patient(),
    )
    (slot,) = await world.slots(doctor, 1)
    taken = await line.booked(a, slot)
    await line.wait(b, doctor)
    await line.wait(c, doctor)
    await line.settle()
    assert await line.offers() == []

    await line.cancel(a, taken)
    (kept,) = await line.kept(b)
    assert (kept.slot_id, kept.appointment_id) == (slot, None)
    left = kept.kept_until - datetime.now(UTC)
    assert timedelta(minutes=29) < left <= DEFAULT.waited_hold
    assert await line.kept(c) == []
    assert [wait.ahead for wait in (await line.mine(c)).waits] == [1]

    await line.let_go(b)
    assert await line.kept(b) == []
    (kept,) = await line.kept(c)
    details = booking.Details(reason="A cough")
    booked = await world.outcome(await booking.book(world.booking, c, details, hold_id=kept.hold_id))
    assert booked.kind == "booked"
    await line.settle()
    assert (await line.mine(c)).waits == ()
    assert [wait.passed for wait in (await line.mine(b)).waits] == [1]
    assert [row[2] for row in await line.offers()] == ["passed", "taken"]


async def test_who_does_not_answer_in_time_is_passed_over(line: Line) -> None:
    world = line.world
    doctor, a, b, c = (
        await world.doctor(),
        await world.patient(),
        await world.patient(),
        await world.patient(),
    )
    (slot,) = await world.slots(doctor, 1)
    taken = await line.booked(a, slot)
    await line.wait(b, doctor)
    await line.wait(c, doctor)
    await line.cancel(a, taken)
    await line.run_out(b)
    assert [kept.slot_id for kept in await line.kept(c)] == [slot]
    await line.run_out(c)
    # Both let it go: it is free for everybody, and offered to neither again.
    await line.look_around()
    assert (await line.kept(b), await line.kept(c)) == ([], [])
    async with world.db.read() as conn:
        free = await booking.next_free(conn, [doctor.user_id])
    assert [one.id for one in free[doctor.user_id]] == [slot]


async def test_moving_to_it_gives_the_old_time_to_the_next(line: Line) -> None:
    world = line.world
    doctor, a, b, c = (
        await world.doctor(),
        await world.patient(),
        await world.patient(),
        await world.patient(),
    )
    early, late = await world.slots(doctor, 2)
    first, second = await line.booked(a, early), await line.booked(b, late)
    await line.wait(b, doctor, appointment_id=second)
    await line.wait(c, doctor)
    await line.cancel(a, first)
    (kept,) = await line.kept(b)
    assert (kept.slot_id, kept.appointment_id) == (early, second)
    ticket = await booking.reschedule(world.booking, b, second, slot_id=kept.slot_id)
    assert (await world.outcome(ticket)).kind == "rescheduled"
    await line.settle()
    assert (await line.mine(b)).waits == ()
    assert [one.slot_id for one in await line.kept(c)] == [late]
    assert await world.run("SELECT slot_id FROM appointments WHERE active AND id = %s", second) == [(early,)]


async def test_a_later_time_is_no_offer_for_who_has_an_earlier_one(line: Line) -> None:
    world = line.world
    doctor, a, b = await world.doctor(), await world.patient(), await world.patient()
    early, late = await world.slots(doctor, 2)
    mine, other = await line.booked(b, early), await line.booked(a, late)
    await line.wait(b, doctor, appointment_id=mine)
    await line.cancel(a, other)
    assert await line.kept(b) == []


async def test_declined_unanswered_and_new_times_are_offered_too(line: Line) -> None:
    world = line.world
    doctor, a, b = await world.doctor(), await world.patient(), await world.patient()
    (slot,) = await world.slots(doctor, 1)
    asked = await line.booked(a, slot)
    await line.wait(b, doctor)
    await world.outcome(await booking.decline(world.booking, doctor, asked, "I am away"))
    await line.settle()
    assert [one.slot_id for one in await line.kept(b)] == [slot]

    other = await world.doctor()
    await line.wait(b, other)
    starts = (datetime.now(UTC) + timedelta(days=3)).replace(second=0, microsecond=0)
    added = await world.outcome(
        await booking.add_slot(world.booking, other, starts, starts + timedelta(minutes=30))
    )
    assert added.kind == "edited"
    await line.settle()
    assert {one.doctor_id for one in await line.kept(b)} == {doctor.user_id, other.user_id}


async def test_two_kept_times_are_the_most_and_the_next_one_gets_the_third(line: Line) -> None:
    world = line.world
    b, c = await world.patient(), await world.patient()
    doctors = [await world.doctor() for _ in range(3)]
    for doctor in doctors:
        await line.wait(b, doctor)
        await line.wait(c, doctor)
    for hours, doctor in enumerate(doctors):
        await world.slots(doctor, 1, hours_ahead=30 + hours)
    await line.world.run("UPDATE waitlist SET looked_at = clock_timestamp() - interval '1 hour'")
    await line.look_around()
    assert (len(await line.kept(b)), len(await line.kept(c))) == (2, 1)


async def test_a_time_too_close_to_answer_is_offered_to_nobody(line: Line) -> None:
    world = line.world
    doctor, a, b = await world.doctor(), await world.patient(), await world.patient()
    (slot,) = await world.slots(doctor, 1, hours_ahead=10)
    taken = await line.booked(a, slot)
    await line.wait(b, doctor)
    soon = datetime.now(UTC) + timedelta(hours=3, minutes=12)
    for table, key in (("slots", slot), ("appointments", taken)):
        await world.run(
            f"UPDATE {table} SET starts_at = %s, during = tstzrange(%s, %s) WHERE id = %s",
            soon, soon, soon + timedelta(minutes=30), key,
        )  # fmt: skip
    await line.cancel(a, taken)
    (kept,) = await line.kept(b)
    assert kept.kept_until == soon - timedelta(hours=3)

    nearer = datetime.now(UTC) + timedelta(hours=3, minutes=5)
    await line.let_go(b)
    c = await world.patient()
    await world.run("UPDATE slots SET starts_at = %s, during = tstzrange(%s, %s) WHERE id = %s",
                    nearer, nearer, nearer + timedelta(minutes=30), slot)  # fmt: skip
    await world.run("UPDATE calendars SET notice_minutes = 20000")
    await line.wait(c, doctor)
    await world.run("UPDATE calendars SET notice_minutes = 0")
    await line.settle()
    assert await line.kept(c) == []


async def test_three_times_let_go_end_the_wait(line: Line) -> None:
    world = line.world
    doctor, b = await world.doctor(), await world.patient()
    await line.wait(b, doctor)
    await world.slots(doctor, 5)
    await world.run("UPDATE waitlist SET looked_at = clock_timestamp() - interval '1 hour'")
    await line.look_around()
    for _ in range(3):
        assert len(await line.kept(b)) == 1
        await line.let_go(b)
    mine = await line.mine(b)
    assert (mine.kept, mine.waits, [over.ended for over in mine.over]) == ((), (), ["passed"])


async def test_what_somebody_let_go_is_offered_again_when_it_becomes_free_once_more(line: Line) -> None:
    world = line.world
    doctor, a, b = await world.doctor(), await world.patient(), await world.patient()
    (slot,) = await world.slots(doctor, 1)
    taken = await line.booked(a, slot)
    await line.wait(b, doctor)
    await line.cancel(a, taken)
    await line.let_go(b)
    assert await line.kept(b) == []
    again = await line.booked(a, slot)
    await line.cancel(a, again)
    assert [kept.slot_id for kept in await line.kept(b)] == [slot]


async def test_the_patient_is_told_once(line: Line) -> None:
    world = line.world
    doctor, b = await world.doctor(), await world.patient()
    await line.wait(b, doctor)
    await world.slots(doctor, 1)
    for _ in range(3):
        await world.run("UPDATE waitlist SET looked_at = clock_timestamp() - interval '1 hour'")
        await line.look_around()
    (kept,) = await line.kept(b)
    told = await world.run("SELECT recipient_id, subject_id FROM notices WHERE kind = 'slot_offered'")
    assert told == [(b.user_id, kept.hold_id)]


async def test_a_request_that_never_came_into_its_line_is_made_good(line: Line) -> None:
    world = line.world
    doctor, b = await world.doctor(), await world.patient()
    await line.wait(b, doctor)
    await world.slots(doctor, 1)

    async def lose(*_args: object, **_named: object) -> list[int]:
        raise OSError("gone")

    whole = world.booking.lines.append
    world.booking.lines.append = lose  # type: ignore[method-assign]
    await line.jobs()
    world.booking.lines.append = whole  # type: ignore[method-assign]
    assert await line.kept(b) == []
    assert await world.restore() == 1
    await line.settle()
    assert len(await line.kept(b)) == 1


async def test_leaving_lets_go_of_what_is_kept(line: Line) -> None:
    world = line.world
    doctor, b, c = await world.doctor(), await world.patient(), await world.patient()
    await line.wait(b, doctor)
    await line.wait(c, doctor)
    (slot,) = await world.slots(doctor, 1)
    await world.run("UPDATE waitlist SET looked_at = clock_timestamp() - interval '1 hour'")
    await line.look_around()
    assert len(await line.kept(b)) == 1
    await line.leave(b)
    mine = await line.mine(b)
    assert (mine.kept, mine.waits) == ((), ())
    assert [kept.slot_id for kept in await line.kept(c)] == [slot]
