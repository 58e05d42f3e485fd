"""Reading a file: by its owner, and by a doctor while a grant of theirs holds; each reading is in the ledger, or refused."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from redis.asyncio import Redis

from healthmed_app.core.access import Actor
from healthmed_app.core.errors import NotFound
from healthmed_app.core.ids import new_id
from healthmed_app.notices.service import FILE_OPENED
from healthmed_app.records import check, files, grants, ledger
from healthmed_app.records.context import Records
from tests import sample_files as samples
from tests.booking_world import World, world_of
from tests.file_world import add, read
from tests.integration.records.people import visit_of, written


class Shared:
    """A patient's file that a doctor may read for a month."""

    def __init__(self, records: Records, world: World) -> None:
        self.records, self.world = records, world

    async def make(self) -> "Shared":
        self.patient, self.doctor = await self.world.patient(), await self.world.doctor()
        self.visit = await visit_of(self.world, self.patient, self.doctor)
        self.content = samples.pdf(3)
        self.file = (await add(self.records, self.patient, self.content)).id
        await self.share()
        return self

    async def share(self) -> None:
        async with self.world.db.transaction() as conn:
            until = datetime.now(UTC) + timedelta(days=30)
            await grants.share(
                conn, self.records.keyring, self.patient, self.file, self.doctor.user_id, until
            )

    async def stop(self) -> None:
        async with self.world.db.transaction() as conn:
            await grants.stop(conn, self.records.keyring, self.patient, self.file, self.doctor.user_id)

    async def acts(self) -> list[tuple[str, UUID]]:
        return [(act, who) for act, who, _which, _other in await written(self.world, self.patient)]


@pytest.fixture
async def shared(records: Records, redis: Redis) -> Shared:
    return await Shared(records, world_of(records.db, redis)).make()


async def refused(shared: Shared, actor: Actor, file_id: UUID | None = None) -> None:
    """Check that neither the file nor a page of it is read, and that nothing says that it was."""
    before = await written(shared.world, shared.patient)
    with pytest.raises(NotFound):
        await read(shared.records, actor, file_id or shared.file)
    with pytest.raises(NotFound):
        await files.page(shared.records, actor, file_id or shared.file, 1)
    assert await written(shared.world, shared.patient) == before


async def test_the_owner_and_the_doctor_read_and_the_ledger_says_so(shared: Shared) -> None:
    assert await read(shared.records, shared.patient, shared.file) == shared.content
    assert await read(shared.records, shared.doctor, shared.file) == shared.content
    assert await read(shared.records, shared.doctor, shared.file) == shared.content
    me, doctor = shared.patient.user_id, shared.doctor.user_id
    assert await shared.acts() == [
        ("file.added", me),
        ("file.shared", me),
        ("file.opened", me),
        ("file.opened", doctor),
        ("file.opened", doctor),
    ]
    rows = await shared.world.run("SELECT cause_id FROM access_ledger ORDER BY sequence")
    ((grant,),) = await shared.world.run("SELECT id FROM file_grants")
    assert [row[0] for row in rows] == [None, grant, None, grant, grant]
    assert await ledger.is_whole(shared.records.db, shared.records.keyring, me)


async def test_pages_that_are_read_one_after_another_are_one_opening(shared: Shared) -> None:
    for number in (1, 2, 3):
        await files.page(shared.records, shared.doctor, shared.file, number)
    assert [act for act, _ in await shared.acts()].count("file.opened") == 1
    await read(shared.records, shared.doctor, shared.file)
    assert [act for act, _ in await shared.acts()].count("file.opened") == 2
    await shared.world.run("UPDATE access_ledger SET at = at - interval '11 minutes'")
    await files.page(shared.records, shared.doctor, shared.file, 2)
    assert [act for act, _ in await shared.acts()].count("file.opened") == 3


