"""Hints: small notices that something changed, from one process to the pages and waiters of all the others.

A hint is a topic and nothing more, such as `doctor:{id}`; whoever hears it reads the truth again. It may be lost, so
nobody may depend on one: a waiter also polls. Each process has one subscription, whatever the number of its listeners,
and a publisher sends the hints of a whole batch in one message.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterable
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError

Callback = Callable[[str], None]
Listener = Callable[[list[str]], None]

RETRY_SECONDS = 0.5
PUBLISH_SECONDS = 0.5
SUBSCRIBE_SECONDS = 5.0
PING_SECONDS = 5.0
"""After a silence of so long the server is asked whether it is there; after another one it is not."""
_log = logging.getLogger(__name__)


class Hints:
    """The hints of one channel. `start` listens until `stop`; publishing needs neither."""

    def __init__(self, redis: Redis, channel: str = "hints") -> None:
        """Use `redis`, which must answer in bytes."""
        self._redis = redis
        self._channel = channel
        self._callbacks: dict[str, dict[object, Callback]] = {}
        self._listeners: dict[str, Listener] = {}
        self._listener: asyncio.Task[None] | None = None
        self._connected = asyncio.Event()

    async def publish(self, topics: Iterable[str]) -> None:
        """Tell every process that `topics` changed. Never raises for a lost connection: a hint may be lost."""
        message = "\n".join(topics)
        if not message:
            return
        try:
            async with asyncio.timeout(PUBLISH_SECONDS):
                await self._redis.publish(self._channel, message)
        except (RedisError, OSError, TimeoutError):
            _log.warning("hints were lost", exc_info=True)

    def subscribe(self, topic: str, callback: Callback) -> Callable[[], None]:
        """Call `callback(topic)` on this loop for each hint of `topic`, until the returned function is called."""
        ticket = object()
        self._callbacks.setdefault(topic, {})[ticket] = callback

        def unsubscribe() -> None:
            callbacks = self._callbacks.get(topic)
            if callbacks is not None and callbacks.pop(ticket, None) is not None and not callbacks:
                del self._callbacks[topic]

        return unsubscribe

    def listen(self, kind: str, listener: Listener) -> None:
        """Call `listener` with what follows the colon in all topics `{kind}:…` of each message, for as long as this lives."""
        self._listeners[kind] = listener

    async def start(self) -> None:
        """Begin to listen, and return once the subscription stands, or after a second without it."""
        self._listener = asyncio.create_task(self._listen())
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._connected.wait(), 1)

    async def stop(self) -> None:
        """Stop listening."""
        if self._listener is not None:
            self._listener.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._listener
            self._listener = None

    async def _listen(self) -> None:
        while True:
            try:
                async with self._redis.pubsub(ignore_subscribe_messages=False) as subscription:
                    async with asyncio.timeout(SUBSCRIBE_SECONDS):
                        await subscription.subscribe(self._channel)
                    await self._hear(subscription)
            except (RedisError, OSError):
                _log.warning("the subscription to hints was lost; it is made again", exc_info=True)
                await asyncio.sleep(RETRY_SECONDS)

    async def _hear(self, subscription: PubSub) -> None:
        """Spread what comes; raise `redis.ConnectionError` when the server answers nothing any more."""
        asked = False
        while True:
            message = await subscription.get_message(timeout=PING_SECONDS)
            if message is None:
                if asked:
                    raise RedisConnectionError("the server is silent")
                asked = True
                await subscription.ping()
                continue
            asked = False
            self._connected.set()
            data: object = message["data"]
            if message["type"] == "message" and isinstance(data, bytes):
                self._spread(data.decode())

    def _spread(self, message: str) -> None:
        heard: dict[str, list[str]] = {kind: [] for kind in self._listeners}
        for topic in message.split("\n"):
            kind, _, name = topic.partition(":")
            if kind in heard:
                heard[kind].append(name)
            for callback in list(self._callbacks.get(topic, {}).values()):
                self._call(callback, topic)
        for kind, names in heard.items():
            if names:
                self._call(self._listeners[kind], names)

    def _call(self, callback: Callable[[Any], None], heard: str | list[str]) -> None:
        try:
            callback(heard)
        except Exception:  # noqa: BLE001  # The others must still hear.
            _log.exception("a listener of hints failed")
