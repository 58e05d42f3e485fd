"""A mail server that a test can make slow, choosy or short-lived, and that remembers who said what."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from infra.embedded.process import free_port


@dataclass(slots=True)
class MailServer:
    """What it does, and what it has seen; `mails` has the recipients in order, `conversations` who called."""

    slow: bool = False
    refused: set[str] = field(default_factory=set[str])
    dies_after: int | None = None
    url: str = ""
    mails: list[str] = field(default_factory=list[str])
    conversations: set[object] = field(default_factory=set[object])
    asked: threading.Event = field(default_factory=threading.Event)
    answer: threading.Event = field(default_factory=threading.Event)

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.conversations.add(session.peer)
        if address in self.refused:
            return "550 Nobody of this name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.asked.set()
        if self.slow:
            await asyncio.to_thread(self.answer.wait, 20)
        if len(self.mails) == self.dies_after:
            assert server.transport is not None
            server.transport.close()
        else:
            self.mails.extend(envelope.rcpt_tos)
        return "250 Kept"


@contextmanager
def mail_server(
    *, slow: bool = False, refused: set[str] | None = None, dies_after: int | None = None
) -> Iterator[MailServer]:
    """Run one: `slow` waits for `answer` before it takes a mail, `dies_after` so many mails it hangs up on the next."""
    behaviour = MailServer(slow, refused or set(), dies_after)
    controller = Controller(behaviour, hostname="127.0.0.1", port=free_port())
    controller.start()
    behaviour.url = f"smtp://127.0.0.1:{controller.port}"
    try:
        yield behaviour
    finally:
        behaviour.answer.set()
        controller.stop()
