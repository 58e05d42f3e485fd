"""Columns for `unnest`: whole arrays packed in Postgres's binary form, because a bulk statement has thousands of values.

The driver's own lists ask for each element's type and escape each one; packing a column whose type is known costs a
fraction of that. `await conn.execute("… unnest(%s::uuid[], %s::text[])", (uuids(ids), texts(names)))`.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from struct import Struct
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from psycopg.abc import DumperKey, PyFormat
from psycopg.adapt import Dumper
from psycopg.pq import Format

_HEADER = Struct("!iiIii")
_NULL = b"\xff\xff\xff\xff"
_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_EPOCH_DAY = _EPOCH.date()
_LENGTH = Struct("!i").pack
_SIZED_BIGINT = Struct("!iq").pack
_SIZED_INT = Struct("!ii").pack
_UUID_LENGTH = _LENGTH(16)
_TRUE, _FALSE = _LENGTH(1) + b"\x01", _LENGTH(1) + b"\x00"


class Column(NamedTuple):
    """One packed array and its type's number in Postgres's catalog."""

    oid: int
    data: bytes


class _ColumnDumper(Dumper):
    """Hands a packed column over as it is."""

    format = Format.BINARY

    def get_key(self, obj: Column, format: PyFormat) -> DumperKey:  # noqa: A002, ARG002  # The driver's own.
        return (self.cls, (obj.oid,))  # pyright: ignore[reportReturnType]

    def upgrade(self, obj: Column, format: PyFormat) -> "_ColumnDumper":  # noqa: A002, ARG002
        dumper = type(self)(self.cls)
        dumper.oid = obj.oid
        return dumper

    def dump(self, obj: Column) -> bytes:
        return obj.data


psycopg.adapters.register_dumper(Column, _ColumnDumper)


def _column(array_oid: int, element_oid: int, elements: Sequence[bytes]) -> Column:
    # The second number allows nulls; it does not say that there are any.
    return Column(array_oid, _HEADER.pack(1, 1, element_oid, len(elements), 1) + b"".join(elements))


def uuids(values: Iterable[UUID | None]) -> Column:
    """Pack `uuid[]`."""
    return _column(
        2951, 2950, [_UUID_LENGTH + value.bytes if value is not None else _NULL for value in values]
    )


def texts(values: Iterable[str | None]) -> Column:
    """Pack `text[]`."""
    return _column(1009, 25, [_text(value) if value is not None else _NULL for value in values])


def words(values: Iterable[str | None]) -> Column:
    """Pack `text[]` of few different short words, such as statuses; each is encoded once."""
    return _column(1009, 25, [_word(value) if value is not None else _NULL for value in values])


def blobs(values: Iterable[bytes | None]) -> Column:
    """Pack `bytea[]`."""
    return _column(
        1001, 17, [_LENGTH(len(value)) + value if value is not None else _NULL for value in values]
    )


def instants(values: Iterable[datetime | None]) -> Column:
    """Pack `timestamptz[]` of aware datetimes."""
    return _column(
        1185,
        1184,
        [
            _SIZED_BIGINT(8, (value - _EPOCH) // _MICROSECOND) if value is not None else _NULL
            for value in values
        ],
    )


def dates(values: Iterable[date | None]) -> Column:
    """Pack `date[]`."""
    return _column(
        1182,
        1082,
        [_SIZED_INT(4, (value - _EPOCH_DAY).days) if value is not None else _NULL for value in values],
    )


def ints(values: Iterable[int]) -> Column:
    """Pack `int[]`."""
    return _column(1007, 23, [_SIZED_INT(4, value) for value in values])


def bigints(values: Iterable[int]) -> Column:
    """Pack `bigint[]`."""
    return _column(1016, 20, [_SIZED_BIGINT(8, value) for value in values])


def bools(values: Iterable[bool]) -> Column:
    """Pack `bool[]`."""
    return _column(1000, 16, [_TRUE if value else _FALSE for value in values])


def pack(kinds: Sequence[Callable[[Iterable[Any]], Column]], rows: Sequence[Sequence[Any]]) -> list[Column]:
    """Turn rows into packed columns of those kinds."""
    return [kind(column) for kind, column in zip(kinds, zip(*rows, strict=True), strict=True)]


def _text(value: str) -> bytes:
    data = value.encode()
    return _LENGTH(len(data)) + data


_word = lru_cache(maxsize=1024)(_text)
