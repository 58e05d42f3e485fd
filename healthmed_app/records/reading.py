"""Who may read a file: the one place that says so, for its content and its pages alike, and writes down that they did.

The owner may, and a doctor while a grant of theirs holds. The patient's end of the ledger is locked before that is
looked up: a read whose answer comes after a grant was taken back is refused.
"""

from datetime import timedelta
from uuid import UUID

from healthmed_app.core.access import Actor
from healthmed_app.core.crypto import Keyring
from healthmed_app.core.errors import NotFound
from healthmed_app.notices import service as notices
from healthmed_app.notices.jobs import enqueue_ring
from healthmed_app.records import file_queries, grant_queries, grant_rules, ledger
from healthmed_app.records.ledger_rules import Entry
from healthmed_app.records.views import FileView
from infra.db.pool import Connection

ONE_OPENING = timedelta(minutes=10)
"""What a reader sees page by page within so long was opened once."""


async def admit(
    conn: Connection, keyring: Keyring, actor: Actor, file_id: UUID, *, by_page: bool = False
) -> FileView:
    """Return a file that the actor may read now, and write down that they open it.

    Each reading of the whole is an opening; `by_page`, the pages that are read one after another are one together.

    Raises:
        NotFound: there is none, or it is not for them.
    """
    patient_id = await grant_queries.owner(conn, file_id)
    if patient_id is None:
        raise NotFound
    await ledger.lock(conn, patient_id)
    grant_id = await _by_what_right(conn, actor, patient_id, file_id)
    view = await file_queries.owned(conn, patient_id, file_id)
    if view is None:
        raise NotFound
    if not by_page or not await ledger.has_opened(conn, file_id, actor.user_id, ONE_OPENING):
        entry = Entry(patient_id, "file.opened", actor.user_id, file_id, cause_id=grant_id)
        await ledger.append(conn, keyring, [entry])
        if grant_id is not None:
            await _tell(conn, actor, patient_id, file_id)
    return view


async def _by_what_right(conn: Connection, actor: Actor, patient_id: UUID, file_id: UUID) -> UUID | None:
    """Return the grant by which the actor reads, or None for the owner; raise `NotFound` for anybody else."""
    if actor.role == "patient" and actor.user_id == patient_id:
        return None
    if actor.role == "doctor":
        grants = await grant_queries.of_reader(conn, actor.user_id, file_id)
        found = grant_rules.holding(grants, await grant_queries.now(conn))
        if grant := found.get((file_id, actor.user_id)):
            return grant.id
    raise NotFound


async def _tell(conn: Connection, doctor: Actor, patient_id: UUID, file_id: UUID) -> None:
    """Tell the patient, once a day for each doctor and file; their open pages hear of every opening."""
    day = (await grant_queries.now(conn)).date().isoformat()
    await notices.tell(
        conn, patient_id, notices.FILE_OPENED, file_id, person_id=doctor.user_id, occurrence=day
    )
    await enqueue_ring(conn, [patient_id])
