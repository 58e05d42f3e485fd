"""Deleting an account: it ends at once, what is to come is called off, what the law does not keep is erased; whatever dies."""

from uuid import UUID

import pytest

from healthmed_app.accounts.device import Device
from healthmed_app.accounts.queries import Person
from healthmed_app.core.access import Actor
from healthmed_app.core.errors import Forbidden, Invalid, NotFound
from healthmed_app.core.ids import new_id
from healthmed_app.directory import service as directory
from healthmed_app.directory.query import SearchQuery
from healthmed_app.privacy import closing, exporting, jobs
from healthmed_app.records import jobs as record_jobs
from healthmed_app.reviews import service as reviews
from tests.booking_world import World, world_of
from tests.file_world import add
from tests.integration.privacy.conftest import deciding
from tests.sample_files import pdf
from tests.site import CPFS, PASSWORD, Site
from tests.storage import Bucket

DEVICE = Device(name="Firefox on Linux", address="203.0.113.7", visitor="visitor")


def world(site: Site) -> World:
    return world_of(site.services.db, site.services.redis)


async def close(site: Site, actor: Actor) -> None:
    await closing.close(site.services.privacy, actor, DEVICE, PASSWORD, "", understood=True)


async def finish(site: Site, user_id: UUID) -> None:
    async with deciding(site):
        await closing.go_on(site.services.privacy, user_id.hex)


async def visit(site: Site, doctor: Actor, patient_id: UUID, status: str, *, hours: float) -> UUID:
    """Write an appointment that begins so many hours from now; one in the past is over."""
    visit_id = new_id()
    await world(site).run(
        """
        INSERT INTO appointments (id, doctor_id, patient_id, during, starts_at, status, active, price_cents, for_name, reason_sealed)
        SELECT %s, %s, %s, tstzrange(at, at + interval '30 minutes'), at, %s, at > now(), 25000, 'Bia Souza', 'sealed'
        FROM (SELECT now() + make_interval(mins => %s) AS at) t
        """,
        visit_id, doctor.user_id, patient_id, status, round(hours * 60),
    )  # fmt: skip
    return visit_id


async def patient_of(site: Site) -> Person:
    own_id = new_id()
    return await site.add_person(id=own_id, **site.document(own_id, CPFS[0]))


async def traces(site: Site, *texts: str) -> list[str]:
    """Return the tables in which one of these texts can still be read."""
    async with site.services.db.read() as conn:
        cursor = await conn.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'procrastinate%' ORDER BY 1"
        )
        tables = [row[0] for row in await cursor.fetchall()]
    return [
        table
        for table in tables
        if await site.value(
            f"SELECT EXISTS (SELECT FROM {table} t WHERE t::text ILIKE ANY(%s))",
            [f"%{text}%" for text in texts],
        )
    ]


async def test_a_patients_account_ends_at_once_and_leaves_no_trace(site: Site, bucket: Bucket) -> None:
    person = await patient_of(site)
    actor, doctor = Site.actor(person), await world(site).doctor()
    past = await visit(site, doctor, person.id, "concluded", hours=-48)
    ahead = await visit(site, doctor, person.id, "confirmed", hours=72)
    async with site.services.db.transaction() as conn:
        await reviews.write(conn, actor, past, 5, "Kind and clear.")
    await add(site.services.records, actor, pdf(), "blood.pdf")
    await exporting.ask(site.services.privacy, actor, DEVICE, PASSWORD, "")
    async with site.browser() as browser, site.browser() as another:
        await site.sign_in(browser, person.email)
        await site.sign_in(another, person.email)
        answer = await browser.post(
            "/auth/delete-account", data={"delete_password": PASSWORD, "understood": "on"}
        )
        assert (answer.status_code, answer.headers["location"]) == (303, "/en/account-deleted")
        assert (await browser.get("/api/v1/users/me/exports/x.zip")).status_code == 303
        assert (await another.get("/api/v1/users/me/exports/x.zip")).status_code == 303
        assert "refused" in (await site.sign_in(browser, person.email)).headers["location"]
    await finish(site, person.id)
    await record_jobs.remove_loose(site.services.db, site.services.records.objects)
    await jobs.remove_expired(site.services.privacy)
    assert bucket.stored() == []
    assert await traces(site, person.full_name, person.email, "Bia Souza", "blood.pdf") == []
    status, by = (
        await world(site).run("SELECT status, cancelled_by FROM appointments WHERE id = %s", ahead)
    )[0]
    assert (status, by) == ("cancelled", "patient")
    assert await site.value("SELECT reason_sealed FROM appointments WHERE id = %s", past) is None
    assert await site.value("SELECT full_name FROM users WHERE id = %s", person.id) == "Former patient"
    async with site.services.db.read() as conn:
        [review] = await reviews.latest(conn, doctor.user_id, 10)
    assert (review.author, review.comment) == ("Former patient", "Kind and clear.")


async def test_the_address_is_free_at_once_and_the_last_mail_reaches_it_once(site: Site) -> None:
    person = await patient_of(site)
    await close(site, Site.actor(person))
    again = await site.add_person(email=person.email, **site.document(person.id, CPFS[0]))
    assert again.email == person.email
    for _ in range(3):
        await finish(site, person.id)
    mails = [file.read_text() for file in site.mail_folder.glob("*.eml")]
    assert [person.email in mail and "Your account is deleted" in mail for mail in mails] == [True]
    assert await site.value("SELECT email_sealed FROM closures WHERE user_id = %s", person.id) is None


