"""Sealing: what was sealed opens only where it was sealed, with the key it was sealed with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthmed_app.core.crypto import Keyring, Tampered

KEYRING = Keyring.of(b"k" * 32)


@given(st.text(max_size=300), st.binary(max_size=40))
def test_a_sealed_text_opens_in_its_own_context(text: str, context: bytes) -> None:
    assert KEYRING.open(KEYRING.seal(text, context), context) == text


def test_two_seals_of_one_text_differ() -> None:
    assert KEYRING.seal("asthma", b"row") != KEYRING.seal("asthma", b"row")


def test_a_value_moved_to_another_row_does_not_open() -> None:
    blob = KEYRING.seal("asthma", b"row 1")
    with pytest.raises(Tampered):
        KEYRING.open(blob, b"row 2")


@given(st.integers(min_value=0))
def test_a_changed_byte_does_not_open(position: int) -> None:
    blob = bytearray(KEYRING.seal("asthma", b"row"))
    blob[position % len(blob)] ^= 1
    with pytest.raises(Tampered):
        KEYRING.open(bytes(blob), b"row")


def test_another_master_key_does_not_open() -> None:
    with pytest.raises(Tampered):
        Keyring.of(b"o" * 32).open(KEYRING.seal("asthma", b"row"), b"row")


def test_blind_hashes_find_equal_values_and_need_the_key() -> None:
    assert KEYRING.blind("11144477735") == KEYRING.blind("11144477735")
    assert KEYRING.blind("11144477735") != KEYRING.blind("52998224725")
    assert KEYRING.blind("11144477735") != Keyring.of(b"o" * 32).blind("11144477735")


def test_a_short_master_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Keyring.of(b"short")
