"""Follows the ledgers of all patients, some at a time, so that an administrator can ask without stopping anything else.

It tells ids and places alone: that a ledger is broken, and not what is in it.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from healthmed_app.core.access import Actor, require
from healthmed_app.core.crypto import Keyring
from healthmed_app.records import ledger_queries as queries
from healthmed_app.records.ledger import AFTER_ALL, BEFORE_ALL, ROWS_A_STEP
from healthmed_app.records.ledger_rules import START, Broken, Mac, Point, end, follow
from infra.db.pool import Connection, Database

PATIENTS_A_STEP = 200
BROKEN_MAX = 50
"""Ledgers that are told of: more of them say nothing new."""
_FIRST, _LAST = UUID(int=0), UUID(int=2**128 - 1)


@dataclass(frozen=True, slots=True)
class LedgersVerified:
    """How many ledgers were followed, and which are broken: a patient's id and the first place that is wrong."""

    checked: int
    done: bool
    broken: tuple[tuple[UUID, int], ...] = ()


async def verify_ledgers(db: Database, keyring: Keyring, actor: Actor) -> AsyncIterator[LedgersVerified]:
    """Follow every patient's chain, and say after each step how far; raise `Forbidden` for all but administrators.

    Each step sees one moment, and what is written meanwhile is no trouble.
    """
    require(actor, "admin")
    checked, broken, after = 0, list[tuple[UUID, int]](), _FIRST
    while after != _LAST:
        async with db.transaction() as conn:
            await queries.in_one_snapshot(conn)
            count, after, wrong = await _step(conn, keyring.ledger_mac, after)
        checked += count
        broken = [*broken, *sorted(wrong.items())][:BROKEN_MAX]
        yield LedgersVerified(checked, done=after == _LAST, broken=tuple(broken))


async def _step(conn: Connection, mac: Mac, after: UUID) -> tuple[int, UUID, dict[UUID, int]]:
    """Follow the next chains; return how many, up to which patient (the last of all at the end), and what is wrong."""
    heads = {one.patient_id: one for one in await queries.heads_after(conn, after, PATIENTS_A_STEP)}
    until = max(heads) if len(heads) == PATIENTS_A_STEP else _LAST
    points, wrong = await _followed(conn, mac, after, until)
    for patient_id in heads.keys() | points.keys():
        try:
            end(mac, patient_id, points.get(patient_id, START), heads.get(patient_id))
        except Broken as broken:
            wrong.setdefault(patient_id, broken.sequence)
    return len(heads.keys() | points.keys() | wrong.keys()), until, wrong


async def _followed(
    conn: Connection, mac: Mac, after: UUID, until: UUID
) -> tuple[dict[UUID, Point], dict[UUID, int]]:
    """Follow the entries of the patients behind `after`, up to `until`: where each chain leads, or is wrong."""
    points, wrong, place = dict[UUID, Point](), dict[UUID, int](), (after, AFTER_ALL)
    if after == _FIRST:
        place = after, BEFORE_ALL
    while rows := await queries.between(conn, place, until, ROWS_A_STEP):
        for patient_id, chain in groupby(rows, key=lambda row: row.patient_id):
            if patient_id not in wrong:
                try:
                    points[patient_id] = follow(mac, patient_id, points.get(patient_id, START), chain)
                except Broken as broken:
                    wrong[patient_id] = broken.sequence
        place = rows[-1].patient_id, rows[-1].sequence
    return points, wrong
