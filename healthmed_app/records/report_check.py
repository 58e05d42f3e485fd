"""Looks through all signed reports of a live database for one that does not open, or is not as it was signed.

It only reads, in one snapshot and version by version, so it needs little memory however many there are.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import LiteralString, NamedTuple
from uuid import UUID

import psycopg
from psycopg.rows import class_row

from healthmed_app.booking.check import SAMPLES, Finding
from healthmed_app.core.crypto import Keyring, Tampered
from healthmed_app.records import report_codes as codes
from healthmed_app.records import report_document as documents
from healthmed_app.records import report_seals as seals
from healthmed_app.records.report_views import CheckedVersion

ROWS_A_STEP = 200
_VERSIONS: LiteralString = """
    SELECT id, report_id, number, document_sealed, document_hash, code_sealed, code_blind, signed_at
    FROM report_versions ORDER BY report_id, number
"""


class _Wrong(NamedTuple):
    """A version that is not as it was signed, or whose predecessor is missing."""

    report_id: UUID
    number: int


def check_reports(url: str, keyring: Keyring) -> list[Finding]:
    """Open every signed version in the database at `url`; a sample is a report and the number of its version."""
    violations, samples = 0, list[str]()
    with psycopg.connect(url) as conn:
        conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for wrong in _wrong(conn, keyring):
            violations += 1
            samples = [*samples, f"{wrong.report_id}#{wrong.number}"][:SAMPLES]
    what = "a signed report that does not open, was changed, or lacks a version before it"
    return [Finding("reports", what, violations, samples)]


def _wrong(conn: psycopg.Connection, keyring: Keyring) -> Iterator[_Wrong]:
    with conn.cursor("versions", row_factory=class_row(CheckedVersion)) as cursor:
        cursor.itersize = ROWS_A_STEP
        cursor.execute(_VERSIONS)
        for report_id, versions in groupby(cursor, key=lambda one: one.report_id):
            before = b""
            for number, one in enumerate(versions, 1):
                if one.number != number or not _is_as_signed(keyring, one, before):
                    yield _Wrong(report_id, one.number)
                    break
                before = one.document_hash


def _is_as_signed(keyring: Keyring, one: CheckedVersion, before: bytes) -> bool:
    try:
        text = seals.open_document(keyring, one.id, one.document_sealed)
        code = seals.open_code(keyring, one.id, one.code_sealed)
    except Tampered:
        return False
    proof = documents.proof(keyring, one.report_id, one.number, one.signed_at, text, before)
    return one.document_hash == proof and one.code_blind == codes.blind(keyring, code)
