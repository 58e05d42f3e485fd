"""A process says every few seconds that it lives: one row, which goes when it ends.

A row rather than a key with expiry, so that one which died is told apart from one that never was, also when Redis is away.
"""

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta

import psycopg
from psycopg_pool import PoolTimeout

from healthmed_app.core import clock
from healthmed_app.core.ids import new_id
from healthmed_app.operations import beat_queries as queries
from healthmed_app.operations.views import Beat, ProcessKind
from infra.db.pool import Database

EVERY_SECONDS = 5.0
LIVE = timedelta(seconds=20)
"""One that was silent for longer counts as dead: it missed three times."""
FORGOTTEN = timedelta(hours=1)
"""What died is shown for so long."""
_END_SECONDS = 2
_log = logging.getLogger(__name__)


def new_beat(kind: ProcessKind) -> Beat:
    """Return the beat of a process that starts now."""
    now = clock.now()
    return Beat(new_id(), kind, now, now)


async def run(db: Database, beat: Beat, stopping: asyncio.Event) -> None:
    """Say that this process lives until `stopping` is set; a database that is away is waited for."""
    try:
        while not stopping.is_set():
            try:
                async with db.transaction() as conn:
                    await queries.say(conn, beat)
                    await queries.forget(conn, clock.now() - FORGOTTEN)
            except (psycopg.Error, PoolTimeout, OSError) as error:
                _log.warning("nobody could be told that this process lives: %s", type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), EVERY_SECONDS)
    finally:
        with suppress(psycopg.Error, PoolTimeout, OSError, TimeoutError):
            async with asyncio.timeout(_END_SECONDS), db.transaction() as conn:
                await queries.end(conn, beat)
