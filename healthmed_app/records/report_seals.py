"""How texts of reports are sealed: each is bound to its table, column and row."""

from uuid import UUID

from healthmed_app.core.crypto import Keyring


def seal_draft(keyring: Keyring, report_id: UUID, text: str) -> bytes:
    """Seal the draft of a report."""
    return keyring.seal(text, b"reports.draft:" + report_id.bytes)


def open_draft(keyring: Keyring, report_id: UUID, blob: bytes) -> str:
    """Return a sealed draft; raise `Tampered` when it does not open."""
    return keyring.open(blob, b"reports.draft:" + report_id.bytes)


def seal_document(keyring: Keyring, version_id: UUID, text: str) -> bytes:
    """Seal what was signed."""
    return keyring.seal(text, b"report_versions.document:" + version_id.bytes)


def open_document(keyring: Keyring, version_id: UUID, blob: bytes) -> str:
    """Return what was signed; raise `Tampered` when it does not open."""
    return keyring.open(blob, b"report_versions.document:" + version_id.bytes)


def seal_code(keyring: Keyring, version_id: UUID, code: str) -> bytes:
    """Seal a verification code, which every PDF of its version carries."""
    return keyring.seal(code, b"report_versions.code:" + version_id.bytes)


def open_code(keyring: Keyring, version_id: UUID, blob: bytes) -> str:
    """Return a verification code; raise `Tampered` when it does not open."""
    return keyring.open(blob, b"report_versions.code:" + version_id.bytes)
