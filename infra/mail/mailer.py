"""Sends mail by SMTP: one conversation a message, with a bound on how long it may take."""

from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from typing import Self
from urllib.parse import unquote, urlsplit

import aiosmtplib

TIMEOUT_SECONDS = 15


class MailNotSent(Exception):
    """The mail server could not be reached or did not take the message; another try may help."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A small text file that goes with a message, such as a calendar entry."""

    name: str
    media_type: str
    """Such as `text/calendar; method=REQUEST`: the type, then its parameters."""
    text: str


@dataclass(frozen=True, slots=True)
class Mail:
    """One message to one person, in plain text: every program shows it as it was written."""

    to: str
    subject: str
    text: str
    attachments: tuple[Attachment, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Mailer:
    """Where mail is handed over, and in whose name."""

    host: str
    port: int
    username: str | None
    password: str | None
    implicit_tls: bool
    sender: str
    answers_to: str = ""

    @classmethod
    def of(cls, url: str, sender: str, answers_to: str = "") -> Self:
        """Read `smtp://user:password@host:587` (TLS when it is offered) or `smtps://…` (TLS from the start)."""
        parts = urlsplit(url)
        tls = parts.scheme == "smtps"
        return cls(
            host=parts.hostname or "localhost",
            port=parts.port or (465 if tls else 25),
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            implicit_tls=tls,
            sender=sender,
            answers_to=answers_to,
        )

    async def send(self, mail: Mail) -> None:
        """Hand one message over.

        Raises:
            MailNotSent: the server cannot be reached, or refuses the message.
        """
        try:
            await aiosmtplib.send(
                message(mail, self.sender, self.answers_to),
                hostname=self.host,
                port=self.port,
                username=self.username,
                password=self.password,
                use_tls=self.implicit_tls,
                timeout=TIMEOUT_SECONDS,
            )
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            raise MailNotSent(type(error).__name__) from error


def message(mail: Mail, sender: str, answers_to: str = "") -> EmailMessage:
    """Return `mail` as it goes over the wire (RFC 5322); a line end in an address or subject raises `ValueError`."""
    made = EmailMessage()
    made["From"] = sender
    made["To"] = mail.to
    if answers_to:
        made["Reply-To"] = answers_to
    made["Subject"] = mail.subject
    made["Date"] = formatdate(usegmt=True)
    made["Message-ID"] = make_msgid(domain=parseaddr(sender)[1].rpartition("@")[2] or None)
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(mail.text)
    for attachment in mail.attachments:
        kind, *parameters = (part.strip() for part in attachment.media_type.split(";"))
        made.add_attachment(
            attachment.text,
            subtype=kind.partition("/")[2],
            filename=attachment.name,
            params=dict(parameter.split("=", 1) for parameter in parameters),
        )
    return made
