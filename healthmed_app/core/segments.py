"""Sealing of files, in segments of 1 MiB: AES-256-GCM, each bound to its place, so that memory stays bounded.

A key seals one file, once; so a segment's nonce is its number. What is authenticated with it is the context (which file,
whose), its number, and whether it is the last: a file that is cut, joined with another or put in another order does not
open (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015).
"""

from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from healthmed_app.core.crypto import Tampered

SEGMENT_BYTES = 1 << 20
TAG_BYTES = 16
KEY_BITS = 256


def new_key() -> bytes:
    """Return a random key for one file."""
    return AESGCM.generate_key(KEY_BITS)


def seal(plain: BinaryIO, sealed: BinaryIO, key: bytes, context: bytes) -> None:
    """Read all of `plain` and write its segments to `sealed`; `key` must never seal anything else."""
    cipher = AESGCM(key)
    sealed.writelines(
        cipher.encrypt(place, segment, context + place) for place, segment in _pieces(plain, SEGMENT_BYTES)
    )


def unseal(sealed: BinaryIO, key: bytes, context: bytes) -> Iterator[bytes]:
    """Yield what was sealed, segment by segment; raise `Tampered` at the first that does not open."""
    cipher = AESGCM(key)
    for place, segment in _pieces(sealed, SEGMENT_BYTES + TAG_BYTES):
        try:
            yield cipher.decrypt(place, segment, context + place)
        except InvalidTag as error:
            raise Tampered from error


def _pieces(file: BinaryIO, size: int) -> Iterator[tuple[bytes, bytes]]:
    """Yield the pieces of a file from its start, each with its place: twelve bytes that no other piece has."""
    file.seek(0)
    number, piece = 0, file.read(size)
    last = False
    while not last:
        following = file.read(size)
        last = not following
        yield number.to_bytes(11) + bytes([last]), piece
        number, piece = number + 1, following
