"""Signed-in devices: who a cookie stands for, and how long.

A session ends when it has not been used for a while, at its last day, when its owner or an administrator ends it, or
when the owner is suspended. All of it is read from Postgres at each event, so it holds at once.
"""

from datetime import datetime, timedelta
from typing import cast

from healthmed_app.accounts import session_queries as queries
from healthmed_app.accounts.cookies import secret_hash
from healthmed_app.accounts.session_queries import Kind, SessionOwner
from healthmed_app.core import clock
from healthmed_app.core.access import Actor, Role
from infra.db.pool import Connection, Database

IDLE = {"patient": timedelta(days=7), "doctor": timedelta(hours=12), "admin": timedelta(hours=1)}
LIFETIME = {"patient": timedelta(days=30), "doctor": timedelta(days=7), "admin": timedelta(hours=12)}
TOUCH_AFTER = timedelta(minutes=5)
"""A session's last use is written down at most this often."""


async def resolve(conn: Connection, secret: str) -> Actor | None:
    """Return whom the secret of a browser's session stands for, or None: one indexed read."""
    found = await _live(conn, secret, clock.now(), "browser")
    return _actor(found) if found else None


async def authenticate(
    db: Database, secret: str, *, uses: bool = True, kind: Kind = "browser"
) -> Actor | None:
    """Return whom the session's secret stands for, and now and then write down that it was used.

    A secret of another kind stands for nobody: a token is no cookie, and a cookie no token. With `uses=False` no use is
    written down: the server itself caused what happens, and its reader may be long gone.
    """
    now = clock.now()
    async with db.read() as conn:
        found = await _live(conn, secret, now, kind)
    if found is None:
        return None
    if uses and now - found.seen_at > TOUCH_AFTER:
        async with db.transaction() as conn:
            await queries.touch_session(conn, found.session_id, now)
    return _actor(found)


async def _live(conn: Connection, secret: str, now: datetime, kind: Kind) -> SessionOwner | None:
    found = await queries.session_owner(conn, secret_hash(secret), kind)
    if found is None or now >= found.expires_at or now - found.seen_at >= IDLE[found.role]:
        return None
    return found


def _actor(found: SessionOwner) -> Actor:
    return Actor(
        user_id=found.user_id,
        role=cast("Role", found.role),
        session_id=found.session_id,
        name=found.full_name,
        language=found.language,
        zone=found.time_zone,
        email_confirmed=found.email_confirmed,
        two_factor=found.two_factor,
    )
