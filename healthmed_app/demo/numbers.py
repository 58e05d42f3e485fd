"""Identifiers that look real and never repeat: each is a permutation of a counter, so none has to be remembered."""

from datetime import datetime
from random import Random
from uuid import UUID

_CPF_BASES = 10**9
_CPF_STEP = 387_420_489
"""Coprime with `_CPF_BASES` (a power of 3), so that multiples of it visit every base once."""
_CRM_NUMBERS = 899_991
_CRM_STEP = 104_729
_CRM_FIRST = 10_000


class Ids:
    """UUIDs of version 7 from a day, a counter and a seeded generator: in order, and the same again."""

    def __init__(self, random: Random, day: datetime) -> None:
        """Count from the beginning of `day`."""
        self._random = random
        self._milliseconds = int(day.timestamp() * 1000)
        self._count = 0

    def next(self) -> UUID:
        """Return the next id."""
        self._count += 1
        milliseconds = self._milliseconds + (self._count >> 12)
        return UUID(
            int=milliseconds << 80
            | 0x7 << 76
            | (self._count & 0xFFF) << 64
            | 0x2 << 62
            | self._random.getrandbits(62)
        )


def cpf(count: int) -> str:
    """Return the eleven digits of the `count`-th valid CPF (check digits modulo 11); never eleven equal ones."""
    base = (1 + count) * _CPF_STEP % _CPF_BASES
    digits = [int(digit) for digit in f"{base:09}"]
    if len(set(digits)) == 1:
        return cpf(count + _CPF_BASES // 2)
    for length in (10, 11):
        total = sum(digit * weight for digit, weight in zip(digits, range(length, 1, -1), strict=True))
        digits.append(total * 10 % 11 % 10)
    return "".join(map(str, digits))


def crm(count: int) -> str:
    """Return the `count`-th CRM number of a state: five or six digits, without an order that the eye could see."""
    return str(_CRM_FIRST + (1 + count) * _CRM_STEP % _CRM_NUMBERS)


def phone(random: Random, ddd: int) -> str:
    """Return a mobile number in E.164; the prefix 9000 is given to nobody."""
    return f"+55{ddd}9000{random.randrange(10_000):04}{random.randrange(10)}"[:14]
