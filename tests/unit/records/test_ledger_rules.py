"""The chain of the access ledger: whatever is done to it shows, except to add to its end with the key."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthmed_app.records.ledger_rules import (
    START,
    Broken,
    Entry,
    Head,
    Point,
    Row,
    end,
    follow,
    head_of,
    linked,
)

PATIENT, OTHER = UUID(int=1), UUID(int=2)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def mac(data: bytes) -> bytes:
    return hmac.digest(b"key", data, "sha256")


def chain(length: int, patient: UUID = PATIENT) -> tuple[list[Row], Head]:
    rows: list[Row] = []
    point = START
    for number in range(length):
        entry = Entry(patient, "file.opened", UUID(int=10), UUID(int=number), UUID(int=5), UUID(int=6))
        rows.append(linked(mac, point, entry, NOON + timedelta(seconds=number)))
        point = Point(rows[-1].sequence, rows[-1].mac)
    return rows, head_of(mac, patient, point)


def is_whole(rows: list[Row], head: Head | None, patient: UUID = PATIENT) -> bool:
    try:
        end(mac, patient, follow(mac, patient, START, rows), head)
    except Broken:
        return False
    return True


def test_what_was_written_is_whole() -> None:
    assert is_whole(*chain(5))
    assert is_whole([], None)


def test_it_can_be_followed_in_pieces() -> None:
    rows, head = chain(5)
    end(mac, PATIENT, follow(mac, PATIENT, follow(mac, PATIENT, START, rows[:2]), rows[2:]), head)


CHANGES = {
    "patient_id": OTHER,
    "sequence": 7,
    "at": NOON - timedelta(microseconds=1),
    "act": "file.added",
    "actor_id": uuid4(),
    "subject_id": uuid4(),
    "other_id": None,
    "cause_id": None,
    "mac": bytes(32),
}


@pytest.mark.parametrize("field", CHANGES)
@given(place=st.integers(0, 4))
def test_no_field_of_an_entry_can_be_changed(field: str, place: int) -> None:
    rows, head = chain(5)
    rows[place] = rows[place]._replace(**{field: CHANGES[field]})
    assert not is_whole(rows, head)


@given(gone=st.sets(st.integers(0, 4), min_size=1))
def test_no_entry_can_be_taken_out(gone: set[int]) -> None:
    rows, head = chain(5)
    assert not is_whole([row for place, row in enumerate(rows) if place not in gone], head)


@given(order=st.permutations(range(5)).filter(lambda order: order != list(range(5))))
def test_entries_cannot_change_places(order: list[int]) -> None:
    rows, head = chain(5)
    assert not is_whole([rows[place] for place in order], head)
    moved = [rows[place]._replace(sequence=number) for number, place in enumerate(order, 1)]
    assert not is_whole(moved, head)


def test_an_entry_of_another_patient_does_not_fit() -> None:
    rows, head = chain(3)
    others, others_head = chain(3, OTHER)
    assert not is_whole([rows[0], others[1]._replace(patient_id=PATIENT), rows[2]], head)
    everything = [row._replace(patient_id=PATIENT) for row in others]
    assert not is_whole(everything, others_head._replace(patient_id=PATIENT))


def test_an_entry_made_without_the_key_does_not_fit() -> None:
    rows, _ = chain(3)
    forged = linked(
        lambda data: hashlib.sha256(data).digest(),
        Point(3, rows[-1].mac),
        Entry(PATIENT, "file.opened", uuid4(), uuid4()),
        NOON,
    )
    head = Head(PATIENT, 4, forged.mac, mac(b"something else"))
    assert not is_whole([*rows, forged], head)


def test_a_chain_cannot_be_cut_short_even_with_its_head_set_back() -> None:
    rows, head = chain(3)
    assert not is_whole(rows[:2], Head(PATIENT, 2, rows[1].mac, head.seal))
    assert not is_whole(rows[:2], None)
    assert not is_whole([], head)
    assert not is_whole([], Head(PATIENT, 0, START.mac, b""))


def test_it_is_said_where_a_chain_is_broken() -> None:
    rows, head = chain(5)
    with pytest.raises(Broken) as changed:
        follow(mac, PATIENT, START, [*rows[:2], rows[2]._replace(act="file.added"), *rows[3:]])
    assert changed.value.sequence == 3
    with pytest.raises(Broken) as short:
        end(mac, PATIENT, Point(4, rows[3].mac), head)
    assert short.value.sequence == 5
