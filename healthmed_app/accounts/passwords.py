"""Passwords: which are accepted, and how they are kept (Argon2id, RFC 9106).

Hashing is made to be slow and to take memory, so a few threads do it, and whoever comes while too many wait is told
to come back: a flood of sign-ins costs neither the event loop nor all the memory.
"""

import asyncio
import os
import secrets
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TypeVar

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from healthmed_app.core.errors import Busy, Invalid
from healthmed_app.core.texts import N_

Value = TypeVar("Value")

LENGTH_MIN = 8
LENGTH_MAX = 128
_WAITING_MAX = 64
_THREADS = max(2, os.cpu_count() or 1)
_FIELD = "password"

# OWASP's first choice for Argon2id: 19 MiB, two passes, one lane.
_hasher = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19_456, parallelism=1),))
_threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="password")
_places = asyncio.Semaphore(_WAITING_MAX)


def check(text: str, *personal: str, field: str = _FIELD) -> str:
    """Return a password that may be used, composed (NFKC).

    `personal` are the e-mail and the name, which a password must not be. Length and a list of the common ones are all
    that is asked (NIST SP 800-63B): no rules about kinds of characters.
    """
    password = unicodedata.normalize("NFKC", text)
    if len(password) < LENGTH_MIN:
        raise Invalid(N_("Use at least 8 characters for your password."), field=field)
    if len(password) > LENGTH_MAX:
        raise Invalid(N_("Use at most 128 characters for your password."), field=field)
    plain = password.lower()
    if plain in _common() or len(set(plain)) < 3:
        raise Invalid(
            N_("This password is one of the first that others would try. Use three or four words together."),
            field=field,
        )
    own = {part for text in personal for part in (text.lower(), text.lower().partition("@")[0])}
    if plain in own:
        raise Invalid(N_("Use a password that is not your name or e-mail address."), field=field)
    return password


async def hashed(password: str) -> str:
    """Return what is kept of a password.

    Raises:
        Busy: too many others wait for the same.
    """
    return await _in_thread(_hasher.hash, password)


async def matches(password: str, kept: str | None) -> bool:
    """Return whether `password` is the one that was kept; it takes as long when there is none.

    Raises:
        Busy: too many others wait for the same.
    """
    normal = unicodedata.normalize("NFKC", password[: LENGTH_MAX * 4])
    right = await _in_thread(_verify, normal, kept)
    return right and kept is not None


async def prepare() -> None:
    """Read and compute in a thread, before anybody waits, what is needed once for all."""
    await _in_thread(_prepare)


def _prepare() -> None:
    _nobodys()
    _common()


def _verify(password: str, kept: str | None) -> bool:
    return _hasher.verify(password, kept or _nobodys())


async def _in_thread(work: Callable[..., Value], *args: str | None) -> Value:
    if _places.locked():
        raise Busy(N_("Very many people are signing in now. Try again in a moment."))
    async with _places:
        return await asyncio.get_running_loop().run_in_executor(_threads, work, *args)


@cache
def _nobodys() -> str:
    """The hash of a password that nobody has, so that an unknown account takes as long as a known one."""
    return _hasher.hash(secrets.token_urlsafe(32))


@cache
def _common() -> frozenset[str]:
    text = (Path(__file__).parent / "common_passwords.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if not line.startswith("# "))
