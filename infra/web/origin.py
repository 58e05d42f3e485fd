"""Refuses requests that change something and do not come from a page of ours.

A browser names the origin of every such request. One that carries a cookie of ours, or goes to a path that sets one,
must come from our own origin. A program that carries a bearer token and no cookie may come from anywhere: no browser
adds that token by itself.
"""

from collections.abc import Collection

from starlette.types import ASGIApp, Receive, Scope, Send

from infra.web.websocket_guard import headers

_SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))
_BODY = (
    b"This request did not come from a page of this site, so it was refused. Open the page again and retry.\n"
)


class OriginCheck:
    """ASGI middleware for plain HTTP requests."""

    def __init__(
        self, app: ASGIApp, *, origins: Collection[str], paths: Collection[str], cookie_prefix: str
    ) -> None:
        """Check requests under `paths`, and all that carry a cookie whose name begins with `cookie_prefix`."""
        self._app = app
        self._origins = frozenset(origins)
        self._paths = tuple(paths)
        self._cookie_prefix = cookie_prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check one request."""
        if scope["type"] == "http" and scope["method"] not in _SAFE_METHODS and self._is_ours(scope):
            origins = headers(scope, b"origin")
            if len(origins) != 1 or origins[0] not in self._origins:
                await _refuse(send)
                return
        await self._app(scope, receive, send)

    def _is_ours(self, scope: Scope) -> bool:
        cookies = (part.strip() for header in headers(scope, b"cookie") for part in header.split(";"))
        return scope["path"].startswith(self._paths) or any(
            cookie.startswith(self._cookie_prefix) for cookie in cookies
        )


async def _refuse(send: Send) -> None:
    kind = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(_BODY)).encode())]
    await send({"type": "http.response.start", "status": 403, "headers": kind})
    await send({"type": "http.response.body", "body": _BODY})
