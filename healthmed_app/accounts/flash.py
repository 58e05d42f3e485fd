"""What a form post was refused for, and what had been typed, kept until its page shows it.

A plain form post that is refused goes back to its page with a redirect. Neither the sentences nor what was typed may
stand in the address, so they wait in Redis for a few minutes, sealed, under the browser's visitor cookie. Passwords
are never among them.
"""

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from redis.asyncio import Redis
from redis.exceptions import RedisError

from healthmed_app.core.crypto import Keyring, Tampered

_log = logging.getLogger(__name__)
_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Flash:
    """A refused form: one sentence, sentences by field, and what was typed."""

    problem: str = ""
    errors: Mapping[str, str] = field(default_factory=dict[str, str])
    typed: Mapping[str, str] = field(default_factory=dict[str, str])
    id: str = ""
    """Differs each time, so that a page knows that its form must be filled anew."""


async def keep(redis: "Redis", keyring: Keyring, visitor: str, form: str, flash: Flash) -> None:
    """Keep `flash` for the visitor's next look at `form`; it is lost when Redis is away, and the page says less."""
    key = _key(visitor, form)
    sealed = keyring.seal(json.dumps(asdict(flash)), key.encode())
    try:
        await redis.set(key, sealed.hex(), ex=_SECONDS)
    except RedisError:
        _log.warning("a refused form could not be kept, since Redis does not answer")


async def read(redis: "Redis", keyring: Keyring, visitor: str, form: str) -> Flash | None:
    """Return what was kept for `form`, if it is still there; a reload shows it again."""
    key = _key(visitor, form)
    try:
        kept = await redis.get(key)
        return Flash(**json.loads(keyring.open(bytes.fromhex(_text(kept)), key.encode()))) if kept else None
    except (RedisError, Tampered, ValueError):
        return None


async def drop(redis: "Redis", visitor: str, form: str) -> None:
    """Forget what was kept for `form`, once it was accepted."""
    try:
        await redis.delete(_key(visitor, form))
    except RedisError:
        _log.warning("a kept form could not be dropped; it ends by itself")


def _key(visitor: str, form: str) -> str:
    return f"flash:{form}:{hashlib.sha256(visitor.encode()).hexdigest()}"


def _text(value: bytes | str) -> str:
    return value if isinstance(value, str) else value.decode()
