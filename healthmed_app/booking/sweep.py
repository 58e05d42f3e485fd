"""Sweep: what was lost on the way is put back in line, and what is over is ended (design, "The sequencer", 5).

One sweeper works at a time, whoever holds the advisory lock; the others wait for it to go. It looks at Postgres, which
forgets nothing: a request that has been undecided for a while and is absent from its stream is appended, oldest first, and
its line is readied whatever its mark says. Each round is bounded, and the next one goes on behind it. Holds and requests
whose time is over get an `Expire` request, a little late, so that one who confirmed in the last second comes first.

Steps: `sweep.restore`, `sweep.expire`.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

from healthmed_app.booking import poison
from healthmed_app.booking.commands import Expire
from healthmed_app.booking.context import Booking
from healthmed_app.booking.queries import poisoning
from healthmed_app.booking.submit import Wish
from healthmed_app.core.errors import Busy

EVERY_SECONDS = 1.0
UNDECIDED_SECONDS = 2.0
"""A request is decided sooner than this unless it was lost or the line is long."""
OFFERS_PATIENCE = 5
"""Offers stand back in a rush (ADR 13), and are missed so many times later: still long before their hold would help nobody."""
PAGE = 20_000
"""Few pages: each is a scan of all that is undecided, because an index in this order would cost every request."""
PAGES_MAX = 5
EXPIRE_EVERY_SECONDS = 5.0
EXPIRE_GRACE_SECONDS = 3.0
EXPIRE_AGAIN_SECONDS = 300.0
"""How soon the end of the same thing is asked for again, should the first request have failed."""
EXPIRE_MAX = 500
CLOCK = UUID(int=0)
"""Who asks for what time asks for."""
LOCK_KEY = 0x68656D65
_FIRST = datetime(1, 1, 1, tzinfo=UTC), UUID(int=0)
_log = logging.getLogger(__name__)


async def run(booking: Booking, stopping: asyncio.Event, swept: Callable[[], None] = lambda: None) -> None:
    """Sweep whenever this process holds the lock, until `stopping` is set; `swept` is told of the end of each round."""
    while not stopping.is_set():
        try:
            async with booking.db.session() as conn:
                # The session keeps the lock; it goes with the connection, however that ends.
                if await poisoning.try_lock(conn, LOCK_KEY):
                    await conn.execute("SET idle_session_timeout = 0")
                    await _sweep_while_locked(booking, stopping, swept)
                    await conn.execute("SELECT pg_advisory_unlock_all()")
        except Exception as error:
            if not poison.is_transient(error):
                raise
            _log.warning("the sweeper waits for its servers: %s", error)
        await _pause(stopping, EVERY_SECONDS)


async def _sweep_while_locked(booking: Booking, stopping: asyncio.Event, swept: Callable[[], None]) -> None:
    expired_at = 0.0
    while not stopping.is_set():
        restored = await restore(booking)
        if restored:
            _log.warning("%d requests were missing from their lines", restored)
        now = asyncio.get_running_loop().time()
        if now - expired_at >= EXPIRE_EVERY_SECONDS:
            # A full round means that more is due: the next one comes at once.
            expired_at = now if await expire(booking) < EXPIRE_MAX else 0.0
        swept()
        await _pause(stopping, EVERY_SECONDS)


async def restore(booking: Booking, *, older_seconds: float = UNDECIDED_SECONDS) -> int:
    """Append the undecided requests that their lines lack, ready the lines, and return how many were missing."""
    lines: dict[UUID, list[UUID]] = {}
    after = _FIRST
    for _ in range(PAGES_MAX):
        async with booking.db.read() as conn:
            page = await poisoning.undecided_since(
                conn, older_seconds, older_seconds * OFFERS_PATIENCE, after, PAGE
            )
        for one in page:
            lines.setdefault(one.doctor_id, []).append(one.id)
        if len(page) < PAGE:
            break
        after = page[-1].received_at, page[-1].id
    await booking.step("sweep.restore")
    # Each call looks through the whole line, so a long one is looked through once, not once a page.
    return sum([await booking.lines.restore(line, requests) for line, requests in lines.items()])


async def expire(booking: Booking, *, grace_seconds: float = EXPIRE_GRACE_SECONDS) -> int:
    """Ask for the end of what is over; asked twice, it is the same request for a while. Return how many."""
    async with booking.db.read() as conn:
        due = await poisoning.due(
            conn,
            CLOCK,
            grace_seconds=grace_seconds,
            again_seconds=EXPIRE_AGAIN_SECONDS,
            limit=EXPIRE_MAX,
        )
    await booking.step("sweep.expire")
    wishes = [
        Wish(CLOCK, one.key, Expire(appointment_id=one.appointment_id), one.doctor_id, awaited=False)
        for one in due
    ]
    results = await asyncio.gather(*(booking.submits(wish) for wish in wishes), return_exceptions=True)
    for result in results:
        # What finds no room is asked for in the next round.
        if isinstance(result, BaseException) and not isinstance(result, Busy):
            raise result
    return len(due)


async def _pause(stopping: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stopping.wait(), seconds)
