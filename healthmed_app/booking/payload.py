"""Commands as they lie in `booking_requests`: sealed, and bound to their row."""

from uuid import UUID

from healthmed_app.booking.commands import AnyCommand, decode
from healthmed_app.core.crypto import Keyring


def seal(keyring: Keyring, request_id: UUID, text: str) -> bytes:
    """Seal a command's text for the row of its request."""
    return keyring.seal(text, b"booking_requests.payload:" + request_id.bytes)


def unseal(keyring: Keyring, request_id: UUID, blob: bytes) -> AnyCommand:
    """Return the command of a request.

    Raises:
        Tampered: the payload was changed, or belongs to another row.
        msgspec.ValidationError: it is no command of this release.
    """
    return decode(keyring.open(blob, b"booking_requests.payload:" + request_id.bytes))


def seal_reason(keyring: Keyring, appointment_id: UUID, text: str | None) -> bytes | None:
    """Seal the visit's reason for its appointment's row; nothing stays nothing."""
    return keyring.seal(text, b"appointments.reason:" + appointment_id.bytes) if text else None


def seal_cancel_reason(keyring: Keyring, appointment_id: UUID, text: str | None) -> bytes | None:
    """Seal the reason for cancelling or declining."""
    return keyring.seal(text, b"appointments.cancel_reason:" + appointment_id.bytes) if text else None


def open_reason(keyring: Keyring, appointment_id: UUID, blob: bytes | None) -> str:
    """Return the visit's reason; empty when none was given."""
    return keyring.open(blob, b"appointments.reason:" + appointment_id.bytes) if blob else ""


def open_cancel_reason(keyring: Keyring, appointment_id: UUID, blob: bytes | None) -> str:
    """Return why it was cancelled or declined; empty when nothing was said."""
    return keyring.open(blob, b"appointments.cancel_reason:" + appointment_id.bytes) if blob else ""
