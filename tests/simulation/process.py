"""A simulated process: what it opened, whether it lives, and how to kill it so that none of its code runs on.

`kill -9` runs no `finally`. So killing here means: the process's sockets are shut, and each of its tasks stays for ever at
the point where it is. A process that *hangs* keeps its sockets, is drawn no more, and may wake up later. Its tasks
belong to it by a context variable; every statement, Redis command and sleep of theirs asks here first.
"""

import asyncio
import os
import socket
import sys
from collections.abc import Awaitable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar, copy_context
from typing import Any, TypeVar
from weakref import WeakSet

import psycopg
import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from healthmed_app.booking import sequencer
from infra.db.pool import Database, Timeouts
from infra.streams import lines
from tests.simulation.schedule import Schedule

Result = TypeVar("Result")

CURRENT: ContextVar["Process | None"] = ContextVar("CURRENT", default=None)

PATIENT = Timeouts(
    statement_seconds=60, lock_seconds=60, idle_in_transaction_seconds=60, transaction_seconds=120
)
"""Stopping is the schedule's business here: what the server's own timeouts do is tested by `test_hanging`."""


class Process:
    """One web or worker process of a run, or the crowd of people outside (who never die)."""

    def __init__(self, name: str, schedule: Schedule, *, faults: float = 0.0) -> None:
        """`faults` is the chance that a reply is lost after its statement or command was carried out."""
        self.name = name
        self.schedule = schedule
        self.faults = faults
        self.alive = True
        self.hung = False
        self.buried = False
        self.in_flight = 0
        self.died = asyncio.Event()
        self.db: Database
        self.redis: SimulatedRedis
        self._connections: WeakSet[psycopg.AsyncConnection[Any]] = WeakSet()
        self._tasks: list[asyncio.Task[Any]] = []
        schedule.processes.append(self)

    async def open(self, database_url: str, redis_url: str) -> None:
        """Open the process's connections, as `bootstrap` does."""
        self.redis = SimulatedRedis.from_url(redis_url)  # pyright: ignore[reportAttributeAccessIssue]

        async def pools() -> Database:
            return await Database.open(
                database_url, pool_size=6, timeouts=PATIENT, application_name=self.name, acquire_seconds=60
            )

        self.db = await self.start(pools())

    def start(self, work: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
        """Run `work` as a task of this process."""
        context = copy_context()
        context.run(CURRENT.set, self)
        task = asyncio.get_running_loop().create_task(work, context=context)
        self._tasks.append(task)
        return task

    async def call(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Ask the process to do `work`, from outside; raise `ConnectionResetError` when it dies with it."""
        task = self.start(work)
        death = asyncio.ensure_future(self.died.wait())
        await asyncio.wait({task, death}, return_when=asyncio.FIRST_COMPLETED)
        death.cancel()
        if not task.done():
            raise ConnectionResetError(f"{self.name} died")
        return task.result()

    async def step(self, point: str) -> None:
        """A named point of production code: wait for the schedule."""
        await self.alive_or_never()
        if not self.schedule.free:
            await self.schedule.park(self, point)
            await self.alive_or_never()

    async def alive_or_never(self) -> None:
        """Go on if the process lives; else never."""
        if self.buried:
            raise asyncio.CancelledError
        if not self.alive:
            await asyncio.get_running_loop().create_future()

    def loses_reply(self) -> bool:
        """Draw whether the reply that just came is lost on its way."""
        return self.faults > 0 and self.schedule.rng.random() < self.faults

    def note_connection(self, connection: psycopg.AsyncConnection[Any]) -> None:
        """Remember a socket to shut when the process is killed."""
        self._connections.add(connection)

    async def kill(self) -> None:
        """Stop here and now: nothing of this process runs again, and the server sees its sockets close."""
        self.schedule.note(f"{self.name} is killed")
        self.alive = False
        self.died.set()
        for connection in self._connections:
            shut(connection)
        deadline = asyncio.get_running_loop().time() + 5
        while await self.schedule.observer.sessions(self.name, not_waiting=True):
            assert asyncio.get_running_loop().time() < deadline, (
                "the server did not notice that a client died"
            )
            await _real_sleep(0.001)

    async def bury(self) -> None:
        """Take the process apart after the run."""
        self.alive, self.buried = False, True
        for connection in list(self._connections):
            shut(connection)
        for _ in range(20):
            waiting = [task for task in self._tasks if not task.done()]
            if not waiting:
                break
            for task in waiting:
                task.cancel()
            await asyncio.wait(waiting, timeout=1)
        with suppress(Exception):
            await self.db.close()
        await self.redis.aclose()


def shut(connection: psycopg.AsyncConnection[Any]) -> None:
    """Close a connection's socket without a word to the server."""
    with suppress(OSError, psycopg.Error, ValueError):
        descriptor = os.dup(connection.fileno())
        with socket.socket(fileno=descriptor) as copy:
            copy.shutdown(socket.SHUT_RDWR)


class SimulatedRedis(Redis):
    """A client whose process may die, whose replies may be lost, and whose blocking reads are steps of the schedule."""

    async def execute_command(self, *words: Any, **options: Any) -> Any:
        process = CURRENT.get()
        if process is None:
            return await super().execute_command(*words, **options)
        await process.alive_or_never()
        if words[0] == "XREADGROUP":
            words = _without_block(words)
            await process.step("redis.idle")
        elif words[0] in {"XPENDING", "XCLAIM"}:
            words = _without_idle(words)
        process.in_flight += 1
        try:
            result = await super().execute_command(*words, **options)
        except BaseException:
            await process.alive_or_never()
            raise
        finally:
            process.in_flight -= 1
        await process.alive_or_never()
        if process.loses_reply():
            process.schedule.note(f"{process.name} loses the reply of {words[0]}")
            raise RedisConnectionError("the reply was lost")
        return _of_the_silent(process, result) if words[0] == "XPENDING" else result


def _without_block(words: tuple[Any, ...]) -> tuple[Any, ...]:
    if "BLOCK" not in words and b"BLOCK" not in words:
        return words
    at = next(i for i, word in enumerate(words) if word in {"BLOCK", b"BLOCK"})
    return (*words[:at], *words[at + 2 :])


def _without_idle(words: tuple[Any, ...]) -> tuple[Any, ...]:
    """Idle time is the wall's; here a consumer is silent when its process is (`_of_the_silent`)."""
    if words[0] == "XCLAIM":
        return (*words[:4], 0, *words[5:])
    return tuple(0 if i and words[i - 1] in {"IDLE", b"IDLE"} else word for i, word in enumerate(words))


def _of_the_silent(process: Process, pending: Any) -> Any:
    """Keep the pending entries of consumers that are dead or hang; now and then a slow one is taken for silent too."""
    speaking = {one.name.encode() for one in process.schedule.processes if one.alive and not one.hung}
    return [one for one in pending if one["consumer"] not in speaking or process.schedule.rng.random() < 0.05]


_real_sleep = asyncio.sleep


@contextmanager
def instrumented() -> Iterator[None]:
    """Make statements, connections and sleeps of simulated processes ask their process first."""
    wait, connect = psycopg.AsyncConnection.wait, psycopg.AsyncConnection.connect.__func__  # type: ignore[attr-defined]

    async def simulated_wait(connection: psycopg.AsyncConnection[Any], *args: Any, **options: Any) -> Any:
        process = CURRENT.get()
        if process is None:
            return await wait(connection, *args, **options)
        await process.alive_or_never()
        process.note_connection(connection)
        result = await _counted(process, wait(connection, *args, **options))
        if process.loses_reply():
            process.schedule.note(f"{process.name} loses the reply of a statement")
            shut(connection)
            connection.pgconn.finish()
            raise psycopg.OperationalError("the reply was lost")
        return result

    async def simulated_connect(cls: type[Any], *args: Any, **options: Any) -> Any:
        process = CURRENT.get()
        if process is None:
            return await connect(cls, *args, **options)
        await process.alive_or_never()
        connection = await _counted(process, connect(cls, *args, **options))
        process.note_connection(connection)
        return connection

    async def simulated_sleep(delay: float, result: Any = None) -> Any:
        process = CURRENT.get()
        if process is None or delay <= 0 or _called_by_a_driver():
            return await _real_sleep(delay, result)
        await process.step("sleep")
        return result

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(psycopg.AsyncConnection, "wait", simulated_wait)
        patch.setattr(psycopg.AsyncConnection, "connect", classmethod(simulated_connect))
        patch.setattr(asyncio, "sleep", simulated_sleep)
        # How long a server may be silent is the wall's time, and a blocking read here a step of the schedule.
        patch.setattr(lines, "SILENCE_SECONDS", 3_600)
        patch.setattr(sequencer, "KEEP_EVERY_SECONDS", 3_600)
        yield


def _called_by_a_driver() -> bool:
    """Whether it is a driver that sleeps: its pools keep real time."""
    return sys._getframe(2).f_globals.get("__name__", "").split(".")[0] in {"psycopg", "psycopg_pool"}


async def _counted(process: Process, work: Awaitable[Result]) -> Result:
    process.in_flight += 1
    try:
        result = await work
    except BaseException:
        await process.alive_or_never()
        raise
    finally:
        process.in_flight -= 1
    await process.alive_or_never()
    return result
