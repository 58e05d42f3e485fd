"""The access ledger: what was done with a patient's records, written in the transaction that does it.

Whoever may do something is decided elsewhere; this writes down that they did, and tells whether what was written is
still there, all of it and unchanged.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from healthmed_app.core.access import Actor, require
from healthmed_app.core.crypto import Keyring
from healthmed_app.records import ledger_queries as queries
from healthmed_app.records.ledger_queries import Line
from healthmed_app.records.ledger_rules import START, Broken, Entry, Opening, end, follow, head_of, linked
from infra.db.pool import Connection, Database

ROWS_A_STEP = 1_000
AFTER_ALL = 2**63 - 1
BEFORE_ALL = -(2**63)
"""Before any place that a row could have, also one that was put in before the first."""


async def lock(conn: Connection, *patient_ids: UUID) -> None:
    """Let nobody else write to these patients' ledgers until the transaction ends.

    What is read after it is what was true when the entry is written: a file that was unshared before is not opened.
    """
    await queries.lock(conn, patient_ids)


async def append(conn: Connection, keyring: Keyring, entries: Sequence[Entry]) -> None:
    """Write entries at the ends of their patients' ledgers, in the order given."""
    if not entries:
        return
    ends = await queries.lock(conn, [one.patient_id for one in entries])
    rows = []
    for one in entries:
        point, at = ends[one.patient_id]
        row = linked(keyring.ledger_mac, point, one, at)
        rows.append(row)
        ends[one.patient_id] = point._replace(sequence=row.sequence, mac=row.mac), at
    heads = [head_of(keyring.ledger_mac, patient_id, point) for patient_id, (point, _) in ends.items()]
    await queries.add(conn, rows, heads)


async def has_opened(
    conn: Connection, subject_id: UUID, actor_id: UUID, span: timedelta, act: Opening = "file.opened"
) -> bool:
    """Return whether this reader's opening of this was written down within the last `span`."""
    return await queries.has_opened(conn, subject_id, actor_id, act, span)


async def lines(conn: Connection, actor: Actor, limit: int, *, before: int = AFTER_ALL) -> list[Line]:
    """Return what happened to the actor's records, the newest first; `before` is the place of the last one that was read.

    Raises:
        Forbidden: the actor is no patient.
    """
    require(actor, "patient")
    return await queries.lines(conn, actor.user_id, before, limit)


async def is_whole(db: Database, keyring: Keyring, patient_id: UUID) -> bool:
    """Return whether a patient's ledger is complete and unchanged, as of one moment."""
    async with db.transaction() as conn:
        await queries.in_one_snapshot(conn)
        head, point, place = await queries.head(conn, patient_id), START, BEFORE_ALL
        try:
            while rows := await queries.after(conn, patient_id, place, ROWS_A_STEP):
                point = follow(keyring.ledger_mac, patient_id, point, rows)
                place = point.sequence
            end(keyring.ledger_mac, patient_id, point, head)
        except Broken:
            return False
    return True
