"""Files from their owner's hand to storage and back: sealed, whole, and for nobody else."""

import io
import os
import random
from datetime import timedelta
from unittest.mock import patch
from uuid import UUID

import pytest

from healthmed_app.core.access import Actor
from healthmed_app.core.errors import Conflict, Forbidden, NotFound, Problem, TooMany
from healthmed_app.core.ids import new_id
from healthmed_app.records import file_rules, files, jobs
from healthmed_app.records.context import Records
from healthmed_app.records.refusals import Damaged, StorageAway, TooLarge
from healthmed_app.records.storing import object_name
from infra.db.pool import Database
from infra.storage.objects import Objects
from tests import sample_files as samples
from tests.file_world import add, listed, person, read, records_of
from tests.storage import Bucket


def large_pdf() -> bytes:
    """Return a PDF that takes several segments."""
    noise = random.Random(1).randbytes(2_500_000)
    return samples.pdf(change=lambda document: setattr(document.Root, "Noise", document.make_stream(noise)))


async def count(db: Database, table: str) -> int:
    async with db.read() as conn:
        cursor = await conn.execute(f"SELECT count(*) FROM {table}")  # type: ignore[arg-type]
        row = await cursor.fetchone()
    assert row is not None
    return row[0]


async def test_a_file_comes_back_as_it_was(records: Records, patient: Actor, bucket: Bucket) -> None:
    content = large_pdf()
    view = await add(records, patient, content, "Exame de sangue.pdf")
    assert (view.name, view.media_type, view.pages) == ("Exame de sangue.pdf", "application/pdf", 1)
    assert view.size_bytes == len(content)
    assert await listed(records, patient) == [view]
    assert await read(records, patient, view.id) == content
    (stored,) = bucket.stored()
    assert b"Blood count" not in stored.read_bytes()
    assert b"%PDF" not in stored.read_bytes()
    assert await count(records.db, "loose_objects") == 0


async def test_a_page_is_drawn_for_whoever_may_read_the_file(records: Records, patient: Actor) -> None:
    view = await add(records, patient, samples.pdf(2))
    assert (await files.page(records, patient, view.id, 2)).startswith(b"\x89PNG")
    for number in (0, 3, -1):
        with pytest.raises(NotFound):
            await files.page(records, patient, view.id, number)
    picture = await add(records, patient, samples.png(), "scan.png")
    with pytest.raises(NotFound):
        await files.page(records, patient, picture.id, 1)


async def test_nobody_else_gets_it(records: Records, patient: Actor) -> None:
    view = await add(records, patient, samples.pdf())
    for role in ("patient", "doctor", "admin"):
        other = await person(records, role)
        with pytest.raises(NotFound):
            await files.content(records, other, view.id)
        with pytest.raises(NotFound):
            await files.page(records, other, view.id, 1)
    stranger = await person(records)
    assert await listed(records, stranger) == []
    async with records.db.transaction() as conn:
        with pytest.raises(NotFound):
            await files.delete(conn, records.keyring, stranger, view.id)
    assert await listed(records, patient) == [view]


@pytest.mark.parametrize("role", ["doctor", "admin"])
async def test_only_patients_have_files(records: Records, role: str) -> None:
    other = await person(records, role)  # type: ignore[arg-type]
    with pytest.raises(Forbidden):
        await files.expect(records, other)
    with pytest.raises(Forbidden):
        await add(records, other, samples.pdf())
    async with records.db.transaction() as conn:
        with pytest.raises(Forbidden):
            await files.own(conn, other)
        with pytest.raises(Forbidden):
            await files.delete(conn, records.keyring, other, new_id())


