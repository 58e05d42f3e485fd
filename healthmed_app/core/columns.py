"""Column types and ranges that every feature's tables share: aware instants, sealed bytes, time ranges."""

from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Integer, LargeBinary, text
from sqlalchemy.dialects.postgresql import TSTZRANGE
from sqlmodel import Field


def instant(*, default_now: bool = False, nullable: bool = False, **options: Any) -> Any:
    """A `timestamptz`; with `default_now` the database's clock fills it."""
    default = text("clock_timestamp()") if default_now else None
    return Field(
        default=None,
        sa_column=Column(DateTime(timezone=True), server_default=default, nullable=nullable, **options),
    )


def sealed(*, nullable: bool = True) -> Any:
    """Bytes made by `core.crypto.Keyring.seal`."""
    return Field(default=None, sa_column=Column(LargeBinary, nullable=nullable))


def time_range() -> Any:
    """A half-open `tstzrange`: `[starts, ends)`."""
    return Field(default=None, sa_column=Column(TSTZRANGE, nullable=False))


def references(
    target: str, *, primary_key: bool = False, nullable: bool = False, ondelete: str | None = None
) -> Any:
    """A foreign key to `table.column`, without an index of its own: say the index a query needs in the table."""
    return Field(
        default=None,
        sa_column=Column(ForeignKey(target, ondelete=ondelete), primary_key=primary_key, nullable=nullable),
    )


def integer(default: int, *, big: bool = False) -> Any:
    """An integer column with a default in the database too."""
    kind = BigInteger if big else Integer
    return Field(default=default, sa_column=Column(kind, nullable=False, server_default=text(str(default))))
