"""Verification codes: 28 signs of 32, so 140 random bits, in groups of four that a person can read out.

The alphabet is Crockford's: no I, L, O or U; who types those means 1, 1, 0 and V.
"""

import secrets

from healthmed_app.core.crypto import Keyring

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 28
GROUP = 4
_MEANT = str.maketrans("ILOU", "110V")


def new_code() -> str:
    """Return a code that nobody can guess."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def shown(code: str) -> str:
    """Return the code as it is printed: `K7QW-2M9X-…`."""
    return "-".join(code[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def read(text: str) -> str | None:
    """Return the code that was typed, forgiving case, spaces, dashes and look-alikes; None when it is none."""
    signs = [sign for sign in text[:200].upper() if sign.isalnum()]
    code = "".join(signs).translate(_MEANT)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def blind(keyring: Keyring, code: str) -> bytes:
    """Return the blind index under which a version is found by its code."""
    return keyring.blind(f"report code {code}")
