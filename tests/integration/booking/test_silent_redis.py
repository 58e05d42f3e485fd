"""A Redis that vanishes without a word, so that its connections stay open and silent, hangs nobody for ever."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit, urlunsplit

import pytest
from redis.asyncio import Redis

from infra.streams import hints, lines
from infra.streams.hints import Hints
from infra.streams.lines import Lines


class Proxy:
    """Passes bytes on, until those of the connections that there are vanish; new ones work."""

    def __init__(self, target: str) -> None:
        self._target = urlsplit(target)
        self._gone = 0
        self._accepted = 0
        self.url = ""

    def vanish(self) -> None:
        self._gone = self._accepted

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Proxy"]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        host = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        user, at, _ = self._target.netloc.rpartition("@")
        self.url = urlunsplit(self._target._replace(netloc=f"{user}{at}{host}"))
        yield self
        server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._accepted += 1
        number = self._accepted
        there = await asyncio.open_connection(self._target.hostname, self._target.port)
        await asyncio.gather(self._pass(number, reader, there[1]), self._pass(number, there[0], writer))

    async def _pass(self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            if number > self._gone:
                writer.write(data)


@pytest.fixture
async def proxy(redis_url: str) -> AsyncIterator[Proxy]:
    async with Proxy(redis_url).running() as running:
        yield running


async def test_a_worker_that_waits_for_lines_notices(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "SILENCE_SECONDS", 0.3, raising=False)
    async with Redis.from_url(proxy.url) as client:
        under_test = Lines(client, "silent")
        for _ in range(2):
            assert await under_test.next_ready("me", count_max=1, wait_seconds=0.01) == []
        waiting = asyncio.create_task(under_test.next_ready("me", count_max=1, wait_seconds=0.3))
        await asyncio.sleep(0.1)
        proxy.vanish()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(waiting), 5)
        assert waiting.done()
        assert await under_test.next_ready("me", count_max=1, wait_seconds=0.01) == []
        proxy.vanish()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(under_test.abandoned("me"), 5)
        assert await under_test.abandoned("me") == []


async def test_hints_come_again(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hints, "PING_SECONDS", 0.2, raising=False)
    heard = asyncio.Event()
    async with Redis.from_url(proxy.url) as client:
        under_test = Hints(client, "silent")
        under_test.subscribe("doctor:1", lambda _: heard.set())
        await under_test.start()
        await asyncio.sleep(0.5)
        await under_test.publish(["doctor:1"])
        await asyncio.wait_for(heard.wait(), 5)
        heard.clear()
        proxy.vanish()
        await asyncio.sleep(1.5)
        for _ in range(20):
            await under_test.publish(["doctor:1"])
            await asyncio.sleep(0.1)
        await asyncio.wait_for(heard.wait(), 5)
        await under_test.stop()
