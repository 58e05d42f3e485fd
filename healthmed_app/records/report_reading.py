"""Reading what was signed: its patient and its author; of a code, anybody, and then only who signed and when."""

from uuid import UUID

from healthmed_app.core.access import Actor, require
from healthmed_app.core.crypto import Keyring
from healthmed_app.core.errors import NotFound, TooMany
from healthmed_app.records import report_codes as codes
from healthmed_app.records import report_document as documents
from healthmed_app.records import report_queries as queries
from healthmed_app.records import report_seals as seals
from healthmed_app.records.report_document import Document
from healthmed_app.records.report_views import Earlier, Signed, Verified, VersionRow
from infra.db.pool import Connection
from infra.web.address import network
from infra.web.throttle import Limit, Throttle

EARLIER_MAX = 20
VERIFY = Limit("verify-report", 30, 600)
"""Tries from one place. A code has 140 bits, so this is about load: guessing leads nowhere."""


async def signed(
    conn: Connection, keyring: Keyring, actor: Actor, appointment_id: UUID, number: int | None = None
) -> Signed:
    """Return the newest signed version of the report of one's appointment, or that of a `number`.

    Raises:
        Forbidden: an administrator reads no report.
        NotFound: there is no such appointment of theirs, or nothing was signed.
    """
    require(actor, "patient", "doctor")
    rows = await queries.versions(conn, actor.user_id, appointment_id)
    wanted = [row for row in rows if number in {None, row.number}]
    if not wanted:
        raise NotFound
    row = wanted[0]
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


async def earlier(
    conn: Connection, keyring: Keyring, actor: Actor, patient_id: UUID, appointment_id: UUID
) -> list[Earlier]:
    """Return the actor's own signed reports of this patient, without that of this appointment, the last visit first.

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
