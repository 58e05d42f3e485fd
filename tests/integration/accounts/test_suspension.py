"""Suspension: for a reason, by administrators, never of oneself or of the last one, and it ends every session."""

import asyncio
from uuid import UUID

import pytest

from healthmed_app.accounts import service as accounts
from healthmed_app.accounts.queries import Person
from healthmed_app.core.errors import Conflict, Forbidden, Invalid, NotFound, Problem
from tests.site import Site

WHY = "They ask doctors for money."
ROW = "SELECT suspended_reason FROM users WHERE id = %s AND suspended_at IS NOT NULL"


async def suspend(site: Site, admin: Person, user_id: UUID, reason: str = WHY) -> str:
    async with site.services.db.transaction() as conn:
        return await accounts.suspend(conn, site.actor(admin), user_id, reason)


async def reinstate(site: Site, admin: Person, user_id: UUID) -> str:
    async with site.services.db.transaction() as conn:
        return await accounts.reinstate(conn, site.actor(admin), user_id)


async def acts(site: Site, subject: UUID) -> list[tuple[UUID, str]]:
    async with site.services.db.read() as conn:
        cursor = await conn.execute(
            "SELECT actor_id, action FROM audit_events WHERE subject_id = %s ORDER BY at", (subject,)
        )
        return [(row[0], row[1]) for row in await cursor.fetchall()]


async def test_a_suspended_person_is_out_until_they_are_let_in_again(site: Site) -> None:
    person, admin = await site.add_person(), await site.add_person("admin")
    async with site.browser() as browser:
        await site.sign_in(browser, person.email)
        secret = browser.cookies["__Host-session"]
    assert await suspend(site, admin, person.id, "  They ask\n doctors for money. ") == "patient"
    assert await accounts.authenticate(site.services.db, secret) is None
    assert await site.value(ROW, person.id) == WHY
    assert await reinstate(site, admin, person.id) == "patient"
    assert await site.value(ROW, person.id) is None
    assert await site.value("SELECT suspended_reason FROM users WHERE id = %s", person.id) == ""
    assert await acts(site, person.id) == [
        (admin.id, "account.suspended"),
        (admin.id, "account.reinstated"),
    ]


async def test_suspending_twice_keeps_the_first_reason_and_is_written_down_once(site: Site) -> None:
    person, admin = await site.add_person(), await site.add_person("admin")
    await suspend(site, admin, person.id)
    await suspend(site, admin, person.id, "Another reason.")
    assert await site.value(ROW, person.id) == WHY
    assert await acts(site, person.id) == [(admin.id, "account.suspended")]


@pytest.mark.parametrize("reason", ["", " \n ", "x" * 501])
async def test_a_reason_is_asked_for(site: Site, reason: str) -> None:
    person, admin = await site.add_person(), await site.add_person("admin")
    with pytest.raises(Invalid) as refused:
        await suspend(site, admin, person.id, reason)
    assert refused.value.fields.keys() == {"reason"}
    assert await site.value(ROW, person.id) is None


async def test_only_administrators_suspend_and_never_themselves(site: Site) -> None:
    person, admin = await site.add_person(), await site.add_person("admin")
    await site.add_person("admin")
    for verb in (suspend, reinstate):
        with pytest.raises(Forbidden):
            await verb(site, person, admin.id)
        with pytest.raises(Forbidden):
            await verb(site, admin, admin.id)
        with pytest.raises(NotFound):
            await verb(site, admin, UUID(int=0))
    assert await site.value("SELECT count(*) FROM users WHERE suspended_at IS NOT NULL") == 0


async def test_two_administrators_who_suspend_each_other_leave_one(site: Site) -> None:
    for _ in range(5):
        one, other = await site.add_person("admin"), await site.add_person("admin")
        answers = await asyncio.gather(
            suspend(site, one, other.id), suspend(site, other, one.id), return_exceptions=True
        )
        assert [answer for answer in answers if not isinstance(answer, Exception)] == ["admin"]
        assert len([answer for answer in answers if isinstance(answer, Problem)]) == 1
        async with site.services.db.transaction() as conn:
            await conn.execute("UPDATE users SET suspended_at = now() WHERE suspended_at IS NULL")


async def test_the_last_administrator_stays(site: Site) -> None:
    admin, gone = await site.add_person("admin"), await site.add_person("admin")
    async with site.services.db.transaction() as conn:
        await conn.execute("UPDATE users SET suspended_at = now() WHERE id = %s", (gone.id,))
    with pytest.raises(Conflict):
        await suspend(site, admin, gone.id)
    with pytest.raises(Forbidden):
        await suspend(site, gone, admin.id)
    assert await site.value(ROW, admin.id) is None
