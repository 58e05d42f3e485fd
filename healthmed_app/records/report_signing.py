"""Signing a report: its doctor, with the password once more. What is signed then never changes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from healthmed_app.accounts.credentials import proved
from healthmed_app.accounts.device import Device
from healthmed_app.audit import service as audit
from healthmed_app.core import clock
from healthmed_app.core.access import Actor, require
from healthmed_app.core.crypto import Keyring
from healthmed_app.core.errors import Conflict, Invalid
from healthmed_app.core.ids import new_id
from healthmed_app.core.texts import N_
from healthmed_app.notices import service as notices
from healthmed_app.records import report_codes as codes
from healthmed_app.records import report_document as documents
from healthmed_app.records import report_draft as drafts
from healthmed_app.records import report_queries as queries
from healthmed_app.records import report_seals as seals
from healthmed_app.records.report_document import Document
from healthmed_app.records.report_draft import Draft
from healthmed_app.records.report_queries import NewVersion
from healthmed_app.records.report_service import WRITABLE, locked, visit_of
from healthmed_app.records.report_views import ReportRow, Visit
from infra.db.pool import Database
from infra.web.throttle import Throttle


@dataclass(frozen=True, slots=True)
class Signature:
    """What a doctor signs, and their password. `revision` names the draft as they looked through it."""

    appointment_id: UUID
    revision: int
    password: str


async def sign(
    db: Database,
    throttle: Throttle,
    keyring: Keyring,
    actor: Actor,
    device: Device,
    signature: Signature,
) -> UUID:
    """Sign the draft that its doctor has looked through; return the patient's id.

    Raises:
        NotFound: there is no such appointment of theirs.
        Invalid: the password is wrong, or the draft lacks something.
        Conflict: the draft was changed since, or there is none.
        TooMany: there were too many tries.
    """
    require(actor, "doctor")
    appointment_id = signature.appointment_id
    async with db.read() as conn:
        await visit_of(conn, actor, appointment_id)
    await proved(db, throttle, actor, device, signature.password, field="password")
    async with db.transaction() as conn:
        visit = await visit_of(conn, actor, appointment_id)
        row = await locked(conn, actor, appointment_id)
        draft = _to_sign(keyring, visit, row, signature.revision)
        before = await queries.versions(conn, actor.user_id, appointment_id)
        proof = before[0].document_hash if before else b""
        await queries.add_version(conn, new_version(keyring, visit, draft, row, proof, clock.now()))
        await queries.save(conn, row.id, None)
        await notices.tell(
            conn, visit.patient_id, notices.REPORT_READY, appointment_id, occurrence=str(row.versions + 1)
        )
        await audit.record(conn, actor, "report.signed", row.id, address=device.address)
    return visit.patient_id


def new_version(
    keyring: Keyring, visit: Visit, draft: Draft, row: ReportRow, before: bytes, signed_at: datetime
) -> NewVersion:
    """Return the row of the version that `draft` becomes, with a code of its own."""
    version_id, number, code = new_id(), row.versions + 1, codes.new_code()
    text = documents.encode(document_of(visit, draft))
    return NewVersion(
        id=version_id,
        report_id=row.id,
        number=number,
        document_sealed=seals.seal_document(keyring, version_id, text),
        document_hash=documents.proof(keyring, row.id, number, signed_at, text, before),
        code_sealed=seals.seal_code(keyring, version_id, code),
        code_blind=codes.blind(keyring, code),
        signed_at=signed_at,
    )


def document_of(visit: Visit, draft: Draft) -> Document:
    """Return what is signed: the draft, with who wrote it about whom."""
    return Document(
        doctor=visit.doctor,
        crm=visit.crm,
        crm_state=visit.crm_state,
        rqe=visit.rqe or "",
        specialty=visit.specialty,
        patient=visit.patient,
        for_name=visit.for_name or "",
        for_birth_date=visit.for_birth_date,
        visit_at=visit.starts_at,
        zone=visit.zone,
        template=draft.template,
        parts=tuple(drafts.parts(draft)),
        codes=tuple(drafts.codes(draft)),
        lines=tuple(drafts.lines(draft)),
        why=draft.text(drafts.WHY),
    )


def _to_sign(keyring: Keyring, visit: Visit, row: ReportRow, revision: int) -> Draft:
    if visit.status not in WRITABLE:
        raise Conflict(N_("You can write the report once the visit has begun."), code="not_begun")
    if row.draft_sealed is None and row.versions:
        raise Conflict(N_("This report is signed already."), code="signed")
    if row.draft_sealed is None:
        raise Invalid(N_("Write something before you sign."))
    if row.revision != revision:
        raise Conflict(
            N_("The report was changed since you looked through it. Look again, then sign."),
            code="changed_meanwhile",
        )
    draft = drafts.decode(seals.open_draft(keyring, row.id, row.draft_sealed))
    if problems := drafts.problems(draft, amends=row.versions > 0):
        raise Invalid.of(problems)
    return draft
