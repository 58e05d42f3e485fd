"""A copy of all one's data: asked for, made, sealed, downloaded by its owner alone, and gone in time."""

import io
import json
import zipfile
from uuid import UUID

import pytest

from healthmed_app.accounts.device import Device
from healthmed_app.accounts.queries import Person
from healthmed_app.booking.payload import seal_reason
from healthmed_app.core.access import Actor
from healthmed_app.core.errors import Conflict, Invalid, NotFound, TooMany
from healthmed_app.core.ids import new_id
from healthmed_app.privacy import exporting, jobs
from healthmed_app.privacy.export_queries import SECTIONS
from healthmed_app.records.refusals import Damaged
from tests import report_world
from tests.booking_world import World, world_of
from tests.file_world import add
from tests.sample_files import pdf
from tests.site import CPFS, PASSWORD, Site
from tests.storage import Bucket

DEVICE = Device(name="Firefox on Linux", address="203.0.113.7", visitor="visitor")


async def ask(site: Site, actor: Actor) -> UUID:
    await exporting.ask(site.services.privacy, actor, DEVICE, PASSWORD, "")
    return await site.value(
        "SELECT id FROM data_exports WHERE user_id = %s AND ready_at IS NULL", actor.user_id
    )


async def download(site: Site, actor: Actor, export_id: UUID) -> zipfile.ZipFile:
    _export, pieces = await exporting.content(site.services.privacy, actor, export_id)
    return zipfile.ZipFile(io.BytesIO(b"".join(pieces)))


async def made(site: Site, actor: Actor) -> UUID:
    export_id = await ask(site, actor)
    await exporting.make(site.services.privacy, export_id.hex)
    return export_id


def world(site: Site) -> World:
    return world_of(site.services.db, site.services.redis)


async def with_a_visit(site: Site) -> tuple[Person, Actor]:
    """A patient with a CPF, a visit and a review."""
    own_id = new_id()
    person = await site.add_person(id=own_id, **site.document(own_id, CPFS[0]))
    doctor = await world(site).doctor()
    visit = new_id()
    await world(site).run(
        """
        INSERT INTO appointments (id, doctor_id, patient_id, during, starts_at, status, active, price_cents, for_name, reason_sealed)
        VALUES (%s, %s, %s, tstzrange(now() - interval '2 days', now() - interval '47 hours'), now() - interval '2 days',
                'concluded', false, 25000, 'Bia Souza', %s)
        """,
        visit, doctor.user_id, person.id, seal_reason(site.services.keyring, visit, "Chest pain"),
    )  # fmt: skip
    await world(site).run(
        "INSERT INTO reviews (id, appointment_id, doctor_id, patient_id, rating, comment) VALUES (%s, %s, %s, %s, 5, 'Kind')",
        new_id(), visit, doctor.user_id, person.id,
    )  # fmt: skip
    return person, doctor


async def test_a_copy_has_everything_of_its_owner_and_nothing_is_sealed_in_it(site: Site) -> None:
    person, _doctor = await with_a_visit(site)
    actor = Site.actor(person)
    await add(site.services.records, actor, pdf(), "../blood test.pdf")
    archive = await download(site, actor, await made(site, actor))
    assert archive.testzip() is None
    names = archive.namelist()
    assert "READ ME.txt" in names
    [file] = [name for name in names if name.startswith("files/")]
    assert file == "files/001-blood test.pdf"
    assert archive.read(file).startswith(b"%PDF")
    [profile] = json.loads(archive.read("profile.json"))
    assert (profile["email"], profile["cpf"]) == (person.email, CPFS[0])
    [visit] = json.loads(archive.read("appointments.json"))
    assert (visit["reason"], visit["for_name"], visit["doctor"]) == ("Chest pain", "Bia Souza", "Person 1")
    [review] = json.loads(archive.read("reviews.json"))
    assert review["comment"] == "Kind"
    everything = b"".join(archive.read(name) for name in names if name.endswith(".json"))
    assert b"sealed" not in everything
    assert b"password" not in everything


async def test_a_copy_has_the_signed_reports_of_ones_visits_as_pdf(site: Site) -> None:
    patient = Site.actor(await site.add_person())
    one = await report_world.visit(world(site), patient=patient, keyring=site.services.keyring)
    await one.type("Rest, and less salt.")
    await one.sign()
    archive = await download(site, patient, await made(site, patient))
    [report] = [name for name in archive.namelist() if name.startswith("reports/")]
    assert archive.read(report).startswith(b"%PDF")
    [listed] = json.loads(archive.read("reports.json"))
    assert (listed["doctor"], listed["number"]) == (one.doctor.name, 1)


