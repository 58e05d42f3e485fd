"""The verbs of notices.

**Telling somebody something**: any feature above this one calls `tell` in the transaction that causes it, with a kind that
is declared in `rules.Kind`:

    from healthmed_app.notices import service as notices

    await notices.tell(conn, patient_id, notices.REPORT_READY, appointment_id)
    await notices.tell(conn, patient_id, notices.FILE_OPENED, file_id, person_id=doctor_id, occurrence=str(today))

The notice exists exactly when the cause was committed, the reader's open pages hear of it, and it is mailed unless they
want none of that kind. Features below this one cannot call it: what booking decides comes by `jobs.when_decided`.
"""

from uuid import UUID

from healthmed_app.core.ids import new_id
from healthmed_app.notices import queries
from healthmed_app.notices.jobs import enqueue_ring
from healthmed_app.notices.rules import Kind
from infra.db.pool import Connection

FILE_OPENED = Kind.FILE_OPENED
REPORT_READY = Kind.REPORT_READY
SLOT_OFFERED = Kind.SLOT_OFFERED
REVIEW_RECEIVED = Kind.REVIEW_RECEIVED
REVIEW_HIDDEN = Kind.REVIEW_HIDDEN


async def tell(
    conn: Connection,
    user_id: UUID,
    kind: Kind,
    subject_id: UUID,
    *,
    person_id: UUID | None = None,
    occurrence: str = "",
) -> None:
    """Tell a user something, in the transaction that makes it so; told again, nothing happens.

    `kind` says what `subject_id` and `person_id` are (`rules.Kind`). Of one kind, one subject and one person there is one
    notice for each `occurrence`: pass what sets two of them apart, such as a day or a version, and no private text.
    """
    which = " ".join(part for part in (str(person_id or ""), occurrence) if part)
    if await queries.insert(conn, new_id(), user_id, kind, subject_id, person_id, which):
        await enqueue_ring(conn, [user_id])