async def test_the_patient_is_told_once_a_day_that_the_doctor_opened_it(shared: Shared) -> None:
    for _ in range(3):
        await read(shared.records, shared.doctor, shared.file)
    await read(shared.records, shared.patient, shared.file)
    told = "SELECT recipient_id, subject_id, person_id FROM notices WHERE kind = %s"
    assert await shared.world.run(told, str(FILE_OPENED)) == [
        (shared.patient.user_id, shared.file, shared.doctor.user_id)
    ]


async def test_nobody_else_reads_it(shared: Shared) -> None:
    world = shared.world
    other_doctor, other_patient = await world.doctor(), await world.patient()
    await visit_of(world, shared.patient, other_doctor)
    admin = await world.person("admin")
    for actor in (other_doctor, other_patient, admin):
        await refused(shared, actor)
    for actor in (shared.patient, shared.doctor):
        await refused(shared, actor, new_id())
    posing = [
        Actor(one.user_id, "admin", new_id(), "", "en", "UTC", email_confirmed=True)
        for one in (shared.patient, shared.doctor)
    ]
    for actor in posing:
        await refused(shared, actor)


async def test_a_grant_that_was_taken_back_reads_nothing(shared: Shared) -> None:
    await read(shared.records, shared.doctor, shared.file)
    await shared.stop()
    await refused(shared, shared.doctor)
    await shared.share()
    assert await read(shared.records, shared.doctor, shared.file) == shared.content


async def test_a_grant_that_ran_out_reads_nothing(shared: Shared) -> None:
    await shared.world.run("UPDATE file_grants SET expires_at = clock_timestamp()")
    await refused(shared, shared.doctor)


async def test_a_suspended_doctor_reads_nothing(shared: Shared) -> None:
    await shared.world.run("UPDATE doctors SET status = 'suspended'")
    await refused(shared, shared.doctor)


@pytest.mark.parametrize("status", ["held", "cancelled", "no_show"])
async def test_what_was_for_an_appointment_is_read_no_longer_than_that_stands(
    shared: Shared, status: str
) -> None:
    await shared.stop()
    async with shared.world.db.transaction() as conn:
        await grants.share_for(conn, shared.records.keyring, shared.patient, shared.visit, [shared.file])
    assert await read(shared.records, shared.doctor, shared.file) == shared.content
    await shared.world.run("UPDATE appointments SET active = false, status = %s", status)
    await refused(shared, shared.doctor)


async def test_a_deleted_file_is_read_by_nobody_and_the_ledger_keeps_what_was(shared: Shared) -> None:
    await read(shared.records, shared.doctor, shared.file)
    async with shared.world.db.transaction() as conn:
        await files.delete(conn, shared.records.keyring, shared.patient, shared.file)
    await refused(shared, shared.doctor)
    await refused(shared, shared.patient)
    assert (await shared.acts())[-1] == ("file.deleted", shared.patient.user_id)
    assert len(await shared.acts()) == 4
    assert await ledger.is_whole(shared.records.db, shared.records.keyring, shared.patient.user_id)


async def test_a_read_that_comes_after_the_answer_is_refused_however_many_read(
    shared: Shared, database_url: str
) -> None:
    """Readers read without pause while the patient takes the grant back; what each got is told by the ledger."""
    stopped = asyncio.Event()
    late: list[str] = []

    async def reader() -> None:
        while True:
            began_after = stopped.is_set()
            try:
                await read(shared.records, shared.doctor, shared.file)
            except NotFound:
                return
            if began_after:
                late.append("read after it was taken back")

    readers = [asyncio.create_task(reader()) for _ in range(3)]
    async with asyncio.timeout(30):
        while len(await shared.acts()) < 6:  # noqa: ASYNC110  # It has a bound.
            await asyncio.sleep(0)
        await shared.stop()
        stopped.set()
        await asyncio.gather(*readers)
    assert late == []
    assert (await shared.acts())[-1][0] == "file.revoked"
    (found,) = check.check_ledgers(database_url, shared.records.keyring)
    assert found.violations == 0
