"""The connection pools of one process, and the two ways to use a connection.

`Database.transaction()` is the only place where work is committed: one request or one job is one transaction, and
nothing commits inside it. `Database.read()` cannot write. Knows nothing of the tables.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Self

from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool

Connection = AsyncConnection[TupleRow]
_Pool = AsyncConnectionPool[Connection]


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long the server lets us hold things, in seconds; None means without end (bulk loads, migrations)."""

    statement_seconds: float | None = 5
    lock_seconds: float | None = 2
    idle_in_transaction_seconds: float | None = 5
    transaction_seconds: float | None = 10

    def options(self) -> str:
        """The same as `-c` options of a connection string."""
        values = {
            "statement_timeout": self.statement_seconds,
            "lock_timeout": self.lock_seconds,
            "idle_in_transaction_session_timeout": self.idle_in_transaction_seconds,
            "transaction_timeout": self.transaction_seconds,
        }
        return " ".join(f"-c {name}={int((seconds or 0) * 1000)}" for name, seconds in values.items())


UNLIMITED = Timeouts(None, None, None, None)

INDEX_PLANS = " ".join(
    (
        *(f"-c enable_{way}=off" for way in ("seqscan", "hashjoin", "mergejoin", "material", "memoize")),
        "-c plan_cache_mode=force_generic_plan",
    )
)
"""Planner options for statements that touch few rows by their keys, of tables that grow fast. A plan that is kept from when
such a table was small would read all of it; these plans walk indexes, and are made once for each connection."""


class Database:
    """Two pools on one Postgres: one that writes, and one whose sessions are read only."""

    def __init__(self, writers: _Pool, readers: _Pool) -> None:
        """Use `open`; this only keeps what it made."""
        self._writers = writers
        self._readers = readers

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        pool_size: int = 10,
        timeouts: Timeouts | None = None,
        application_name: str = "healthmed",
        acquire_seconds: float = 5,
        planner_options: str = "",
    ) -> Self:
        """Open both pools, each of at most `pool_size` connections that are made when they are first wanted.

        `acquire_seconds` bounds the wait for a free connection, after which `psycopg_pool.PoolTimeout` is raised.
        """
        options = f"-c timezone=UTC {(timeouts or Timeouts()).options()} {planner_options}"
        read_only = f"{options} -c default_transaction_read_only=on"
        writers = _pool(url, pool_size, acquire_seconds, options, application_name)
        readers = _pool(url, pool_size, acquire_seconds, read_only, application_name)
        await writers.open()
        await readers.open()
        return cls(writers, readers)

    async def close(self) -> None:
        """Close both pools; connections in use are closed when they come back."""
        await self._writers.close()
        await self._readers.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """One READ COMMITTED transaction: committed at the end of the block, rolled back on an error."""
        async with self._writers.connection() as connection, connection.transaction():
            yield connection

    @asynccontextmanager
    async def pipelined(self) -> AsyncIterator[Connection]:
        """A transaction whose statements are sent without waiting for each other; fetching a result waits for it.

        An error may be raised by a later statement than the one that failed, at the latest before the block's end.
        """
        async with self._writers.connection() as connection, connection.pipeline(), connection.transaction():
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Connection]:
        """A read-only connection in autocommit: each statement sees the newest committed rows."""
        async with self._readers.connection() as connection:
            yield connection

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Connection]:
        """A writing connection in autocommit, for what cannot run inside a transaction: session locks, VACUUM, LISTEN."""
        async with self._writers.connection() as connection:
            yield connection


def _pool(url: str, size: int, acquire_seconds: float, options: str, application_name: str) -> _Pool:
    return AsyncConnectionPool[Connection](
        url,
        min_size=0,
        max_size=size,
        timeout=acquire_seconds,
        open=False,
        kwargs={
            "autocommit": True,
            "application_name": application_name,
            "connect_timeout": 5,
            "options": options,
            # A peer that vanished is noticed within half a minute.
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 3,
        },
    )
