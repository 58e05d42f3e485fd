"""How a file gets into storage and out of it: sealed with a key of its own, bound to its id and its owner."""

import asyncio
import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO
from uuid import UUID

from healthmed_app.core import segments
from healthmed_app.core.crypto import Tampered
from healthmed_app.records.context import Records
from healthmed_app.records.refusals import Damaged, StorageAway
from healthmed_app.records.views import FileView, SealedFile
from infra.storage.objects import NoObjectError, StorageAwayError
from infra.web.request_id import request_id

_log = logging.getLogger(__name__)


def object_name(file_id: UUID) -> str:
    """Return the name of a file's object."""
    return f"files/{file_id.hex}"


async def store(records: Records, view: FileView, plain: BinaryIO) -> SealedFile:
    """Store the content of a file, and return what its row keeps.

    Raises:
        StorageAway: it may or may not have been stored.
    """
    key, context = segments.new_key(), _context(view)
    with tempfile.TemporaryFile() as sealed:
        await asyncio.to_thread(segments.seal, plain, sealed, key, context)
        try:
            await records.objects.put(object_name(view.id), sealed)
        except StorageAwayError as error:
            raise _away(error) from error
    return SealedFile(view, records.keyring.wrap(key, context), records.keyring.wrapping_id)


async def fetch(records: Records, file: SealedFile) -> Iterator[bytes]:
    """Return the content of a file in pieces, once all of it has been found to be what was stored.

    What waits on disk meanwhile is sealed, and in memory is one piece of it.

    Raises:
        StorageAway: storage did not give it.
        Damaged: it is gone, was changed, or was sealed with another key.
    """
    view, context = file.view, _context(file.view)
    sealed = tempfile.TemporaryFile()  # noqa: SIM115  # It is closed by whoever reads the pieces to their end.
    try:
        with _said_plainly(records, file):
            key = records.keyring.unwrap(file.key_wrapped, context)
            async for piece in records.objects.stream(object_name(view.id)):
                sealed.write(piece)
            await asyncio.to_thread(_must_have, view.size_bytes, segments.unseal(sealed, key, context))
    except BaseException:
        sealed.close()
        raise
    return _read(sealed, key, context)


def _read(sealed: BinaryIO, key: bytes, context: bytes) -> Iterator[bytes]:
    with sealed:
        yield from segments.unseal(sealed, key, context)


def _must_have(size_bytes: int, pieces: Iterator[bytes]) -> None:
    """Raise `Tampered` unless all pieces open and have so many bytes together."""
    if sum(len(piece) for piece in pieces) != size_bytes:
        raise Tampered


@contextmanager
def _said_plainly(records: Records, file: SealedFile) -> Iterator[None]:
    """Log why a file cannot be read, and refuse it."""
    try:
        yield
    except StorageAwayError as error:
        raise _away(error) from error
    except (Tampered, NoObjectError) as error:
        raise _damaged(records, file, error) from error


def _context(view: FileView) -> bytes:
    return b"files:" + view.id.bytes + view.patient_id.bytes


def _away(error: StorageAwayError) -> StorageAway:
    _log.warning("storage does not answer, number %s: %s", request_id.get(), error)
    return StorageAway()


def _damaged(records: Records, file: SealedFile, error: Exception) -> Damaged:
    number = request_id.get()
    if isinstance(error, NoObjectError):
        why = "its object is gone"
    elif file.key_id != records.keyring.wrapping_id:
        why = f"its key was wrapped by master key {file.key_id}, ours is {records.keyring.wrapping_id}"
    else:
        why = "its object or its row was changed"
    _log.error("file %s does not open, number %s: %s", file.view.id, number, why)
    return Damaged(number)
