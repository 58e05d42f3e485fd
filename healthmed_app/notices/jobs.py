"""Mailing people what they are told, once each, and reminding them.

Notices are written with what causes them: decisions by `when_decided`, in the deciding transaction; the rest by
`service.tell`; reminders by the clock. With them goes a job whose arguments are their ids. It mails those that were not
mailed, some at a time: claims them, hands them over in one conversation, and marks them. A claim keeps other workers off,
and no transaction is open while a mail server takes its time. A mail that cannot be handed over makes the job run again
later. A worker that dies after it handed mails over and before it marked them leaves claims that run out; who runs the
job then sends those again, at most `MAILS_AT_ONCE` of them.

Thousands of mails take minutes at the mailer's pace, so these jobs have slots of their own (`BULK`): what somebody waits
for, such as a link to confirm an address, finds the other slots free.

Reminders are due by the clock. They are written once for each start, and looked at again when they are mailed.
"""

from collections.abc import Callable, Iterable, Sequence
from email.utils import parseaddr
from functools import partial
from time import monotonic
from uuid import UUID

from healthmed_app.booking.events import Event
from healthmed_app.core.ids import new_id
from healthmed_app.core.texts import in_language
from healthmed_app.notices import mails, queries, rules
from healthmed_app.notices.queries import Happened, Unsent, Visit
from infra.db.jobs import BULK, enqueue
from infra.db.pool import Connection, Database
from infra.mail.mailer import Mail, Mailer, MailNotSent, MailRefused, Send
from infra.streams.hints import Hints

MAIL = "notices.mail"
RING = "notices.ring"
REMINDERS_A_STEP = 500
REMINDER_STEPS_MAX = 20
MAILS_AT_ONCE = 50
CLAIM_SECONDS = 120
"""Only a worker that died leaves a claim to run out."""
BEGIN_SECONDS = 40
"""How long after its claim a mail may be begun: with the mailer's own bounds it is over before the claim runs out."""


async def when_decided(conn: Connection, events: Sequence[Event]) -> None:
    """Subscribe to a batch: tell those whom its events concern. Their pages hear of it by the decision's own hints."""
    rows = [
        Happened(new_id(), recipient, event.kind, event.appointment_id, event.request_id, to_asker)
        for event in events
        if rules.worth_telling(event) and event.appointment_id and event.patient_id
        for recipient, to_asker in rules.recipients(event.kind, event.patient_id, event.doctor_id)
    ]
    if rows:
        await queries.insert_happened(conn, rows)
        await enqueue_mails(conn, (row.id for row in rows))


async def enqueue_mails(conn: Connection, notice_ids: Iterable[UUID]) -> None:
    """Have these notices mailed once this transaction, which writes them, is committed; an id without a notice is none."""
    await enqueue(conn, MAIL, {"notice_ids": [one.hex for one in notice_ids]}, queue=BULK)


async def enqueue_ring(conn: Connection, user_ids: Iterable[UUID]) -> None:
    """Have the open pages of these people count their notices again once this transaction is committed."""
    await enqueue(conn, RING, {"user_ids": sorted({one.hex for one in user_ids})})


async def ring(hints: Hints, user_ids: Sequence[str]) -> None:
    """Tell the pages of these people that there is news."""
    await hints.publish(f"user:{UUID(hex=one)}" for one in user_ids)


async def remind(db: Database) -> None:
    """Write the reminders that are due, and have them mailed. Runs by the clock; what it leaves is due the next time."""
    for kind, between in rules.REMINDERS.items():
        for _ in range(REMINDER_STEPS_MAX):
            async with db.transaction() as conn:
                due = await queries.insert_reminders(conn, kind, between, REMINDERS_A_STEP)
                if due:
                    await enqueue_mails(conn, (notice_id for notice_id, _recipient in due))
                    await enqueue_ring(conn, (recipient for _notice, recipient in due))
            if len(due) < REMINDERS_A_STEP:
                break


async def mail(db: Database, mailer: Mailer, public_url: str, notice_ids: Sequence[str]) -> None:
    """Mail these notices, without reminders whose appointment was cancelled, was moved, or has begun.

    Raises:
        MailNotSent: some could not be handed over, or another worker is at them; the job must run again.
    """
    async with db.read() as conn:
        unsent = await queries.unsent(conn, [UUID(hex=one) for one in notice_ids])
    await _mail_all(db, mailer, public_url, unsent)


async def _mail_all(db: Database, mailer: Mailer, public_url: str, unsent: list[UUID]) -> None:
    waiting, sent = unsent, 0
    while waiting:
        batch, waiting = waiting[:MAILS_AT_ONCE], waiting[MAILS_AT_ONCE:]
        handed, left = await _mail(db, mailer, public_url, batch)
        sent, waiting = sent + handed, left + waiting
    if sent < len(unsent):
        raise MailNotSent(f"{len(unsent) - sent} of {len(unsent)} mails")


async def _mail(
    db: Database, mailer: Mailer, public_url: str, notice_ids: Sequence[UUID]
) -> tuple[int, list[UUID]]:
    """Mail notices in one conversation; return how many were handed over, and those that it did not come to.

    However it ends, what was handed over is marked and the rest is given back. A mail whose conversation was lost before
    the server answered is given back too, and its reader may get it twice.

    Raises:
        MailNotSent: the server cannot be reached; nothing was claimed.
    """
    organizer = parseaddr(mailer.sender)[1]
    handed: list[UUID] = []
    failed: list[UUID] = []
    async with mailer.conversation() as send:
        async with db.transaction() as conn:
            notices = await queries.claim(conn, notice_ids, CLAIM_SECONDS)
            visits = await queries.visits(conn, [notice.subject_id for notice in notices])
        try:
            written = partial(mails.mail, public_url=public_url, organizer=organizer)
            due = [(notice, visits.get(notice.subject_id)) for notice in notices]
            await _hand_over(send, written, due, handed, failed)
        finally:
            others = [notice.id for notice in notices if notice.id not in handed]
            async with db.transaction() as conn:
                await queries.set_mailed(conn, handed)
                await queries.give_back(conn, others)
    return len(handed), [notice_id for notice_id in others if notice_id not in failed]


async def _hand_over(
    send: Send,
    written: Callable[[Unsent, Visit | None], Mail],
    notices: Sequence[tuple[Unsent, Visit | None]],
    handed: list[UUID],
    failed: list[UUID],
) -> None:
    """Send these until the conversation or the time is over, noting each as `handed` over or `failed`."""
    begin_until = monotonic() + BEGIN_SECONDS
    for notice, visit in notices:
        if monotonic() > begin_until:
            return
        try:
            with in_language(notice.language):
                made = written(notice, visit)
            await send(made)
        except MailRefused:
            failed.append(notice.id)
        except MailNotSent:
            failed.append(notice.id)
            return
        else:
            handed.append(notice.id)
