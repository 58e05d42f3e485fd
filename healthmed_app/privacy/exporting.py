"""Copies of all one's data: asked for with the password, made by a job, sealed in storage, downloaded by their owner alone."""

import asyncio
import io
import tempfile
from collections.abc import Iterator
from typing import BinaryIO, cast
from uuid import UUID

from healthmed_app.accounts import proof
from healthmed_app.accounts import service as accounts
from healthmed_app.accounts.device import Device
from healthmed_app.audit import service as audit
from healthmed_app.core import segments
from healthmed_app.core.access import Actor
from healthmed_app.core.crypto import Tampered
from healthmed_app.core.errors import Conflict, NotFound, TooMany
from healthmed_app.core.ids import new_id
from healthmed_app.core.texts import N_, in_language
from healthmed_app.notices.jobs import enqueue_ring
from healthmed_app.privacy import archive, rules
from healthmed_app.privacy import export_queries as queries
from healthmed_app.privacy.context import Privacy
from healthmed_app.privacy.views import Export
from healthmed_app.records.refusals import Damaged, StorageAway
from infra.db.jobs import BULK, enqueue
from infra.db.pool import Connection
from infra.storage.objects import NoObjectError, StorageAwayError
from infra.web.request_id import request_id
from infra.web.throttle import Limit

MAKE = "privacy.make_export"
ASKED = Limit("data-export", 3, 86_400)


async def ask(privacy: Privacy, actor: Actor, device: Device, password: str, code: str) -> None:
    """Have a copy of all one's data made; a mail says when it is ready.

    Raises:
        Invalid: the password or the code is wrong.
        Conflict: one is being made already.
        TooMany: one was asked for too often.
    """
    await proof.prove(
        privacy.db, privacy.throttle, privacy.keyring, actor, device, (password, code), prefix="export"
    )
    if seconds := await privacy.throttle.hit(ASKED, actor.user_id.hex):
        raise TooMany(seconds)
    async with privacy.db.transaction() as conn:
        export_id = new_id()
        if not await queries.ask(conn, export_id, actor.user_id, rules.EXPORT_MADE_WITHIN):
            raise Conflict(N_("A copy is being made already. We write to you as soon as it is ready."))
        await enqueue(conn, MAKE, {"export_id": export_id.hex}, lock=f"export:{export_id.hex}", queue=BULK)
        await audit.record(conn, actor, "export.asked", export_id, address=device.address)


async def own(conn: Connection, actor: Actor) -> list[Export]:
    """Return the actor's copies that did not expire, newest first."""
    return await queries.own(conn, actor.user_id)


async def make(privacy: Privacy, export_id: str) -> None:
    """Make a copy and store it sealed; begun again, it is made anew with another key over the same objects.

    Raises:
        StorageAway, StorageAwayError: try again later.
    """
    async with privacy.db.read() as conn:
        export = await queries.one(conn, UUID(hex=export_id))
        owner = await accounts.stand_in(conn, export.user_id) if export else None
    if export is None or owner is None or export.ready_at is not None:
        return
    key = segments.new_key()
    with tempfile.TemporaryFile() as plain, tempfile.TemporaryFile() as sealed:
        with in_language(owner.language):
            await archive.write(privacy, owner, plain)
        size_bytes = plain.seek(0, 2)
        await asyncio.to_thread(segments.seal, plain, sealed, key, _context(export))
        await _store(privacy, export, sealed)
    wrapped = privacy.keyring.wrap(key, _context(export))
    async with privacy.db.transaction() as conn:
        if await queries.finish(conn, export.id, wrapped, size_bytes=size_bytes, kept=rules.EXPORT_KEPT):
            await accounts.tell(conn, export.user_id, "export_ready")
            await enqueue_ring(conn, [export.user_id])


async def content(privacy: Privacy, actor: Actor, export_id: UUID) -> tuple[Export, Iterator[bytes]]:
    """Return a copy of the actor's and its archive in pieces, once all of it has been found to be what was stored.

    Raises:
        NotFound: there is none, it is not ready, it expired, or it is not theirs.
        StorageAway, Damaged: it cannot be read.
    """
    async with privacy.db.transaction() as conn:
        export = next((one for one in await queries.own(conn, actor.user_id) if one.id == export_id), None)
        if export is None or export.ready_at is None or export.key_wrapped is None:
            raise NotFound
        await audit.record(conn, actor, "export.downloaded", export_id)
    sealed = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115  # Closed by whoever reads the pieces to their end.
    try:
        key = await _fetch(privacy, export, export.key_wrapped, sealed)
    except BaseException:
        sealed.close()
        raise
    return export, _read(sealed, key, export)


async def remove(privacy: Privacy, export: Export) -> None:
    """Remove a copy, its objects first; begun again it goes on.

    Raises:
        StorageAwayError: try again later.
    """
    for number in range(export.parts):
        await privacy.records.objects.delete(object_name(export.id, number))
    async with privacy.db.transaction() as conn:
        await queries.remove(conn, export.id)


def object_name(export_id: UUID, number: int) -> str:
    """Return the name of a part of a copy."""
    return f"exports/{export_id.hex}/{number:05}"


async def _store(privacy: Privacy, export: Export, sealed: BinaryIO) -> None:
    size_bytes = sealed.seek(0, 2)
    parts = -(-size_bytes // rules.PART_BYTES)
    async with privacy.db.transaction() as conn:
        await queries.announce_parts(conn, export.id, parts)
    sealed.seek(0)
    for number in range(parts):
        await privacy.records.objects.put(
            object_name(export.id, number), io.BytesIO(sealed.read(rules.PART_BYTES))
        )


async def _fetch(privacy: Privacy, export: Export, key_wrapped: bytes, sealed: BinaryIO) -> bytes:
    """Write a copy to `sealed` as it is stored, and return what opens it, once all of it was opened."""
    try:
        key = privacy.keyring.unwrap(key_wrapped, _context(export))
        for number in range(export.parts):
            async for piece in privacy.records.objects.stream(object_name(export.id, number)):
                sealed.write(piece)
        await asyncio.to_thread(_must_have, export.size_bytes, segments.unseal(sealed, key, _context(export)))
    except StorageAwayError as error:
        raise StorageAway from error
    except (Tampered, NoObjectError) as error:
        raise Damaged(request_id.get()) from error
    return key


def _must_have(size_bytes: int, pieces: Iterator[bytes]) -> None:
    """Raise `Tampered` unless all pieces open and have so many bytes together."""
    if sum(len(piece) for piece in pieces) != size_bytes:
        raise Tampered


def _read(sealed: BinaryIO, key: bytes, export: Export) -> Iterator[bytes]:
    with sealed:
        yield from segments.unseal(sealed, key, _context(export))


def _context(export: Export) -> bytes:
    return b"data_exports:" + export.id.bytes + export.user_id.bytes
