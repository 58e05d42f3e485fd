"""A person's CPF in the database: sealed in its row, with a keyed hash beside it to find the row by."""

from uuid import UUID

from healthmed_app.core.crypto import Keyring


def seal_cpf(keyring: Keyring, user_id: UUID, digits: str) -> bytes:
    """Seal the eleven digits for the row of `user_id`."""
    return keyring.seal(digits, _context(user_id))


def open_cpf(keyring: Keyring, user_id: UUID, sealed: bytes) -> str:
    """Return the eleven digits of the row of `user_id`."""
    return keyring.open(sealed, _context(user_id))


def blind_cpf(keyring: Keyring, digits: str) -> bytes:
    """Return the hash that a CPF is found by."""
    return keyring.blind(f"cpf:{digits}")


def shown_cpf(digits: str) -> str:
    """Return a CPF with its middle alone, `***.982.247-**`: enough to recognise one's own."""
    return f"***.{digits[3:6]}.{digits[6:9]}-**"


def _context(user_id: UUID) -> bytes:
    return b"users.document:" + user_id.bytes
