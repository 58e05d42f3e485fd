"""Looks through the access ledgers of all patients of a live database for what is not as it was written.

It only reads, in one snapshot and in the order of the chains, so it needs little memory however many there are.
"""

import heapq
from collections.abc import Iterator
from itertools import groupby
from typing import LiteralString, TypeVar
from uuid import UUID

import psycopg
from psycopg.rows import class_row

from healthmed_app.core.crypto import Keyring
from healthmed_app.core.findings import SAMPLES, Finding
from healthmed_app.records.ledger_queries import COLUMNS
from healthmed_app.records.ledger_rules import START, Broken, Head, Mac, Row, end, follow

ROWS_A_STEP = 5_000
_ENTRIES: LiteralString = f"SELECT {COLUMNS} FROM access_ledger ORDER BY patient_id, sequence"  # noqa: S608  # A constant of ours.
_HEADS: LiteralString = "SELECT patient_id, sequence, mac, seal FROM ledger_heads ORDER BY patient_id"

Read = TypeVar("Read", Row, Head)


def check_ledgers(url: str, keyring: Keyring) -> list[Finding]:
    """Follow every patient's chain in the database at `url`; a sample is a patient and the first place that is wrong."""
    violations, samples = 0, list[str]()
    with psycopg.connect(url) as conn:
        conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for patient_id, sequence in _broken(conn, keyring.ledger_mac):
            violations += 1
            samples = [*samples, f"{patient_id}#{sequence}"][:SAMPLES]
    what = "a patient's access ledger of which an entry was changed, moved, put in or taken out"
    return [Finding("ledger", what, violations, samples)]


def _broken(conn: psycopg.Connection, mac: Mac) -> Iterator[tuple[UUID, int]]:
    """Yield the patients whose chain is broken, and where."""
    heads, entries = _stream(conn, "heads", _HEADS, Head), _stream(conn, "entries", _ENTRIES, Row)
    merged = heapq.merge(heads, entries, key=lambda one: one.patient_id)
    for patient_id, chain in groupby(merged, key=lambda one: one.patient_id):
        head, point = None, START
        try:
            for one in chain:
                if isinstance(one, Head):
                    head = one
                else:
                    point = follow(mac, patient_id, point, [one])
            end(mac, patient_id, point, head)
        except Broken as broken:
            yield patient_id, broken.sequence


def _stream(conn: psycopg.Connection, name: str, query: LiteralString, kind: type[Read]) -> Iterator[Read]:
    with conn.cursor(name, row_factory=class_row(kind)) as cursor:
        cursor.itersize = ROWS_A_STEP
        cursor.execute(query)
        yield from cursor
