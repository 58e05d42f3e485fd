"""Starts the process that looks into a file, and waits for what it found.

The process gets the file, a file to write to, and no environment; what it may use is in `__main__.py`. What it says is
not believed beyond its form: a parser that was taken over can at worst have a file kept that should not be.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import BinaryIO, Literal

from healthmed_app.core.errors import Busy
from healthmed_app.core.texts import N_
from healthmed_app.records.inspection import verdict
from healthmed_app.records.inspection.verdict import Accepted

AT_ONCE = 2
WAITING_MAX = 20
WAIT_SECONDS = 20
WALL_SECONDS = 65
"""A little more than the process gives itself."""
_LINE_BYTES_MAX = 4_096


class Sandbox:
    """Lets a few inspections run at once, and some more wait."""

    def __init__(self) -> None:
        """Begin with none."""
        self._free = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    async def check(self, file: BinaryIO, made: BinaryIO) -> Accepted:
        """Return what `file` is; an image is written anew to `made`.

        Raises:
            Refused: it may not be kept.
            Busy: too many wait.
        """
        return await self._run("check", 0, file, made)

    async def page(self, file: BinaryIO, number: int, made: BinaryIO) -> Accepted:
        """Draw page `number` of a PDF to `made`, counted from 1.

        Raises:
            Refused: it has no such page, or it cannot be drawn.
            Busy: too many wait.
        """
        return await self._run("page", number, file, made)

    async def _run(
        self, task: Literal["check", "page"], number: int, file: BinaryIO, made: BinaryIO
    ) -> Accepted:
        file.seek(0)
        async with self._turn():
            said = await _said(task, number, file, made)
        return verdict.read(said)

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        if self._waiting >= WAITING_MAX:
            raise _busy()
        self._waiting += 1
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await self._free.acquire()
        except TimeoutError:
            raise _busy() from None
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._free.release()


def _busy() -> Busy:
    return Busy(N_("Very many files are being read now. Try again in a minute."))


async def _said(task: str, number: int, file: BinaryIO, made: BinaryIO) -> bytes:
    """Return the line that the process wrote; nothing if it came to grief."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        "-m",
        "healthmed_app.records.inspection",
        task,
        str(number),
        str(made.fileno()),
        stdin=file,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        pass_fds=(made.fileno(),),
        env={},
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(WALL_SECONDS):
            line = await process.stdout.read(_LINE_BYTES_MAX)
            await process.wait()
    except TimeoutError:
        return b""
    finally:
        with suppress(ProcessLookupError):
            process.kill()
    return line if process.returncode == 0 else b""
