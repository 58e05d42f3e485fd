"""How the parts of the platform are: each is asked, all at once, and none may keep the answer waiting.

Postgres must answer for an administrator to be known at all; every other part may be away, and the rest is still told.
"""

import asyncio
import importlib.resources
from collections.abc import Awaitable, Callable
from functools import cache
from time import perf_counter

from alembic.script import ScriptDirectory
from redis.asyncio import Redis

from healthmed_app.core import clock
from healthmed_app.core.access import Actor, require
from healthmed_app.operations import beat_queries as queries
from healthmed_app.operations.beats import LIVE
from healthmed_app.operations.views import Health, Part, PartName, Processes
from infra.db.pool import Database
from infra.mail.mailer import Mailer
from infra.storage.objects import Objects

ASKED_SECONDS = 2.0
"""Within which a part answers, or counts as away."""


async def health(db: Database, redis: Redis, objects: Objects, mailer: Mailer, actor: Actor) -> Health:
    """Ask every part how it is; raise `Forbidden` for all but administrators."""
    require(actor, "admin")

    async def postgres() -> None:
        async with db.read() as conn:
            await conn.execute("SELECT 1")

    async def valkey() -> None:
        await redis.ping()  # pyright: ignore[reportGeneralTypeIssues]

    parts = await asyncio.gather(
        _asked("postgres", postgres),
        _asked("valkey", valkey),
        _asked("s3", objects.answers),
        _asked("smtp", mailer.answers),
    )
    try:
        async with asyncio.timeout(ASKED_SECONDS):
            processes, schema = await _told(db)
            expected = await asyncio.to_thread(newest_migration)
    except Exception:  # noqa: BLE001 - what Postgres could tell is unknown, and that it is away is told above
        return Health(parts, None, "", "")
    return Health(parts, processes, schema, expected)


async def _told(db: Database) -> tuple[Processes, str]:
    now = clock.now()
    async with db.read() as conn:
        beats, schema = await queries.listed(conn), await queries.schema(conn)
    live = [one for one in beats if now - one.seen_at < LIVE]
    silent = [one for one in beats if now - one.seen_at >= LIVE]
    swept_at = max((one.swept_at for one in beats if one.swept_at), default=None)
    return Processes(live, silent, swept_at, now), schema


async def _asked(name: PartName, ask: Callable[[], Awaitable[None]]) -> Part:
    begun, error = perf_counter(), ""
    try:
        async with asyncio.timeout(ASKED_SECONDS):
            await ask()
    except Exception as caught:  # noqa: BLE001 - whatever it is, this part cannot be reached
        error = type(caught).__name__
    return Part(name, (perf_counter() - begun) * 1_000, error)


@cache
def newest_migration() -> str:
    """Return the migration that this program needs; read once from its files."""
    scripts = str(importlib.resources.files("healthmed_app") / "migrations")
    return ScriptDirectory(scripts).get_current_head() or ""
