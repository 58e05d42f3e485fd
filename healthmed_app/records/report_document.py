"""What is signed: everything that a report says, with the names as they were on that day. Pure.

It is sealed in its row. Its proof is a keyed hash over itself, its number, its moment and the proof of the version before
it, so that neither a word nor a date nor the order of versions can be changed by whoever can write to the database.
"""

from datetime import date, datetime
from uuid import UUID

import msgspec

from healthmed_app.core.crypto import Keyring


class Part(msgspec.Struct, frozen=True):
    """What stands under one heading; `heading` is a message id."""

    key: str
    heading: str
    text: str


class Code(msgspec.Struct, frozen=True):
    """A diagnosis of the ICD-10 (WHO, 2019) with its English title."""

    code: str
    title: str


class Line(msgspec.Struct, frozen=True):
    """One prescription: which medicine, how much, how often, for how long."""

    medicine: str = ""
    dose: str = ""
    often: str = ""
    long: str = ""


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A signed report. `visit_at` is the start of the visit; `zone` the clock that the doctor's office shows."""

    doctor: str
    crm: str
    crm_state: str
    rqe: str
    specialty: str
    patient: str
    for_name: str
    for_birth_date: date | None
    visit_at: datetime
    zone: str
    template: str
    parts: tuple[Part, ...]
    codes: tuple[Code, ...]
    lines: tuple[Line, ...]
    why: str
    """Why this version amends the one before it; empty for the first."""


def encode(document: Document) -> str:
    """Return the document as JSON, always the same for the same document."""
    return msgspec.json.encode(document).decode()


def decode(text: str) -> Document:
    """Return the document that `encode` wrote."""
    return msgspec.json.decode(text, type=Document)


def proof(
    keyring: Keyring, report_id: UUID, number: int, signed_at: datetime, text: str, before: bytes
) -> bytes:
    """Return the keyed hash of a version: `text` is the encoded document, `before` the proof of the version before it."""
    moment = int(signed_at.timestamp() * 1_000_000)
    return keyring.blind(f"report {report_id.hex} {number} {moment} {before.hex()} {text}")
