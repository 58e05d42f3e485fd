"""Reading an uploaded file from a request: bounded in bytes and time, and whole or not at all."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import BinaryIO

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from healthmed_app.core.errors import Invalid
from healthmed_app.core.texts import N_
from healthmed_app.records.file_rules import CUT_SHORT, SIZE_BYTES_MAX
from healthmed_app.records.refusals import TooLarge

AROUND_BYTES_MAX = 16_384
"""What a form may add to the file in it."""
BODY_BYTES_MAX = SIZE_BYTES_MAX + AROUND_BYTES_MAX
UPLOAD_SECONDS = 600
DRAIN_BYTES_MAX = 2 * BODY_BYTES_MAX
DRAIN_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Received:
    """A file that has arrived. It is on disk, without a name, and goes when it is closed."""

    name: str
    content: BinaryIO


def is_form(kinds: Sequence[str]) -> bool:
    """Whether a request with these `Content-Type` headers is a form with a file, however it is spelled."""
    return len(kinds) == 1 and kinds[0].strip().lower().startswith("multipart/form-data")


@asynccontextmanager
async def received(request: Request) -> AsyncIterator[Received]:
    """Read the field `file` of a form; it is closed at the end of the block.

    Raises:
        TooLarge: there is more than a file may have.
        Invalid: there is no such field, or it did not arrive whole.
        ClientDisconnect: whoever sent it went away.
    """
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > BODY_BYTES_MAX:
        raise TooLarge
    if not is_form(request.headers.getlist("content-type")):
        raise Invalid(N_("Choose a file first."), field="file")
    parser = MultiPartParser(request.headers, _bounded(request), max_files=1, max_fields=1)
    try:
        async with asyncio.timeout(UPLOAD_SECONDS):
            form = await parser.parse()
    except (MultiPartException, KeyError, TimeoutError):
        raise Invalid(CUT_SHORT, field="file") from None
    try:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise Invalid(CUT_SHORT, field="file")
        yield Received(file.filename or "", file.file)
    finally:
        await form.close()


async def drain(request: Request) -> None:
    """Read what is still coming, within bounds: a browser that is answered while it sends may not hear the answer."""
    seen = 0
    try:
        async with asyncio.timeout(DRAIN_SECONDS):
            async for piece in request.stream():
                seen += len(piece)
                if seen > DRAIN_BYTES_MAX:
                    return
    except Exception:  # noqa: BLE001 - whatever ends it, nothing more comes
        return


async def _bounded(request: Request) -> AsyncGenerator[bytes, None]:
    seen = 0
    async for piece in request.stream():
        seen += len(piece)
        if seen > BODY_BYTES_MAX:
            raise TooLarge
        yield piece
