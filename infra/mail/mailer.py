"""Sends mail by SMTP: at once and alone what somebody waits for, many in one conversation and at a pace.

A provider lets a program send so many mails a second, so each process keeps to a pace of its own. What is sent alone
does not wait for it: somebody sits in front of an empty inbox, and there are few of those. Knows nothing of who is told
what, and keeps nothing: whoever hands a mail over must know whether to hand it over again.
"""

import quopri
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email.charset import QP, Charset
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.utils import formataddr, formatdate, make_msgid, parseaddr
from typing import Self
from urllib.parse import unquote, urlsplit
from uuid import uuid4

import aiosmtplib
from aiolimiter import AsyncLimiter

TIMEOUT_SECONDS = 15
"""Of each answer that a server owes us; a message waits for four."""
BURST_SECONDS = 0.1
"""So much of the pace may go out at once after a pause."""
_FAULTS = (aiosmtplib.SMTPException, OSError, TimeoutError)
_UTF8 = Charset("utf-8")
_UTF8.body_encoding = QP


class MailNotSent(Exception):
    """The mail server could not be reached, went away, or did not take the message; another try may help."""


class MailRefused(MailNotSent):
    """This message was not taken; the conversation goes on, and the next one may be."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A small text file that goes with a message, such as a calendar entry."""

    name: str
    media_type: str
    """Such as `text/calendar`; the character set is always UTF-8."""
    text: str
    method: str = ""
    """What a calendar entry asks of the calendar; its part's header must say so too (RFC 6047, 2.4)."""


@dataclass(frozen=True, slots=True)
class Mail:
    """One message to one person, in plain text, which every program shows as it was written, and perhaps as a page."""

    to: str
    subject: str
    text: str
    attachments: tuple[Attachment, ...] = field(default=())
    html: str = ""
    """The same words as an HTML document, for programs that show it."""


Send = Callable[[Mail], Awaitable[None]]
"""Hands one message over; raises `MailRefused`, or another `MailNotSent` when the conversation is over."""


@dataclass(frozen=True, slots=True)
class Mailer:
    """Where mail is handed over, in whose name, and how fast; one for each process, because the pace is shared."""

    host: str
    port: int
    username: str | None
    password: str | None
    implicit_tls: bool
    sender: str
    answers_to: str
    pace: AsyncLimiter

    @classmethod
    def of(cls, url: str, sender: str, answers_to: str = "", *, mails_per_second: int) -> Self:
        """Read `smtp://user:password@host:587` (TLS when it is offered) or `smtps://…` (TLS from the start)."""
        parts = urlsplit(url)
        tls = parts.scheme == "smtps"
        burst = max(1.0, mails_per_second * BURST_SECONDS)
        return cls(
            host=parts.hostname or "localhost",
            port=parts.port or (465 if tls else 25),
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            implicit_tls=tls,
            sender=sender,
            answers_to=answers_to,
            pace=AsyncLimiter(burst, burst / mails_per_second),
        )

    async def send(self, mail: Mail) -> None:
        """Hand one message over in a conversation of its own, without waiting for the pace.

        Raises:
            MailNotSent: the server cannot be reached, or refuses the message.
        """
        async with self._connected() as smtp:
            await self._hand_over(smtp, mail)

    @asynccontextmanager
    async def conversation(self) -> AsyncIterator[Send]:
        """Hand many messages over, each in an envelope of its own: yields what sends one when the pace allows it.

        Raises:
            MailNotSent: the server cannot be reached.
        """
        async with self._connected() as smtp:

            async def send(mail: Mail) -> None:
                await self.pace.acquire()
                await self._hand_over(smtp, mail)

            yield send

    async def answers(self) -> None:
        """Greet the server and say goodbye.

        Raises:
            MailNotSent: it cannot be reached, or does not let us in.
        """
        async with self._connected():
            pass

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[aiosmtplib.SMTP]:
        smtp = aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            username=self.username,
            password=self.password,
            use_tls=self.implicit_tls,
            timeout=TIMEOUT_SECONDS,
        )
        try:
            await smtp.connect()
        except _FAULTS as error:
            raise MailNotSent(type(error).__name__) from error
        try:
            yield smtp
            with suppress(*_FAULTS):
                await smtp.quit()
        finally:
            smtp.close()

    async def _hand_over(self, smtp: aiosmtplib.SMTP, mail: Mail) -> None:
        try:
            content = message(mail, self.sender, self.answers_to)
            await smtp.sendmail(parseaddr(self.sender)[1], mail.to, content)
        except (*_FAULTS, ValueError) as error:
            fault = MailRefused if smtp.is_connected else MailNotSent
            raise fault(type(error).__name__) from error


def message(mail: Mail, sender: str, answers_to: str = "") -> bytes:
    """Return `mail` as it goes over the wire (RFC 5322), in ASCII, so that every server takes it.

    It is built of the `email` package's older classes, which write a header down without parsing it first, at a quarter of
    the time.

    Raises:
        ValueError: an address or the subject has a line end in it, or an address is not ASCII.
    """
    if len(f"{mail.to}\n{mail.subject}\n".splitlines()) > 2 or not mail.to.isascii():
        raise ValueError("an address or a subject that no mail can have")
    body = _with_html(mail) if mail.html else _text(mail.text, "plain")
    made = _with_attachments(body, mail.attachments) if mail.attachments else body
    name, address = parseaddr(sender)
    made["From"] = formataddr((name, address))
    made["To"] = mail.to
    if answers_to:
        made["Reply-To"] = answers_to
    made["Subject"] = _subject(mail.subject)
    made["Date"] = formatdate(usegmt=True)
    made["Message-ID"] = make_msgid(domain=address.rpartition("@")[2] or None)
    made["Auto-Submitted"] = "auto-generated"
    return made.as_bytes()


def _subject(subject: str) -> str:
    return subject if subject.isascii() else Header(subject, _UTF8, header_name="Subject").encode()


def _text(text: str, subtype: str) -> MIMENonMultipart:
    part = MIMENonMultipart("text", subtype)
    part.set_payload(text, _UTF8)
    return part


def _with_html(mail: Mail) -> MIMEMultipart:
    """Return both alternatives, the better one last (RFC 2046, 5.1.4)."""
    page = MIMENonMultipart("text", "html", charset="utf-8")
    page["Content-Transfer-Encoding"] = "quoted-printable"
    page.set_payload(quopri.encodestring(mail.html.encode()).decode("ascii"))
    made = MIMEMultipart("alternative", boundary=f"=_{uuid4().hex}")
    made.attach(_text(mail.text, "plain"))
    made.attach(page)
    return made


def _with_attachments(
    body: MIMENonMultipart | MIMEMultipart, attachments: tuple[Attachment, ...]
) -> MIMEMultipart:
    # Quoted-printable text never has "=_" in it, so no part can contain the boundary.
    made = MIMEMultipart(boundary=f"=_{uuid4().hex}")
    made.attach(body)
    for attachment in attachments:
        part = _text(attachment.text, attachment.media_type.partition("/")[2])
        if attachment.method:
            part.set_param("method", attachment.method)
        part.add_header("Content-Disposition", "attachment", filename=attachment.name)
        made.attach(part)
    return made
