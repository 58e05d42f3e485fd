"""Identifiers: UUIDv7, made by the application so that a row's id exists before its transaction does."""

from uuid import UUID

from uuid_utils import compat


def new_id() -> UUID:
    """Return a UUIDv7 (RFC 9562): unique, and ordered by creation so that b-tree inserts stay at one end."""
    return compat.uuid7()
