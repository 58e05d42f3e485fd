"""Closes paths that the framework opens and that we do not use."""

from collections.abc import Collection

from starlette.types import ASGIApp, Receive, Scope, Send


class ClosedPaths:
    """ASGI middleware that answers 404 under some paths."""

    def __init__(self, app: ASGIApp, *, paths: Collection[str]) -> None:
        """Close each of `paths` and all below it."""
        self._app = app
        self._paths = tuple(paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one connection on, or not."""
        if scope["type"] == "http" and scope["path"].startswith(self._paths):
            await send({"type": "http.response.start", "status": 404, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        await self._app(scope, receive, send)
