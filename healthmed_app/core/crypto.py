"""Sealing of short private texts in their rows: clinical text, request payloads, document numbers.

AES-256-GCM with a random nonce; the context (table, column, row id) is authenticated, so that a sealed value moved
to another row does not open. The key's id leads the blob so that keys can be rotated. Blind indexes are HMACs with
a key of their own, so equal values can be found without being readable.
"""

import hashlib
import hmac
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES = 12
_VERSION = b"\x01"


class Tampered(Exception):
    """A sealed value does not open: it was changed, moved to another row, or sealed with another key."""


def _derive(master: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, None, purpose).derive(master)


@dataclass(frozen=True, slots=True, repr=False)
class Keyring:
    """Keys derived from one master key of 32 bytes, by purpose (RFC 5869)."""

    _aead: AESGCM
    _key_id: bytes
    _blind_key: bytes
    _link_key: bytes
    _ledger_key: bytes
    _audit_key: bytes
    _wrapping: AESGCM
    wrapping_id: str
    """Says which master key a key was wrapped with."""

    @classmethod
    def of(cls, master: bytes) -> "Keyring":
        """Derive the keys from `master`; raise `ValueError` unless it has 32 bytes."""
        if len(master) != 32:
            raise ValueError("the master key has 32 bytes")
        row_key = _derive(master, b"healthmed row sealing")
        wrapping_key = _derive(master, b"healthmed key wrapping")
        return cls(
            AESGCM(row_key),
            hashlib.sha256(row_key).digest()[:4],
            _derive(master, b"healthmed blind index"),
            _derive(master, b"healthmed links"),
            _derive(master, b"healthmed access ledger"),
            _derive(master, b"healthmed audit"),
            AESGCM(wrapping_key),
            hashlib.sha256(wrapping_key).hexdigest()[:8],
        )

    def seal(self, text: str, context: bytes) -> bytes:
        """Seal `text`; `context` (such as `b"appointments.reason:" + id.bytes`) must be given again to open it."""
        nonce = os.urandom(_NONCE_BYTES)
        return _VERSION + self._key_id + nonce + self._aead.encrypt(nonce, text.encode(), context)

    def open(self, blob: bytes, context: bytes) -> str:
        """Return the text of a sealed `blob`; raise `Tampered` when it does not open."""
        if blob[:1] != _VERSION or blob[1:5] != self._key_id:
            raise Tampered
        try:
            return self._aead.decrypt(blob[5 : 5 + _NONCE_BYTES], blob[5 + _NONCE_BYTES :], context).decode()
        except InvalidTag as error:
            raise Tampered from error

    def blind(self, text: str) -> bytes:
        """Return the 32-byte keyed hash of `text`, for looking up a sealed value by equality."""
        return hmac.digest(self._blind_key, text.encode(), "sha256")

    def sign(self, text: str) -> str:
        """Return a hexadecimal signature of `text`, for links and cursors that a client hands back."""
        return hmac.digest(self._link_key, text.encode(), "sha256").hex()

    def audit_mac(self, act: bytes) -> bytes:
        """Return the 32-byte keyed hash that makes `act` part of the audit's chain (`audit.chain_rules`)."""
        return hmac.digest(self._audit_key, act, "sha256")

    def ledger_mac(self, entry: bytes) -> bytes:
        """Return the 32-byte keyed hash that makes `entry` part of a patient's access ledger (`records.ledger_rules`)."""
        return hmac.digest(self._ledger_key, entry, "sha256")

    def wrap(self, key: bytes, context: bytes) -> bytes:
        """Seal the `key` of one file; `context` says which, and must be given again to `unwrap` it."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._wrapping.encrypt(nonce, key, context)

    def unwrap(self, blob: bytes, context: bytes) -> bytes:
        """Return a wrapped key; raise `Tampered` when another master key wrapped it, or it was changed or moved."""
        try:
            return self._wrapping.decrypt(blob[:_NONCE_BYTES], blob[_NONCE_BYTES:], context)
        except (InvalidTag, ValueError) as error:
            raise Tampered from error
