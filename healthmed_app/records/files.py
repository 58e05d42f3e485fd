"""What people do with files: add, list, read and delete them.

A file is checked and sealed before anything is stored. Then its object is announced as one that no file owns, stored,
and in one transaction taken up by the file's row; so whatever dies in between, nothing half-stored is ever shown, and a
job removes the object (`jobs.remove_loose`).
"""

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from typing import BinaryIO
from uuid import UUID

from healthmed_app.core import clock
from healthmed_app.core.access import Actor, require
from healthmed_app.core.crypto import Keyring
from healthmed_app.core.errors import Conflict, NotFound, TooMany
from healthmed_app.core.ids import new_id
from healthmed_app.notices.jobs import enqueue_ring
from healthmed_app.records import file_queries, file_rules, grant_queries, ledger, storing
from healthmed_app.records.context import Records
from healthmed_app.records.inspection.verdict import Accepted, Refused
from healthmed_app.records.ledger_rules import Entry
from healthmed_app.records.reading import admit
from healthmed_app.records.refusals import StorageAway, TooLarge, refused
from healthmed_app.records.views import FileView, SealedFile
from infra.db.pool import Connection
from infra.web.throttle import Limit

UPLOADS = Limit("file-upload", 100, 3600)
READS = Limit("file-read", 600, 60)
"""A PDF of thirty pages is read thirty times."""
STORING = timedelta(minutes=15)
"""In which an object is stored and taken up; far more than all tries to store it may take."""
AT_ONCE = timedelta(0)


async def expect(records: Records, actor: Actor) -> None:
    """Refuse an upload before any of it is read.

    Raises:
        Forbidden: the actor is no patient.
        TooMany: they upload very often.
        Conflict: they have as many files as they may.
    """
    require(actor, "patient")
    await _count(records, UPLOADS, actor)
    async with records.db.read() as conn:
        await _has_room(conn, actor, 1)


async def add(records: Records, actor: Actor, name: str, content: BinaryIO) -> FileView:
    """Check and keep a file of the actor's; `name` is what they call it, `content` a file on disk.

    Raises:
        Forbidden: the actor is no patient.
        TooLarge, WrongType, Invalid: it may not be kept; each says why.
        Conflict: they have as many files as they may.
        Busy: too many files are being checked.
        StorageAway: it could not be stored.
    """
    require(actor, "patient")
    if _size(content) > file_rules.SIZE_BYTES_MAX:
        raise TooLarge
    with tempfile.TemporaryFile() as made:
        try:
            found = await records.sandbox.check(content, made)
        except Refused as refusal:
            raise refused(refusal.reason) from None
        kept = content if found.media_type == "application/pdf" else made
        return await _keep(records, actor, _view(actor, name, found, _size(kept)), kept)


async def own(conn: Connection, actor: Actor) -> list[FileView]:
    """Return the actor's files, newest first.

    Raises:
        Forbidden: the actor is no patient.
    """
    require(actor, "patient")
    return await file_queries.own(conn, actor.user_id, file_rules.FILES_MAX)


async def one(conn: Connection, actor: Actor, file_id: UUID) -> FileView:
    """Return a file of the actor's.

    Raises:
        Forbidden: the actor is no patient.
        NotFound: there is no such file of theirs.
    """
    require(actor, "patient")
    found = await file_queries.owned(conn, actor.user_id, file_id)
    if found is None:
        raise NotFound
    return found


async def content(records: Records, actor: Actor, file_id: UUID) -> tuple[FileView, Iterator[bytes]]:
    """Return a file that the actor may read, and its content in pieces.

    Raises:
        NotFound: there is none, or it is not for them.
        TooMany: they read very often.
        StorageAway, Damaged: it cannot be read.
    """
    return await _content(records, actor, file_id, by_page=False)


