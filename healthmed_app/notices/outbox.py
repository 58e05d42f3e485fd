"""The outbox: mails people what they were told, once each and at a pace.

A notice that is to be mailed says since when (`mail_at`), so the table is the queue, and nothing else needs to be written
by what causes a notice. Some at a time are claimed, handed over in one conversation, and marked. A claim keeps other
processes off, and no transaction is open while a mail server takes its time. A process that dies after it handed mails over
and before it marked them leaves claims that run out; those are then sent again, at most `MAILS_AT_ONCE` a conversation.

A server that is away costs nothing but time. A mail that is refused is tried again after as long as it has waited so far,
for a day.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from email.utils import parseaddr
from functools import partial
from time import monotonic
from uuid import UUID

import psycopg
from psycopg_pool import PoolTimeout

from healthmed_app.core.texts import in_language
from healthmed_app.notices import mails, outbox_queries
from healthmed_app.notices.outbox_queries import Unsent
from healthmed_app.notices.queries import Visit, visits
from infra.db.pool import Database
from infra.mail.mailer import Mail, Mailer, MailNotSent, MailRefused, Send

MAILS_AT_ONCE = 50
CONVERSATIONS = 4
"""Side by side: a distant server answers slowly, and the pace holds for all of them together."""
CLAIM_SECONDS = 120
"""Only a process that died leaves a claim to run out."""
BEGIN_SECONDS = 40
"""How long after its claim a mail may be begun: with the mailer's own bounds it is over before the claim runs out."""
EVERY_SECONDS = 1.0
AWAY_SECONDS = 5.0
_log = logging.getLogger(__name__)


async def run(db: Database, mailer: Mailer, public_url: str, stopping: asyncio.Event) -> None:
    """Mail what is due until `stopping` is set; wait for a mail server or a database that is away."""
    while not stopping.is_set():
        pause = EVERY_SECONDS
        try:
            if await post(db, mailer, public_url):
                continue
        except (MailNotSent, psycopg.OperationalError, PoolTimeout, OSError) as error:
            _log.warning("mails wait: %s", type(error).__name__)
            pause = AWAY_SECONDS
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), pause)


async def post(db: Database, mailer: Mailer, public_url: str) -> int:
    """Mail some of the notices that are due, the oldest first, and return how many were handed over.

    What is not wanted by mail, or is no longer true, leaves the outbox without one.

    Raises:
        MailNotSent: a conversation could not begin, or broke off; what it did not come to is still due.
    """
    async with db.transaction() as conn:
        due = await outbox_queries.due(conn, MAILS_AT_ONCE * CONVERSATIONS, CLAIM_SECONDS)
        unwanted = await outbox_queries.drop_unwanted(conn, due) if due else set[UUID]()
    waiting = [one for one in due if one not in unwanted]
    parts = [waiting[begin : begin + MAILS_AT_ONCE] for begin in range(0, len(waiting), MAILS_AT_ONCE)]
    ended = await asyncio.gather(
        *(_mail(db, mailer, public_url, part) for part in parts), return_exceptions=True
    )
    for one in ended:
        if isinstance(one, BaseException):
            raise one
    return sum(one for one in ended if isinstance(one, int))


async def _mail(db: Database, mailer: Mailer, public_url: str, notice_ids: Sequence[UUID]) -> int:
    """Mail notices in one conversation, and return how many were handed over.

    However it ends, what was handed over is marked and the rest is given back. A mail whose conversation was lost before
    the server answered is given back too, and its reader may get it twice.
    """
    organizer = parseaddr(mailer.sender)[1]
    handed: list[UUID] = []
    refused: list[UUID] = []
    async with mailer.conversation() as send:
        async with db.transaction() as conn:
            notices = await outbox_queries.claim(conn, notice_ids, CLAIM_SECONDS)
            about = await visits(conn, [notice.subject_id for notice in notices])
        try:
            written = partial(mails.mail, public_url=public_url, organizer=organizer)
            due = [(notice, about.get(notice.subject_id)) for notice in notices]
            await _hand_over(send, written, due, handed, refused)
        finally:
            others = {notice.id for notice in notices} - {*handed, *refused}
            async with db.transaction() as conn:
                await outbox_queries.set_mailed(conn, handed)
                await outbox_queries.postpone(conn, refused)
                await outbox_queries.give_back(conn, list(others))
    return len(handed)


async def _hand_over(
    send: Send,
    written: Callable[[Unsent, Visit | None], Mail],
    notices: Sequence[tuple[Unsent, Visit | None]],
    handed: list[UUID],
    refused: list[UUID],
) -> None:
    """Send these until the time is over, noting each as `handed` over or `refused`.

    Raises:
        MailNotSent: the conversation broke off; the mail that it broke off at counts as refused.
    """
    begin_until = monotonic() + BEGIN_SECONDS
    for notice, visit in notices:
        if monotonic() > begin_until:
            return
        try:
            with in_language(notice.language):
                made = written(notice, visit)
            await send(made)
        except MailRefused:
            refused.append(notice.id)
        except MailNotSent:
            refused.append(notice.id)
            raise
        except Exception:  # noqa: BLE001 - one that cannot be written must not keep the others
            refused.append(notice.id)
            _log.exception("the mail of a notice could not be written", extra={"notice_id": notice.id.hex})
        else:
            handed.append(notice.id)
