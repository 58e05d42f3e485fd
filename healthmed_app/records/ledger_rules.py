"""The access ledger as a chain: how an entry is bound to the one before, and where a chain is broken. Pure.

Each entry carries a keyed hash of itself, of its patient and place, and of the hash before it; the key is not in the
database. So an entry that was changed, moved, put in, or taken out of the middle does not fit. The head says where a
patient's chain ends, and is sealed by the same key, so one that was cut short does not fit either, unless an old head
was kept and put back (see the decision record "A chain for each patient").
"""

import hmac
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from struct import pack
from typing import Literal, NamedTuple
from uuid import UUID

Opening = Literal["file.opened", "report.opened"]

Act = Literal[Opening, "file.added", "file.shared", "file.revoked", "file.deleted"]
"""What can be done with a record. The words are hashed, so one is never given another meaning."""

Mac = Callable[[bytes], bytes]
"""The keyed hash (`core.crypto.Keyring.ledger_mac`)."""

_NOBODY = UUID(int=0)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Entry(NamedTuple):
    """One act to write down: `actor_id` did `act` with `subject_id`, which belongs to `patient_id`.

    A report's subject is the version that was read. `other_id` is whom it concerns besides, as the doctor with whom a
    file is shared or who wrote a report; `cause_id` is what allowed it, as the grant by which a doctor opens a file. Ids only, so that erasing a person or a file keeps the chain.
    """

    patient_id: UUID
    act: Act
    actor_id: UUID
    subject_id: UUID
    other_id: UUID | None = None
    cause_id: UUID | None = None


class Row(NamedTuple):
    """An entry in its place."""

    patient_id: UUID
    sequence: int
    at: datetime
    act: str
    actor_id: UUID
    subject_id: UUID
    other_id: UUID | None
    cause_id: UUID | None
    mac: bytes


class Head(NamedTuple):
    """Where a patient's chain ends."""

    patient_id: UUID
    sequence: int
    mac: bytes
    seal: bytes


class Point(NamedTuple):
    """How far a chain was followed: the place and the hash of the last entry."""

    sequence: int
    mac: bytes


START = Point(0, bytes(32))
"""Before the first entry of every chain."""


class Broken(Exception):
    """A chain is not as it was written, from entry `sequence` on."""

    def __init__(self, sequence: int) -> None:
        super().__init__(sequence)
        self.sequence = sequence


def linked(mac: Mac, before: Point, entry: Entry, at: datetime) -> Row:
    """Return `entry` as the one that follows `before`, made `at` that moment."""
    row = Row(entry.patient_id, before.sequence + 1, at, *entry[1:], mac=b"")
    return row._replace(mac=mac(_bytes(before.mac, row)))


def head_of(mac: Mac, patient_id: UUID, point: Point) -> Head:
    """Return the head of a chain that ends at `point`."""
    seal = mac(b"head 1" + patient_id.bytes + pack("!q", point.sequence) + point.mac)
    return Head(patient_id, point.sequence, point.mac, seal)


def follow(mac: Mac, patient_id: UUID, before: Point, rows: Iterable[Row]) -> Point:
    """Follow a patient's chain from `before` over `rows`, in their order, and return how far it goes.

    Raises:
        Broken: an entry does not fit the one before it.
    """
    for row in rows:
        expected = before.sequence + 1
        fits = row.patient_id == patient_id and row.sequence == expected
        if not fits or not hmac.compare_digest(mac(_bytes(before.mac, row)), row.mac):
            raise Broken(expected)
        before = Point(row.sequence, row.mac)
    return before


def end(mac: Mac, patient_id: UUID, point: Point, head: Head | None) -> None:
    """Check that a patient's chain, followed to `point`, ends there.

    Raises:
        Broken: the head says otherwise, is not there, or was not written by us.
    """
    if head is None:
        if point != START:
            raise Broken(1)
        return
    expected = head_of(mac, patient_id, point)
    if head[:3] != expected[:3] or not hmac.compare_digest(head.seal, expected.seal):
        raise Broken(min(head.sequence, point.sequence) + 1)


def _bytes(before: bytes, row: Row) -> bytes:
    """Return an entry and its place as bytes; no two entries give the same, since all but the act has a fixed length."""
    fixed = pack(
        "!6s16sqq16s16s16s16s",
        b"entry1",
        row.patient_id.bytes,
        row.sequence,
        (row.at - _EPOCH) // _MICROSECOND,
        row.actor_id.bytes,
        row.subject_id.bytes,
        (row.other_id or _NOBODY).bytes,
        (row.cause_id or _NOBODY).bytes,
    )
    return fixed + before + row.act.encode()