async def test_a_doctors_copy_has_their_visits_without_the_patients(site: Site) -> None:
    person, doctor = await with_a_visit(site)
    await world(site).run(
        "UPDATE users SET password_hash = (SELECT password_hash FROM users WHERE id = %s) WHERE id = %s",
        person.id, doctor.user_id,
    )  # fmt: skip
    archive = await download(site, doctor, await made(site, doctor))
    [visit] = json.loads(archive.read("visits_as_doctor.json"))
    assert visit["status"] == "concluded"
    everything = b"".join(archive.read(name) for name in archive.namelist())
    for private in (person.full_name, person.email, "Bia Souza", "Chest pain"):
        assert private.encode() not in everything


async def test_only_its_owner_downloads_it_and_what_is_stored_is_sealed(site: Site, bucket: Bucket) -> None:
    person, other = await site.add_person(), await site.add_person()
    actor = Site.actor(person)
    export_id = await made(site, actor)
    with pytest.raises(NotFound):
        await exporting.content(site.services.privacy, Site.actor(other), export_id)
    stored = b"".join(path.read_bytes() for path in bucket.stored())
    assert stored
    assert stored[:2] != b"PK"
    assert person.email.encode() not in stored


async def test_the_password_is_asked_for_and_one_is_made_at_a_time(site: Site) -> None:
    actor = Site.actor(await site.add_person())
    with pytest.raises(Invalid) as refused:
        await exporting.ask(site.services.privacy, actor, DEVICE, "not my password", "")
    assert list(refused.value.fields) == ["export_password"]
    first = await ask(site, actor)
    with pytest.raises(Conflict):
        await ask(site, actor)
    await exporting.make(site.services.privacy, first.hex)
    await ask(site, actor)
    with pytest.raises(TooMany):
        await ask(site, actor)


async def test_a_mail_says_that_it_is_ready_and_the_route_gives_it_to_a_session_alone(site: Site) -> None:
    person = await site.add_person()
    export_id = await made(site, Site.actor(person))
    path = f"/api/v1/users/me/exports/{export_id}.zip"
    async with site.browser() as browser:
        assert (await browser.get(path)).status_code == 303
        await site.sign_in(browser, person.email)
        answer = await browser.get(path)
        assert answer.status_code == 200
        assert "no-store" in answer.headers["cache-control"]
        assert answer.headers["content-disposition"].startswith("attachment")
        assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None
        assert (await browser.get(f"/api/v1/users/me/exports/{new_id()}.zip")).status_code == 404
        assert (await browser.get("/api/v1/users/me/exports/x.zip")).status_code == 404
    subject = await site.value(
        "SELECT args->>'what' FROM procrastinate_jobs WHERE task_name = 'accounts.send_word'"
    )
    assert subject == "export_ready"


async def test_making_it_again_after_a_kill_leaves_one_whole_copy(
    site: Site, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = Site.actor(await site.add_person())
    export_id = await ask(site, actor)
    real = exporting.queries.finish

    class Killed(Exception):
        pass

    async def dies(*_args: object, **_options: object) -> bool:
        raise Killed

    monkeypatch.setattr(exporting.queries, "finish", dies)
    with pytest.raises(Killed):
        await exporting.make(site.services.privacy, export_id.hex)
    monkeypatch.setattr(exporting.queries, "finish", real)
    with pytest.raises(NotFound):
        await exporting.content(site.services.privacy, actor, export_id)
    await exporting.make(site.services.privacy, export_id.hex)
    await exporting.make(site.services.privacy, export_id.hex)
    assert (await download(site, actor, export_id)).testzip() is None
    assert len(bucket.stored()) == 1


async def test_a_large_copy_lies_in_parts_and_a_changed_one_is_refused(
    site: Site, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting.rules, "PART_BYTES", 500)
    actor = Site.actor(await site.add_person())
    export_id = await made(site, actor)
    parts = bucket.stored()
    assert len(parts) > 1
    assert (await download(site, actor, export_id)).testzip() is None
    parts[0].write_bytes(bytes([parts[0].read_bytes()[0] ^ 1]) + parts[0].read_bytes()[1:])
    with pytest.raises(Damaged):
        await exporting.content(site.services.privacy, actor, export_id)


async def test_it_is_removed_after_a_week(site: Site, bucket: Bucket) -> None:
    actor = Site.actor(await site.add_person())
    export_id = await made(site, actor)
    days = await site.value("SELECT extract(day FROM expires_at - ready_at)::int FROM data_exports")
    assert days == 7
    await jobs.remove_expired(site.services.privacy)
    assert bucket.stored()
    await world(site).run("UPDATE data_exports SET expires_at = now() - interval '1 second'")
    with pytest.raises(NotFound):
        await exporting.content(site.services.privacy, actor, export_id)
    await jobs.remove_expired(site.services.privacy)
    assert bucket.stored() == []
    assert await site.value("SELECT count(*) FROM data_exports") == 0


async def test_every_section_can_be_read(site: Site) -> None:
    actor = Site.actor(await site.add_person("doctor"))
    async with site.services.db.transaction() as conn:
        for section in SECTIONS:
            found = [row async for row in exporting.queries.rows(conn, section, actor.user_id)]
            assert len(found) == (section == "profile")
