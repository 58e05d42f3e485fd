"""What a page's connection is bound to: the signed-in session if it is alive, else the browser's visitor cookie.

A session that was ended binds nothing any more, so whatever a tab had loaded under it is out of reach at the next
connection. Every browser gets a visitor cookie with its first connection, since the pages themselves are static.
"""

import re

from healthmed_app.accounts.cookies import SESSION_COOKIE, VISITOR_COOKIE, VISITOR_DAYS, new_secret
from healthmed_app.accounts.sessions import resolve
from infra.db.pool import Database
from infra.web.cookies import read_cookie, set_cookie
from infra.web.websocket_guard import Bound

_VISITOR = re.compile(r"[\w-]{43}")


async def bind(db: Database, cookie: str) -> Bound:
    """Bind a handshake by its `Cookie` header."""
    visitor, minted = visitor_secret(cookie)
    seen = f"{cookie}; {VISITOR_COOKIE}={visitor}".lstrip("; ") if minted else cookie
    secret = read_cookie(cookie, SESSION_COOKIE)
    actor = None
    if secret:
        async with db.read() as conn:
            actor = await resolve(conn, secret)
    identity = f"session {actor.session_id}" if actor else f"visitor {visitor}"
    return Bound(identity, seen, visitor_cookie(visitor) if minted else None)


def visitor_secret(cookie: str) -> tuple[str, bool]:
    """Return the visitor's secret of a `Cookie` header, or a new one; and whether it is new."""
    given = read_cookie(cookie, VISITOR_COOKIE)
    return (given, False) if _VISITOR.fullmatch(given) else (new_secret(), True)


def visitor_cookie(secret: str) -> str:
    """Return the `Set-Cookie` value that keeps a visitor's secret."""
    return set_cookie(VISITOR_COOKIE, secret, seconds=VISITOR_DAYS * 24 * 3600)