async def _content(
    records: Records, actor: Actor, file_id: UUID, *, by_page: bool
) -> tuple[FileView, Iterator[bytes]]:
    await _count(records, READS, actor)
    async with records.db.transaction() as conn:
        view = await admit(conn, records.keyring, actor, file_id, by_page=by_page)
        key = await file_queries.key(conn, file_id)
    assert key is not None, "it was there in the same transaction"
    return view, await storing.fetch(records, SealedFile(view, *key))


async def page(records: Records, actor: Actor, file_id: UUID, number: int) -> bytes:
    """Return a page of a PDF that the actor may read, drawn as a PNG; the first is 1.

    Raises:
        NotFound: there is no such file or page, or it is not for them.
        TooMany, Busy: pages are drawn very often.
        StorageAway, Damaged, Invalid: it cannot be read.
    """
    view, pieces = await _content(records, actor, file_id, by_page=True)
    if not 1 <= number <= file_rules.drawn_pages(view.pages):
        raise NotFound
    with tempfile.TemporaryFile() as plain, tempfile.TemporaryFile() as made:
        plain.writelines(pieces)
        try:
            await records.sandbox.page(plain, number, made)
        except Refused as refusal:
            raise refused(refusal.reason) from None
        made.seek(0)
        return made.read()


async def sealed(conn: Connection, actor: Actor) -> list[SealedFile]:
    """Return the actor's files with what opens each, newest first; for a copy of all of them.

    Raises:
        Forbidden: the actor is no patient.
    """
    keys = [(view, await file_queries.key(conn, view.id)) for view in await own(conn, actor)]
    return [SealedFile(view, *key) for view, key in keys if key]


async def delete(conn: Connection, keyring: Keyring, actor: Actor, file_id: UUID) -> None:
    """Delete a file of the actor's for good; its object follows by a job.

    Raises:
        Forbidden: the actor is no patient.
        NotFound: there is no such file of theirs.
    """
    require(actor, "patient")
    await ledger.lock(conn, actor.user_id)
    readers = await grant_queries.doctors_of(conn, file_id)
    if not await file_queries.delete(conn, actor.user_id, file_id):
        raise NotFound
    await ledger.append(conn, keyring, [Entry(actor.user_id, "file.deleted", actor.user_id, file_id)])
    if readers:
        await enqueue_ring(conn, readers)
    await file_queries.let_go(conn, file_id, AT_ONCE)


async def _keep(records: Records, actor: Actor, view: FileView, kept: BinaryIO) -> FileView:
    async with records.db.transaction() as conn:
        await _has_room(conn, actor, view.size_bytes)
        await file_queries.let_go(conn, view.id, STORING)
    stored = await storing.store(records, view, kept)
    async with records.db.transaction() as conn:
        await file_queries.lock_owner(conn, actor.user_id)
        await _has_room(conn, actor, view.size_bytes)
        if not await file_queries.take_up(conn, view.id):
            raise StorageAway
        await file_queries.insert(conn, stored)
        added = Entry(actor.user_id, "file.added", actor.user_id, view.id)
        await ledger.append(conn, records.keyring, [added])
    return view


async def _has_room(conn: Connection, actor: Actor, more_bytes: int) -> None:
    files, total_bytes = await file_queries.usage(conn, actor.user_id, file_rules.FILES_MAX)
    if not file_rules.has_room(files, total_bytes, more_bytes):
        raise Conflict(file_rules.FULL, code="full", field="file")


async def _count(records: Records, limit: Limit, actor: Actor) -> None:
    if seconds := await records.throttle.hit(limit, actor.user_id.hex):
        raise TooMany(seconds)


def _view(actor: Actor, name: str, found: Accepted, size_bytes: int) -> FileView:
    return FileView(
        id=new_id(),
        patient_id=actor.user_id,
        name=file_rules.display_name(name, found.media_type),
        media_type=found.media_type,
        size_bytes=size_bytes,
        pages=found.pages,
        width_px=found.width_px,
        height_px=found.height_px,
        created_at=clock.now(),
    )


def _size(file: BinaryIO) -> int:
    return file.seek(0, 2)
