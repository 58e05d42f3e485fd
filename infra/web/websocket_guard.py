"""Stands before the websocket of the pages and lets in only what a page of ours, in a browser of ours, can send.

The framework behind it accepts any origin that is missing, and gives a client's state to whoever names its token. So
the guard refuses a missing or foreign Origin and a token that is not a random UUID, and replaces the token by one
that is bound to the browser's own cookie: a token alone opens nothing, and two accounts in one tab share nothing.

Boundary: it knows the handshake. Whom a cookie stands for is told by `bind`.
"""

import logging
import re
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode
from uuid import UUID, uuid5

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_log = logging.getLogger(__name__)
_REFUSED = 1008
_TRY_AGAIN_LATER = 1013

# The framework's own generator lets the variant's digit run up to f, where RFC 9562 ends at b.
_UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89a-f][0-9a-f]{3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Bound:
    """What a handshake is bound to."""

    identity: str
    """Nobody else's, such as a session's id."""
    cookie: str
    """The `Cookie` header that the application is to see."""
    set_cookie: str | None = None
    """A cookie that the browser still lacks."""


Bind = Callable[[str], Awaitable[Bound]]
"""Takes the `Cookie` header of a handshake."""


class WebsocketGuard:
    """ASGI middleware for every websocket, and for plain requests to the websocket's path, which it refuses."""

    def __init__(self, app: ASGIApp, *, path: str, origins: Collection[str], bind: Bind) -> None:
        """Guard the websocket at `path`; `origins` are those of our own pages, such as `https://healthmed.example`."""
        self._app = app
        self._path = path
        self._origins = frozenset(origins)
        self._bind = bind

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Guard one connection."""
        if scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        elif scope["type"] == "http" and _is_under(scope["path"], self._path):
            await send({"type": "http.response.start", "status": 404, "headers": []})
            await send({"type": "http.response.body", "body": b""})
        else:
            await self._app(scope, receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        token = client_token(scope["query_string"])
        origins = headers(scope, b"origin")
        known = len(origins) == 1 and origins[0] in self._origins
        if token is None or not known or not _is_under(scope["path"], self._path):
            _log.info("websocket refused")
            await _close(receive, send, _REFUSED)
            return
        try:
            bound = await self._bind("; ".join(headers(scope, b"cookie")))
        except Exception:  # noqa: BLE001 - whatever it is, the browser shall come back
            _log.exception("a websocket could not be bound to its session")
            await _close(receive, send, _TRY_AGAIN_LATER)
            return
        await self._app(_rewritten(scope, token, bound), receive, _with_cookie(send, bound.set_cookie))


def client_token(query_string: bytes) -> UUID | None:
    """Return the client's token if the query has exactly one, and it is a UUID4 in its usual spelling."""
    tokens = [value for name, value in parse_qsl(query_string.decode("latin-1")) if name == "token"]
    return UUID(tokens[0]) if len(tokens) == 1 and _UUID4.fullmatch(tokens[0]) else None


def headers(scope: Scope, name: bytes) -> list[str]:
    """Return the values of a header, in their order."""
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]


def _is_under(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder + "/")


def _rewritten(scope: Scope, token: UUID, bound: Bound) -> Scope:
    query = [
        (name, str(uuid5(token, bound.identity)) if name == "token" else value)
        for name, value in parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    ]
    others = [(key, value) for key, value in scope["headers"] if key != b"cookie"]
    return {
        **scope,
        "query_string": urlencode(query).encode(),
        "headers": [*others, (b"cookie", bound.cookie.encode("latin-1"))],
    }


def _with_cookie(send: Send, set_cookie: str | None) -> Send:
    if set_cookie is None:
        return send
    header = (b"set-cookie", set_cookie.encode("latin-1"))

    async def send_with_cookie(message: Message) -> None:
        if message["type"] == "websocket.accept":
            message = {**message, "headers": [*message.get("headers", ()), header]}
        await send(message)

    return send_with_cookie


async def _close(receive: Receive, send: Send, code: int) -> None:
    await receive()
    await send({"type": "websocket.close", "code": code})
