"""Writing a report: its doctor alone, once the visit has begun, until it is signed; then an amendment, until it is signed.

Every verb finds the report through the doctor who asks. Signing is `report_signing`'s, reading `report_reading`'s.
"""

from collections.abc import Callable
from uuid import UUID

from healthmed_app.core.access import Actor, require
from healthmed_app.core.crypto import Keyring
from healthmed_app.core.errors import Conflict, NotFound
from healthmed_app.core.ids import new_id
from healthmed_app.core.texts import N_
from healthmed_app.records import report_document as documents
from healthmed_app.records import report_draft as drafts
from healthmed_app.records import report_queries as queries
from healthmed_app.records import report_seals as seals
from healthmed_app.records.report_draft import Draft
from healthmed_app.records.report_reading import write_down
from healthmed_app.records.report_templates import of_specialty
from healthmed_app.records.report_views import ReportRow, Visit, Written
from infra.db.pool import Connection

WRITABLE = frozenset(("in_progress", "concluded"))


async def written(conn: Connection, keyring: Keyring, actor: Actor, appointment_id: UUID) -> Written:
    """Return how far the report of the actor's appointment has come; what was never begun has an empty draft.

    Raises:
        NotFound: there is no such appointment of theirs.
    """
    visit = await visit_of(conn, actor, appointment_id)
    row = await queries.report(conn, actor.user_id, appointment_id)
    if row is None:
        begins = Draft(template=of_specialty(visit.specialty)) if visit.status in WRITABLE else None
        return Written(visit, begins, 0, None, 0)
    return Written(visit, _opened(keyring, visit, row), row.revision, row.saved_at, row.versions)


async def change(
    conn: Connection,
    keyring: Keyring,
    actor: Actor,
    appointment_id: UUID,
    changed: Callable[[Draft], Draft],
) -> Written:
    """Apply one of `report_draft`'s changes to the draft as it lies in the database now, and save it.

    Raises:
        NotFound: there is no such appointment of theirs.
        Conflict: the visit has not begun, or the report is signed and no amendment was begun.
        Invalid: the change breaks a rule.
        TypedElsewhere: another tab changed the same field; nothing is saved.
    """
    visit = await visit_of(conn, actor, appointment_id)
    if visit.status not in WRITABLE:
        raise Conflict(N_("You can write the report once the visit has begun."), code="not_begun")
    row = await locked(conn, actor, appointment_id)
    before = _opened(keyring, visit, row)
    if before is None:
        raise Conflict(N_("This report is signed. To change it, amend it."), code="signed")
    after = changed(before)
    revision, saved_at = row.revision, row.saved_at
    if after != before:
        sealed = seals.seal_draft(keyring, row.id, drafts.encode(after))
        revision, saved_at = await queries.save(conn, row.id, sealed)
    return Written(visit, after, revision, saved_at, row.versions)


async def begin_amendment(conn: Connection, keyring: Keyring, actor: Actor, appointment_id: UUID) -> None:
    """Begin a draft with what was signed last; one that was begun already goes on.

    Raises:
        NotFound: there is no such appointment of theirs.
        Conflict: nothing was signed yet.
    """
    await visit_of(conn, actor, appointment_id)
    row = await locked(conn, actor, appointment_id)
    if row.draft_sealed is not None:
        return
    signed = await queries.versions(conn, actor.user_id, appointment_id)
    if not signed:
        raise Conflict(N_("This report is not signed yet: go on writing it."), code="not_signed")
    await write_down(conn, keyring, actor, signed[0], on_page=True)
    text = seals.open_document(keyring, signed[0].id, signed[0].document_sealed)
    draft = drafts.amending(documents.decode(text))
    await queries.save(conn, row.id, seals.seal_draft(keyring, row.id, drafts.encode(draft)))


async def give_up_amendment(conn: Connection, actor: Actor, appointment_id: UUID) -> None:
    """Throw away what was typed since the last signature.

    Raises:
        NotFound: there is no such appointment of theirs.
        Conflict: nothing was signed yet, so there is nothing to go back to.
    """
    await visit_of(conn, actor, appointment_id)
    row = await locked(conn, actor, appointment_id)
    if not row.versions:
        raise Conflict(N_("This report is not signed yet: go on writing it."), code="not_signed")
    if row.draft_sealed is not None:
        await queries.save(conn, row.id, None)


async def visit_of(conn: Connection, actor: Actor, appointment_id: UUID) -> Visit:
    """Return the actor's own appointment; raise `Forbidden` for who is no doctor, and `NotFound`."""
    require(actor, "doctor")
    visit = await queries.visit(conn, actor.user_id, appointment_id)
    if visit is None:
        raise NotFound
    return visit


async def locked(conn: Connection, actor: Actor, appointment_id: UUID) -> ReportRow:
    """Return the report's row, made when there is none, which nobody else writes until the transaction ends."""
    await queries.create(conn, new_id(), actor.user_id, appointment_id)
    row = await queries.report(conn, actor.user_id, appointment_id, lock=True)
    assert row is not None, "it was just made"
    return row


def _opened(keyring: Keyring, visit: Visit, row: ReportRow) -> Draft | None:
    if row.draft_sealed is not None:
        return drafts.decode(seals.open_draft(keyring, row.id, row.draft_sealed))
    return None if row.versions else Draft(template=of_specialty(visit.specialty))
