"""Files are sealed in segments: what was sealed comes back, and nothing else ever does."""

import io

import pytest

from healthmed_app.core import segments
from healthmed_app.core.crypto import Keyring, Tampered
from healthmed_app.core.segments import SEGMENT_BYTES, TAG_BYTES, new_key, seal, unseal

CONTEXT = b"files:1:2"
WHOLE = SEGMENT_BYTES + TAG_BYTES


def sealed(plain: bytes, key: bytes, context: bytes = CONTEXT) -> bytes:
    target = io.BytesIO()
    seal(io.BytesIO(plain), target, key, context)
    return target.getvalue()


def opened(blob: bytes, key: bytes, context: bytes = CONTEXT) -> bytes:
    return b"".join(unseal(io.BytesIO(blob), key, context))


@pytest.mark.parametrize(
    "size", [0, 1, SEGMENT_BYTES - 1, SEGMENT_BYTES, SEGMENT_BYTES + 1, 3 * SEGMENT_BYTES]
)
def test_what_was_sealed_comes_back(size: int) -> None:
    plain, key = bytes(range(256)) * (size // 256) + bytes(size % 256), new_key()
    blob = sealed(plain, key)
    assert opened(blob, key) == plain
    assert len(blob) == size + TAG_BYTES * max(1, -(-size // SEGMENT_BYTES))


def test_each_piece_is_at_most_a_segment() -> None:
    key = new_key()
    pieces = unseal(io.BytesIO(sealed(bytes(2 * SEGMENT_BYTES + 5), key)), key, CONTEXT)
    assert [len(piece) for piece in pieces] == [SEGMENT_BYTES, SEGMENT_BYTES, 5]


def test_nothing_else_opens() -> None:
    key = new_key()
    blob = sealed(bytes(2 * SEGMENT_BYTES + 5), key)
    first, second, third = blob[:WHOLE], blob[WHOLE : 2 * WHOLE], blob[2 * WHOLE :]
    other = sealed(bytes(2 * SEGMENT_BYTES + 5), new_key())
    wrong = {
        "nothing": b"",
        "cut at a segment": first + second,
        "cut inside one": blob[:-1],
        "in another order": second + first + third,
        "with one left out": first + third,
        "with one twice": first + second + second + third,
        "with more at the end": blob + b"x",
        "with another file's segment": other[:WHOLE] + second + third,
        "with a bit changed": blob[:100] + bytes([blob[100] ^ 1]) + blob[101:],
    }
    for how, changed in wrong.items():
        with pytest.raises(Tampered):
            opened(changed, key)
            pytest.fail(how)
    for wrong_key, context in ((new_key(), CONTEXT), (key, b"files:1:3")):
        with pytest.raises(Tampered):
            opened(blob, wrong_key, context)


def test_a_key_is_wrapped_for_one_file_by_one_master_key() -> None:
    ours, theirs, key = Keyring.of(bytes(32)), Keyring.of(bytes([1] * 32)), segments.new_key()
    wrapped = ours.wrap(key, CONTEXT)
    assert key not in wrapped
    assert ours.unwrap(wrapped, CONTEXT) == key
    assert ours.wrapping_id != theirs.wrapping_id
    for keyring, blob, context in (
        (theirs, wrapped, CONTEXT),
        (ours, wrapped, b"files:1:3"),
        (ours, wrapped[:-1], CONTEXT),
        (ours, b"", CONTEXT),
    ):
        with pytest.raises(Tampered):
            keyring.unwrap(blob, context)
