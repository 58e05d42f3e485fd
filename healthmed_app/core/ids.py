"""Identifiers: UUIDv7, made by the application so that a row's id exists before its transaction does."""

import os
import time
from datetime import datetime
from uuid import UUID

_VERSION_AND_VARIANT = 0x7 << 76 | 0b10 << 62
_RANDOM_MASK = ~(0xF << 76 | 0b11 << 62)


def new_id() -> UUID:
    """Return a UUIDv7 (RFC 9562): unique, and ordered by creation so that b-tree inserts stay at one end.

    48 bits of milliseconds, then 74 random ones; ids of the same millisecond are in no particular order.
    """
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10))
    return UUID(int=milliseconds << 80 | random & _RANDOM_MASK | _VERSION_AND_VARIANT)


def first_id(moment: datetime) -> UUID:
    """Return an id that is no greater than any that `new_id` makes from `moment` (aware) on.

    So a range of a primary key is a range of time, and needs no index of its own.
    """
    return UUID(int=int(moment.timestamp() * 1000) << 80)
