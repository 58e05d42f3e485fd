"""A client of the pages' websocket that can lie: any origin, any token, any cookie, any event.

It speaks just enough of Engine.IO and Socket.IO (revision 4 and 5) for one namespace.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from wsproto import ConnectionType, WSConnection
from wsproto.events import (
    AcceptConnection,
    CloseConnection,
    Event,
    Ping,
    RejectConnection,
    Request,
    TextMessage,
)

BOUND_SECONDS = 20


class Refused(Exception):
    """The handshake was answered with an HTTP status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class PageClient:
    """One open websocket."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._wire = WSConnection(ConnectionType.CLIENT)
        self._text = ""
        self.response_headers: dict[str, str] = {}
        self.state: dict[str, Any] = {}
        """What a page would know by now: variables by State."""
        self.redirects: list[str] = []

    async def handshake(self, host: str, target: str, headers: list[tuple[bytes, bytes]]) -> None:
        self._write(Request(host=host, target=target, extra_headers=headers))
        answer = await self._event()
        if isinstance(answer, RejectConnection):
            raise Refused(answer.status_code)
        assert isinstance(answer, AcceptConnection), answer
        self.response_headers = {name.decode(): value.decode() for name, value in answer.extra_headers}
        assert (await self.message()).startswith("0")
        self._write(TextMessage("40/_event,"))
        assert (await self.message()).startswith("40/_event,")

    async def send(self, name: str, path: str = "/en", **payload: Any) -> None:
        """Send an event as if from the page at `path` (with its query)."""
        pathname, _, query = path.partition("?")
        router = {
            "pathname": pathname,
            "query": dict(pair.split("=", 1) for pair in query.split("&") if pair),
            "asPath": path,
        }
        event = {"name": name, "router_data": router, "payload": payload}
        self._write(TextMessage("42/_event," + json.dumps(["event", event])))

    async def until(self, told: Any) -> None:
        """Read what the server says until `told()` is true."""
        async with asyncio.timeout(BOUND_SECONDS):
            while not told():
                self._take(await self.message())

    def var(self, name: str) -> Any:
        """Return a variable by the end of its name, such as `account_state.email`."""
        state, _, variable = name.partition(".")
        for full, values in self.state.items():
            if full.endswith("____" + state):
                return values.get(variable, values.get(f"{variable}_rx_state_"))
        return None

    async def message(self) -> str:
        while True:
            event = await self._event()
            if isinstance(event, TextMessage):
                self._text += event.data
                if event.message_finished:
                    text, self._text = self._text, ""
                    if text != "2":
                        return text
                    self._write(TextMessage("3"))
            elif isinstance(event, Ping):
                self._write(event.response())
            elif isinstance(event, CloseConnection):
                raise ConnectionResetError

    def _take(self, text: str) -> None:
        head, _, body = text.partition(",")
        if head != "42/_event":
            return
        kind, update = json.loads(body)
        if kind != "event":
            return
        update = json.loads(update) if isinstance(update, str) else update
        for state, values in (update.get("delta") or {}).items():
            self.state.setdefault(state, {}).update(values)
        for event in update.get("events") or []:
            if event["name"] == "_redirect":
                self.redirects.append(event["payload"]["path"])

    async def _event(self) -> Event:
        while True:
            for event in self._wire.events():
                return event
            data = await asyncio.wait_for(self._reader.read(65536), BOUND_SECONDS)
            self._wire.receive_data(data or None)

    def _write(self, event: Event) -> None:
        self._writer.write(self._wire.send(event))


@asynccontextmanager
async def page_client(
    port: int,
    *,
    origin: str | None,
    token: str | None = None,
    cookie: str = "",
    path: str = "/_event/",
    tokens: int = 1,
    forwarded: str = "",
) -> AsyncIterator[PageClient]:
    """Open a websocket; raise `Refused` when the server does not. `forwarded` is what proxies say of whom they called for."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    query = [("EIO", "4"), ("transport", "websocket"), *[("token", token or str(uuid4()))] * tokens]
    headers = [(b"cookie", cookie.encode())] if cookie else []
    if forwarded:
        headers.append((b"x-forwarded-for", forwarded.encode()))
    if origin is not None:
        headers.append((b"origin", origin.encode()))
    try:
        client = PageClient(reader, writer)
        await client.handshake(f"localhost:{port}", f"{path}?{urlencode(query)}", headers)
        yield client
    finally:
        writer.close()
