"""The number that ties what a person saw to what the log says."""

import secrets
from contextvars import ContextVar

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 8

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The number of the request at hand; empty outside of one."""


def new_request_id() -> str:
    """Return a short random number that can be read over the telephone, without 0, 1, I, L, O and U."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
