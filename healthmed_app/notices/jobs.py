"""Telling people what happened to their appointments: one job for each batch of decisions, one mail for each person.

The job's arguments are ids. It first writes a row per event and recipient, which exists once however often the job
runs; then it mails those that were not mailed, some at a time: claims them, hands them over in one conversation, and
marks them. A claim keeps other workers off, and no transaction is open while a mail server takes its time. A mail that
cannot be handed over makes the job run again later. A worker that dies after it handed mails over and before it marked
them leaves claims that run out; who runs the job then sends those again, at most `MAILS_AT_ONCE` of them.

Thousands of mails take minutes at the mailer's pace, so these jobs have slots of their own (`BULK`): what somebody waits
for, such as a link to confirm an address, finds the other slots free.

Reminders are due by the clock. They are written once for each start, and looked at again when they are mailed.
"""

from collections.abc import Callable, Sequence
from email.utils import parseaddr
from functools import partial
from time import monotonic
from uuid import UUID

from healthmed_app.booking.events import Event
from healthmed_app.core.ids import new_id
from healthmed_app.core.texts import in_language
from healthmed_app.notices import mails, queries, rules
from healthmed_app.notices.queries import Unsent
from infra.db.jobs import BULK, enqueue
from infra.db.pool import Connection, Database
from infra.mail.mailer import Mail, Mailer, MailNotSent, MailRefused, Send

TELL = "notices.tell"
MAIL_REMINDERS = "notices.mail_reminders"
REMINDERS_A_STEP = 500
REMINDER_STEPS_MAX = 20
MAILS_AT_ONCE = 50
CLAIM_SECONDS = 120
"""Only a worker that died leaves a claim to run out."""
BEGIN_SECONDS = 40
"""How long after its claim a mail may be begun: with the mailer's own bounds it is over before the claim runs out."""


async def when_decided(conn: Connection, events: Sequence[Event]) -> None:
    """Subscribe to a batch: have those told whom its events concern."""
    told = [
        [event.kind, event.request_id.hex, event.doctor_id.hex]
        for event in events
        if rules.worth_telling(event)
    ]
    if told:
        await enqueue(conn, TELL, {"events": told}, queue=BULK)


async def tell(db: Database, mailer: Mailer, public_url: str, events: Sequence[Sequence[str]]) -> None:
    """Write the notices of a batch, given as (kind, request, doctor), and mail them.

    Raises:
        MailNotSent: some could not be handed over, or another worker is at them; the job must run again.
    """
    unsent = await _written(
        db, [(kind, UUID(hex=request), UUID(hex=doctor)) for kind, request, doctor in events]
    )
    await _mail_all(db, mailer, public_url, unsent)


async def remind(db: Database) -> None:
    """Write the reminders that are due, and have them mailed. Runs by the clock; what it leaves is due the next time."""
    for kind, between in rules.REMINDERS.items():
        for _ in range(REMINDER_STEPS_MAX):
            async with db.transaction() as conn:
                due = await queries.insert_reminders(conn, kind, between, REMINDERS_A_STEP)
                if due:
                    await enqueue(conn, MAIL_REMINDERS, {"notice_ids": [one.hex for one in due]}, queue=BULK)
            if len(due) < REMINDERS_A_STEP:
                break


async def mail_reminders(db: Database, mailer: Mailer, public_url: str, notice_ids: Sequence[str]) -> None:
    """Mail these reminders, without those whose appointment was cancelled, was moved, or has begun.

    Raises:
        MailNotSent: some could not be handed over, or another worker is at them; the job must run again.
    """
    async with db.read() as conn:
        unsent = await queries.unsent_reminders(conn, [UUID(hex=one) for one in notice_ids])
    await _mail_all(db, mailer, public_url, unsent)


async def _mail_all(db: Database, mailer: Mailer, public_url: str, unsent: list[UUID]) -> None:
    waiting, sent = unsent, 0
    while waiting:
        batch, waiting = waiting[:MAILS_AT_ONCE], waiting[MAILS_AT_ONCE:]
        handed, left = await _mail(db, mailer, public_url, batch)
        sent, waiting = sent + handed, left + waiting
    if sent < len(unsent):
        raise MailNotSent(f"{len(unsent) - sent} of {len(unsent)} mails")


async def _written(db: Database, happened: Sequence[tuple[str, UUID, UUID]]) -> list[UUID]:
    """Write the notices of these events once, and return those that were not mailed."""
    request_ids = [request_id for _, request_id, _ in happened]
    async with db.transaction() as conn:
        asked = await queries.asked(conn, request_ids)
        rows = [
            (new_id(), recipient, kind, request_id, asked[request_id].appointment_id)
            for kind, request_id, doctor_id in happened
            for recipient in rules.recipients(
                kind, asked[request_id].patient_id, doctor_id, asked[request_id].actor_id
            )
        ]
        await queries.insert(conn, rows)
    async with db.read() as conn:
        return await queries.unsent(conn, request_ids)


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
        try:
            await _hand_over(
                send, partial(mails.mail, public_url=public_url, organizer=organizer), notices, handed, failed
            )
        finally:
            others = [notice.id for notice in notices if notice.id not in handed]
            async with db.transaction() as conn:
                await queries.set_mailed(conn, handed)
                await queries.give_back(conn, others)
    return len(handed), [notice_id for notice_id in others if notice_id not in failed]


async def _hand_over(
    send: Send,
    written: Callable[[Unsent], Mail],
    notices: Sequence[Unsent],
    handed: list[UUID],
    failed: list[UUID],
) -> None:
    """Send these until the conversation or the time is over, noting each as `handed` over or `failed`."""
    begin_until = monotonic() + BEGIN_SECONDS
    for notice in notices:
        if monotonic() > begin_until:
            return
        with in_language(notice.language):
            mail = written(notice)
        try:
            await send(mail)
        except MailRefused:
            failed.append(notice.id)
        except MailNotSent:
            failed.append(notice.id)
            return
        else:
            handed.append(notice.id)
