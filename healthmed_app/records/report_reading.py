"""Reading what was signed: its patient and its author, which is written down; of a code, anybody, who signed and when.

A list of reports opens none, and a draft is its author's alone: neither is written down.
"""

from uuid import UUID

from healthmed_app.core.access import Actor, require
from healthmed_app.core.crypto import Keyring
from healthmed_app.core.errors import NotFound, TooMany
from healthmed_app.notices.jobs import enqueue_ring
from healthmed_app.records import ledger
from healthmed_app.records import report_codes as codes
from healthmed_app.records import report_document as documents
from healthmed_app.records import report_queries as queries
from healthmed_app.records import report_seals as seals
from healthmed_app.records.ledger_rules import Entry
from healthmed_app.records.reading import ONE_OPENING
from healthmed_app.records.report_document import Document
from healthmed_app.records.report_views import Earlier, OwnReport, Signed, Verified, VersionRow
from infra.db.pool import Connection
from infra.web.address import network
from infra.web.throttle import Limit, Throttle

EARLIER_MAX = 20
A_PAGE = 20
"""Of one's own reports."""
VERIFY = Limit("verify-report", 30, 600)
"""Tries from one place. A code has 140 bits, so this is about load: guessing leads nowhere."""


async def signed(
    conn: Connection,
    keyring: Keyring,
    actor: Actor,
    appointment_id: UUID,
    number: int | None = None,
    *,
    on_page: bool = False,
) -> Signed:
    """Return the newest signed version of the report of one's appointment, or that of a `number`, and write down that it was opened.

    Each reading is an opening; one that stays `on_page`, and is read again there, is one together.

    Raises:
        Forbidden: an administrator reads no report.
        NotFound: there is no such appointment of theirs, or nothing was signed.
    """
    rows, row = await _found(conn, actor, appointment_id, number)
    await write_down(conn, keyring, actor, row, on_page=on_page)
    return _opened(keyring, rows, row)


async def signed_for_copy(conn: Connection, keyring: Keyring, actor: Actor, appointment_id: UUID) -> Signed:
    """Return the newest signed version for the copy of all of a patient's data, which nobody reads yet.

    Raises:
        Forbidden: the actor is no patient.
        NotFound: there is no such appointment of theirs, or nothing was signed.
    """
    require(actor, "patient")
    return _opened(keyring, *await _found(conn, actor, appointment_id, None))


async def _found(
    conn: Connection, actor: Actor, appointment_id: UUID, number: int | None
) -> tuple[list[VersionRow], VersionRow]:
    """Return all versions, the newest first, and the one that is wanted."""
    require(actor, "patient", "doctor")
    rows = await queries.versions(conn, actor.user_id, appointment_id)
    wanted = [row for row in rows if number in {None, row.number}]
    if not wanted:
        raise NotFound
    return rows, wanted[0]


async def write_down(
    conn: Connection, keyring: Keyring, actor: Actor, row: VersionRow, *, on_page: bool
) -> None:
    """Write into the patient's ledger that the actor, who may, opens this version."""
    await ledger.lock(conn, row.patient_id)
    if on_page and await ledger.has_opened(conn, row.id, actor.user_id, ONE_OPENING, "report.opened"):
        return
    entry = Entry(row.patient_id, "report.opened", actor.user_id, row.id, other_id=row.doctor_id)
    await ledger.append(conn, keyring, [entry])
    if actor.user_id != row.patient_id:
        await enqueue_ring(conn, [row.patient_id])


def _opened(keyring: Keyring, rows: list[VersionRow], row: VersionRow) -> Signed:
    return Signed(
        appointment_id=row.appointment_id,
        number=row.number,
        document=_document(keyring, row),
        signed_at=row.signed_at,
        code=seals.open_code(keyring, row.id, row.code_sealed),
        all_signed_at=tuple((one.number, one.signed_at) for one in rows),
    )


async def is_signed(conn: Connection, actor: Actor, appointment_id: UUID) -> bool:
    """Whether a report of one's appointment was signed."""
    return bool(await queries.versions(conn, actor.user_id, appointment_id))


async def own(
    conn: Connection, actor: Actor, after: UUID | None = None
) -> tuple[list[OwnReport], UUID | None]:
    """Return a page of what was signed of the actor's visits, the newest first, and what to ask for the next one, if any.

    `after` is what the page before said. Nothing that a report says is read, so nothing is written down.

    Raises:
        Forbidden: the actor is no patient.
    """
    require(actor, "patient")
    found = await queries.own(conn, actor.user_id, after, A_PAGE + 1)
    return found[:A_PAGE], found[A_PAGE - 1].id if len(found) > A_PAGE else None


async def earlier(
    conn: Connection, keyring: Keyring, actor: Actor, patient_id: UUID, appointment_id: UUID | None = None
) -> list[Earlier]:
    """Return the actor's own signed reports of this patient, without that of this appointment, if any, the last visit first.

    Raises:
        Forbidden: the actor is no doctor.
    """
    require(actor, "doctor")
    rows = await queries.earlier(conn, actor.user_id, patient_id, appointment_id, EARLIER_MAX)
    return [Earlier(row.appointment_id, _document(keyring, row), row.signed_at) for row in rows]


async def verified(
    conn: Connection, throttle: Throttle, keyring: Keyring, typed: str, address: str
) -> Verified | None:
    """Return who signed the report with this code; None for every code that is none, whatever is wrong with it.

    Raises:
        TooMany: this place asks too often.
    """
    if seconds := await throttle.hit(VERIFY, network(address)):
        raise TooMany(seconds)
    # A code that cannot be one is looked for too, so that both take the same time.
    found = await queries.by_code(conn, codes.blind(keyring, codes.read(typed) or ""))
    if found is None:
        return None
    document = documents.decode(seals.open_document(keyring, found.id, found.document_sealed))
    return Verified(
        document.doctor,
        document.crm,
        document.crm_state,
        found.signed_at,
        found.number,
        found.superseded_at,
    )


def _document(keyring: Keyring, row: VersionRow) -> Document:
    return documents.decode(seals.open_document(keyring, row.id, row.document_sealed))
