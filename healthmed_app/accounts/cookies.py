"""The cookies of accounts, and the secrets in them. Postgres knows a secret by its hash alone."""

import hashlib
import secrets

SESSION_COOKIE = "__Host-session"
"""Of a signed-in person: 256 random bits, whose hash is in `sessions`."""

WAITING_COOKIE = "__Host-sign-in"
"""Of a sign-in whose code is missing: 256 random bits, whose hash is in `waiting_sign_ins`. It opens nothing."""

VISITOR_COOKIE = "__Host-visitor"
"""Of every browser: 256 random bits that bind what is kept for a visitor. No row stands for it."""

VISITOR_DAYS = 180
_SECRET_BYTES = 32


def new_secret() -> str:
    """Return a new secret of 256 bits, fit for a cookie or a link."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def secret_hash(secret: str) -> bytes:
    """Return what Postgres keeps of a secret; it has enough bits that a plain SHA-256 needs no salt."""
    return hashlib.sha256(secret.encode()).digest()
