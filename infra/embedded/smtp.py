"""A mail server of our own that delivers nothing: it keeps each message as a file for whoever develops or tests."""

import itertools
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from infra.embedded.folder import make_private
from infra.embedded.process import free_port

MESSAGE_BYTES_MAX = 10_000_000


class _Keeper:
    """Writes every message to a folder, named so that a listing is in the order of arrival."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = itertools.count()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        seconds, fraction = divmod(time.time_ns(), 10**9)
        day = time.strftime("%Y%m%d-%H%M%S", time.gmtime(seconds))
        stamp = f"{day}-{fraction:09d}-{next(self._number):04d}"
        unfinished = self._folder / f".{stamp}"
        content = envelope.content or b""
        unfinished.write_bytes(content if isinstance(content, bytes) else content.encode())
        unfinished.rename(self._folder / f"{stamp}.eml")
        return "250 Kept"


@contextmanager
def smtp(folder: Path) -> Iterator[str]:
    """Keep the mail that arrives under `folder`, as `.eml` files; yields the server's address."""
    keeper = _Keeper(make_private(folder.absolute()))
    controller = Controller(
        keeper,
        hostname="127.0.0.1",
        port=free_port(),
        data_size_limit=MESSAGE_BYTES_MAX,
        enable_SMTPUTF8=True,
    )
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{controller.port}"
    finally:
        controller.stop()