@pytest.mark.parametrize("how", ["changed", "cut", "longer", "empty", "swapped", "gone"])
async def test_an_object_that_was_tampered_with_does_not_open(
    records: Records, patient: Actor, bucket: Bucket, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    view = await add(records, patient, large_pdf())
    (path,) = bucket.stored()
    sealed = path.read_bytes()
    if how == "swapped":
        await add(records, patient, large_pdf())
        other = next(one for one in bucket.stored() if one != path)
        sealed = other.read_bytes()
    changed = {
        "changed": sealed[:-1] + bytes([sealed[-1] ^ 1]),
        "cut": sealed[: 2 * ((1 << 20) + 16)],
        "longer": sealed + sealed[-40:],
        "empty": b"",
        "swapped": sealed,
    }
    if how == "gone":
        await records.objects.delete(object_name(view.id))
    else:
        await records.objects.put(object_name(view.id), io.BytesIO(changed[how]))
    with pytest.raises(Damaged):
        await files.content(records, patient, view.id)
    assert f"file {view.id} does not open" in caplog.text
    assert view.name not in caplog.text


async def test_another_master_key_opens_nothing(
    records: Records, patient: Actor, db: Database, bucket: Bucket, caplog: pytest.LogCaptureFixture
) -> None:
    view = await add(records, patient, samples.pdf())
    with pytest.raises(Damaged):
        await files.content(records_of(db, bucket, os.urandom(32)), patient, view.id)
    assert records.keyring.wrapping_id in caplog.text


async def test_a_row_given_to_somebody_else_does_not_open(records: Records, patient: Actor) -> None:
    view = await add(records, patient, samples.pdf())
    thief = await person(records)
    async with records.db.transaction() as conn:
        await conn.execute("UPDATE files SET patient_id = %s", (thief.user_id,))
    with pytest.raises(Damaged):
        await files.content(records, thief, view.id)


async def test_what_is_refused_leaves_nothing(records: Records, patient: Actor, bucket: Bucket) -> None:
    refused = [b"", b"GIF89a", samples.locked_pdf("secret"), samples.zipped(samples.pdf())]
    for content in refused:
        with pytest.raises(Problem) as refusal:
            await add(records, patient, content)
        assert refusal.value.field == "file"
    with pytest.raises(TooLarge):
        await add(records, patient, samples.pdf() + bytes(file_rules.SIZE_BYTES_MAX))
    assert await count(records.db, "files") == await count(records.db, "loose_objects") == 0
    assert bucket.stored() == []


async def test_a_patient_has_so_many_files_and_no_more(
    records: Records, patient: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_rules, "FILES_MAX", 2)
    kept = [await add(records, patient, samples.pdf()) for _ in range(2)]
    for attempt in (files.expect(records, patient), add(records, patient, samples.pdf())):
        with pytest.raises(Conflict) as full:
            await attempt
        assert full.value.code == "full"
    async with records.db.transaction() as conn:
        await files.delete(conn, records.keyring, patient, kept[0].id)
    await add(records, patient, samples.pdf())


async def test_uploads_are_counted(records: Records, patient: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(files.UPLOADS.amount):
        await files.expect(records, patient)
    with pytest.raises(TooMany):
        await files.expect(records, patient)


async def test_with_storage_away_nothing_is_kept_and_nothing_lost(
    records: Records, patient: Actor, db: Database, bucket: Bucket
) -> None:
    view = await add(records, patient, samples.pdf())
    away = Records.of(
        db,
        Objects.of("http://127.0.0.1:9", "tests", "none", "none", "us-east-1"),
        records.keyring,
        records.throttle,
    )
    with pytest.raises(StorageAway):
        await add(away, patient, samples.pdf())
    with pytest.raises(StorageAway):
        await files.content(away, patient, view.id)
    assert await listed(records, patient) == [view]
    assert await count(db, "loose_objects") == 1, "it may have been stored, so its object is looked after"
    await jobs.remove_loose(db, away.objects)
    assert len(await read(records, patient, view.id)) == view.size_bytes


async def test_a_deleted_file_takes_its_object_with_it(
    records: Records, patient: Actor, bucket: Bucket
) -> None:
    gone, kept = [await add(records, patient, samples.pdf()) for _ in range(2)]
    async with records.db.transaction() as conn:
        await files.delete(conn, records.keyring, patient, gone.id)
    with pytest.raises(NotFound):
        await files.content(records, patient, gone.id)
    assert len(bucket.stored()) == 2
    away = Objects.of("http://127.0.0.1:9", "tests", "none", "none", "us-east-1")
    await jobs.remove_loose(records.db, away)
    assert await count(records.db, "loose_objects") == 1
    await jobs.remove_loose(records.db, records.objects)
    await jobs.remove_loose(records.db, records.objects)
    assert await count(records.db, "loose_objects") == 0
    (stored,) = bucket.stored()
    assert stored.name == kept.id.hex


async def test_an_upload_that_dies_after_storing_leaves_an_object_that_is_removed(
    records: Records, patient: Actor, bucket: Bucket
) -> None:
    class Killed(BaseException): ...

    with patch("healthmed_app.records.file_queries.take_up", side_effect=Killed), pytest.raises(Killed):
        await add(records, patient, samples.pdf())
    assert len(bucket.stored()) == 1
    await jobs.remove_loose(records.db, records.objects)
    assert len(bucket.stored()) == 1, "it is not due yet: somebody could be at it"
    async with records.db.transaction() as conn:
        await conn.execute("UPDATE loose_objects SET due_at = due_at - %s", (timedelta(hours=1),))
    await jobs.remove_loose(records.db, records.objects)
    assert bucket.stored() == []
    assert await count(records.db, "files") == await count(records.db, "loose_objects") == 0


async def test_an_upload_that_hung_too_long_does_not_take_up_an_object_that_is_being_removed(
    records: Records, patient: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "STORING", timedelta(0))
    with pytest.raises(StorageAway):
        await add(records, patient, samples.pdf())
    assert await count(records.db, "files") == 0


async def test_an_unknown_file_is_not_found(records: Records, patient: Actor) -> None:
    for file_id in (new_id(), UUID(int=0)):
        with pytest.raises(NotFound):
            await files.content(records, patient, file_id)


async def test_the_content_is_closed_when_its_reader_goes_away(records: Records, patient: Actor) -> None:
    view = await add(records, patient, large_pdf())
    _view, pieces = await files.content(records, patient, view.id)
    assert len(next(pieces)) == 1 << 20
    pieces.close()  # type: ignore[attr-defined]


async def test_a_name_with_a_path_in_it_is_made_safe(records: Records, patient: Actor) -> None:
    view = await add(records, patient, samples.png(), "../../etc/pass\x00wd\u202egnp.exe")
    assert view.name == "passwdgnp.exe.png"
