"""Telling people what happened to their appointments: one job for each batch of decisions, one mail for each person.

The job's arguments are ids. It first writes a row per event and recipient, which exists once however often the job
runs; then it mails those that were not mailed. Each is claimed first, so no two workers send the same, and no transaction
is open while a mail server takes its time. A mail that cannot be handed over makes the job run again later.
"""

from collections.abc import Sequence
from uuid import UUID

from healthmed_app.booking.events import Event
from healthmed_app.core.ids import new_id
from healthmed_app.core.texts import in_language
from healthmed_app.notices import mails, queries, rules
from infra.db.jobs import enqueue
from infra.db.pool import Connection, Database
from infra.mail.mailer import Mailer, MailNotSent

TELL = "notices.tell"
MAILS_MAX = 5_000
CLAIM_SECONDS = 120
"""Well above the mailer's own bound; only a worker that died leaves a claim to run out."""


async def when_decided(conn: Connection, events: Sequence[Event]) -> None:
    """Subscribe to a batch: have those told whom its events concern."""
    told = [
        [event.kind, event.request_id.hex, event.doctor_id.hex]
        for event in events
        if rules.worth_telling(event)
    ]
    if told:
        await enqueue(conn, TELL, {"events": told})


async def tell(db: Database, mailer: Mailer, public_url: str, events: Sequence[Sequence[str]]) -> None:
    """Write the notices of a batch, given as (kind, request, doctor), and mail them.

    Raises:
        MailNotSent: some could not be handed over; the job must run again.
    """
    happened = [(kind, UUID(hex=request), UUID(hex=doctor)) for kind, request, doctor in events]
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
        waiting = await queries.unsent(conn, request_ids, MAILS_MAX)
    failed = 0
    for notice_id in waiting:
        try:
            await _mail(db, mailer, public_url, notice_id)
        except MailNotSent:
            failed += 1
    if failed:
        message = f"{failed} of {len(waiting)} mails"
        raise MailNotSent(message)


async def _mail(db: Database, mailer: Mailer, public_url: str, notice_id: UUID) -> None:
    async with db.transaction() as conn:
        notice = await queries.claim(conn, notice_id, CLAIM_SECONDS)
    if notice is None:
        return
    with in_language(notice.language):
        message = mails.mail(notice, public_url)
    try:
        await mailer.send(message)
    except MailNotSent:
        async with db.transaction() as conn:
            await queries.give_back(conn, notice_id)
        raise
    async with db.transaction() as conn:
        await queries.set_mailed(conn, notice_id)
