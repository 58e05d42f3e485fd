"""Moderation: hidden for a reason and shown again, by administrators, in the audit, and the rating follows."""

import pytest

from healthmed_app.core.access import Actor
from healthmed_app.core.errors import Forbidden, Invalid, NotFound
from healthmed_app.core.ids import new_id
from healthmed_app.reviews import moderation, service
from tests.booking_world import World
from tests.integration.reviews.conftest import reviewed, shown_rating

AUDIT = "SELECT actor_id, action, subject_id FROM audit_events ORDER BY at"
WAITING = "SELECT count(*)::int FROM procrastinate_jobs WHERE task_name = 'reviews.rate'"
TOLD = "SELECT n.kind FROM notices n JOIN reviews r ON r.appointment_id = n.subject_id WHERE n.recipient_id = {} ORDER BY n.id"


async def hide(world: World, actor: Actor, review: object, reason: str = "It names somebody.") -> None:
    async with world.db.transaction() as conn:
        await moderation.hide(conn, actor, review, reason)  # type: ignore[arg-type]


async def show(world: World, actor: Actor, review: object) -> None:
    async with world.db.transaction() as conn:
        await moderation.show(conn, actor, review)  # type: ignore[arg-type]


async def test_a_hidden_review_counts_again_when_it_is_shown(world: World) -> None:
    doctor, admin = await world.doctor(), await world.person("admin")
    bad, _good = await reviewed(world, doctor, 1), await reviewed(world, doctor, 5)
    assert await shown_rating(world, doctor) == (300, 2)
    await hide(world, admin, bad)
    assert await shown_rating(world, doctor) == (500, 1)
    async with world.db.read() as conn:
        assert await service.distribution(conn, doctor.user_id) == {5: 1}
        assert [one.rating for one in await service.latest(conn, doctor.user_id, 5)] == [5]
    await show(world, admin, bad)
    assert await shown_rating(world, doctor) == (300, 2)
    assert await world.run(AUDIT) == [
        (admin.user_id, "review.hidden", bad),
        (admin.user_id, "review.shown", bad),
    ]


async def test_the_last_review_hidden_leaves_no_rating(world: World) -> None:
    doctor, admin = await world.doctor(), await world.person("admin")
    await hide(world, admin, await reviewed(world, doctor, 4))
    assert await shown_rating(world, doctor) == (0, 0)


async def test_hiding_twice_is_hiding_once(world: World) -> None:
    doctor, admin = await world.doctor(), await world.person("admin")
    review = await reviewed(world, doctor, 1)
    await shown_rating(world, doctor)
    await show(world, admin, review)
    assert await world.run(WAITING) == [(0,)]
    await hide(world, admin, review, "The first reason.")
    await hide(world, admin, review, "The second reason.")
    assert await world.run(WAITING) == [(1,)]
    assert [action for _, action, _ in await world.run(AUDIT)] == ["review.hidden"]
    assert await world.run("SELECT hidden_reason FROM reviews") == [("The first reason.",)]
    assert await world.run(TOLD.format("r.patient_id")) == [("review_hidden",)]


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
async def test_a_reason_is_asked_for(world: World, reason: str) -> None:
    doctor, admin = await world.doctor(), await world.person("admin")
    review = await reviewed(world, doctor, 1)
    with pytest.raises(Invalid) as refused:
        await hide(world, admin, review, reason)
    assert refused.value.fields.keys() == {"reason"}
    assert await world.run("SELECT hidden_at FROM reviews") == [(None,)]


async def test_nobody_else_moderates(world: World) -> None:
    doctor = await world.doctor()
    review = await reviewed(world, doctor, 1)
    for actor in (doctor, await world.patient()):
        with pytest.raises(Forbidden):
            await hide(world, actor, review)
        with pytest.raises(Forbidden):
            await show(world, actor, review)
        async with world.db.read() as conn:
            with pytest.raises(Forbidden):
                await moderation.newest(conn, actor, 5)
    assert await world.run(AUDIT) == []


async def test_what_is_not_there_is_said(world: World) -> None:
    admin = await world.person("admin")
    with pytest.raises(NotFound):
        await hide(world, admin, new_id())
    with pytest.raises(NotFound):
        await show(world, admin, new_id())


async def test_pages_hold_every_review_once_newest_first_hidden_ones_too(world: World) -> None:
    admin = await world.person("admin")
    doctors = [await world.doctor(), await world.doctor()]
    written = [await reviewed(world, doctors[n % 2], 1 + n % 5) for n in range(7)]
    await hide(world, admin, written[2])
    async with world.db.read() as conn:
        seen: list[object] = []
        while page := await moderation.newest(conn, admin, 3, after=seen[-1] if seen else None):  # type: ignore[arg-type]
            seen += [one.id for one in page]
        assert seen == written[::-1]
        (only,) = await moderation.newest(conn, admin, 3, hidden=True)
        with pytest.raises(NotFound):
            await moderation.newest(conn, admin, 3, after=new_id())
    assert (only.id, only.hidden_reason, only.author) == (written[2], "It names somebody.", "Person 6.")


async def test_the_author_is_told_why_nobody_else_reads_it(world: World) -> None:
    doctor, admin = await world.doctor(), await world.person("admin")
    review = await reviewed(world, doctor, 1)
    await hide(world, admin, review, "It names somebody.")
    visit, patient_id = (await world.run("SELECT appointment_id, patient_id FROM reviews"))[0]
    patient = Actor(patient_id, "patient", new_id(), "", "en", "UTC", True)
    async with world.db.read() as conn:
        mine = await service.own(conn, patient, visit)
    assert mine is not None
    assert mine.hidden_reason == "It names somebody."