async def test_a_doctor_is_gone_from_search_and_their_patients_are_told(site: Site) -> None:
    doctor, person = await world(site).doctor(), await patient_of(site)
    await world(site).run(
        "UPDATE users SET password_hash = %s WHERE id = %s", person.password_hash, doctor.user_id
    )
    waiting = await visit(site, doctor, person.id, "waiting_for_confirmation", hours=48)
    confirmed = await visit(site, doctor, person.id, "confirmed", hours=1)
    past = await visit(site, doctor, person.id, "concluded", hours=-48)
    await close(site, doctor)
    async with site.services.db.read() as conn:
        assert (await directory.search(conn, SearchQuery())).total == 0
        with pytest.raises(NotFound):
            await directory.profile(conn, str(doctor.user_id))
    await finish(site, doctor.user_id)
    for one in (waiting, confirmed):
        assert await world(site).run("SELECT status, cancelled_by FROM appointments WHERE id = %s", one) == [
            ("cancelled", "doctor")
        ]
    told = "SELECT count(*) FROM notices WHERE recipient_id = %s AND kind = 'cancelled'"
    assert await site.value(told, person.id) == 2
    # Whoever was seen still knows by whom.
    assert (
        await site.value(
            "SELECT u.full_name FROM appointments a JOIN users u ON u.id = a.doctor_id WHERE a.id = %s", past
        )
        == doctor.name
    )
    # Their registration is free for whoever proves it anew.
    await world(site).run(
        """
        INSERT INTO doctors (id, slug, crm, crm_state, specialty, price_cents, bio)
        SELECT %s, 'anew', crm, crm_state, specialty, price_cents, '' FROM doctors WHERE id = %s
        """,
        (await site.add_person("doctor")).id, doctor.user_id,
    )  # fmt: skip


async def test_a_visit_that_is_near_is_waited_for(site: Site) -> None:
    person, doctor = await patient_of(site), await world(site).doctor()
    near = await visit(site, doctor, person.id, "confirmed", hours=1)
    await close(site, Site.actor(person))
    await finish(site, person.id)
    assert (await world(site).entry(near))[:2] == ("confirmed", True)
    assert await site.value("SELECT erased_at FROM closures WHERE user_id = %s", person.id) is None
    due = "SELECT max(scheduled_at) - now() > interval '1 hour' FROM procrastinate_jobs WHERE task_name = %s"
    assert await site.value(due, closing.CLOSE)
    await world(site).run(
        "UPDATE appointments SET during = tstzrange(now() - interval '2 hours', now() - interval '1 hour') WHERE id = %s",
        near,
    )
    await finish(site, person.id)
    assert await site.value("SELECT erased_at FROM closures WHERE user_id = %s", person.id) is not None


@pytest.mark.parametrize("step", ["_call_off_one", "_erase", "_tell"])
async def test_it_goes_on_after_a_kill_at_any_step(
    site: Site, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    person, doctor = await patient_of(site), await world(site).doctor()
    ahead = await visit(site, doctor, person.id, "confirmed", hours=72)
    await close(site, Site.actor(person))
    real = getattr(closing, step)

    class Killed(Exception):
        pass

    async def dies(*args: object) -> None:
        await real(*args)
        raise Killed

    monkeypatch.setattr(closing, step, dies)
    with pytest.raises(Killed):
        await finish(site, person.id)
    monkeypatch.setattr(closing, step, real)
    await finish(site, person.id)
    assert (await world(site).entry(ahead))[0] == "cancelled"
    assert await site.value("SELECT told_at IS NOT NULL AND erased_at IS NOT NULL FROM closures")
    assert await traces(site, person.full_name, person.email) == []


async def test_one_whose_job_gave_up_is_resumed(site: Site) -> None:
    person = await patient_of(site)
    await close(site, Site.actor(person))
    await jobs.resume(site.services.privacy)
    count = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s"
    assert await site.value(count, closing.CLOSE) == 1
    await world(site).run("DELETE FROM procrastinate_jobs")
    await world(site).run("UPDATE closures SET asked_at = now() - interval '1 hour'")
    await jobs.resume(site.services.privacy)
    assert await site.value(count, closing.CLOSE) == 1


async def test_the_password_and_the_tick_are_asked_for(site: Site) -> None:
    person = await patient_of(site)
    actor = Site.actor(person)
    with pytest.raises(Invalid) as wrong:
        await closing.close(site.services.privacy, actor, DEVICE, "not my password", "", understood=True)
    assert list(wrong.value.fields) == ["delete_password"]
    with pytest.raises(Invalid) as unread:
        await closing.close(site.services.privacy, actor, DEVICE, PASSWORD, "", understood=False)
    assert list(unread.value.fields) == ["understood"]
    assert await site.value("SELECT count(*) FROM closures") == 0


async def test_administrators_are_not_deleted_here(site: Site) -> None:
    with pytest.raises(Forbidden):
        await close(site, Site.actor(await site.add_person("admin")))
