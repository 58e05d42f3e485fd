"""Which clients of this process show which topics, and when each is refreshed: the bookkeeping of live pages.

Knows nothing of Reflex, so that it can be tested with a loop and two functions.
"""

import asyncio
import contextvars
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

REFRESH_SECONDS = 1.0
PAGES_MAX = 25_000
"""More than the clients that one process can hold open; beyond it the oldest page goes."""
_SPREAD_SECONDS = 0.0005
"""Between two refreshes that one hint causes, so that the watchers of a popular doctor do not all read at once."""
_SWEEP_MIN = 64

Subscribe = Callable[[str, Callable[[str], None]], Callable[[], None]]
Deliver = Callable[[str, str, Any], Awaitable[bool]]


@dataclass(slots=True, eq=False)
class _Watch:
    """One refresh event of one page."""

    token: str
    path: str
    event: Any
    topics: frozenset[str]
    last: float = float("-inf")
    timer: asyncio.TimerHandle | None = None
    refreshing: bool = False
    again: bool = False
    """A hint came while the tab was refreshing."""
    ended: bool = False


@dataclass(slots=True)
class _Page:
    """What one browser tab shows, and its watches by name."""

    path: str
    watches: dict[str, _Watch] = field(default_factory=dict[str, _Watch])


class Watchers:
    """A bounded registry that turns hints into refreshes, at most one a second for each watch.

    `subscribe(topic, callback)` returns the function that ends the subscription; `deliver(token, path, event)` sends
    a refresh, waits until it is done, and says whether that tab still shows that path; `connected(token)` says whether the tab is here.
    """

    def __init__(
        self,
        subscribe: Subscribe,
        deliver: Deliver,
        connected: Callable[[str], bool],
        *,
        pages_max: int = PAGES_MAX,
        refresh_seconds: float = REFRESH_SECONDS,
    ) -> None:
        self._subscribe = subscribe
        self._deliver = deliver
        self._connected = connected
        self._pages_max = pages_max
        self._refresh_seconds = refresh_seconds
        self._pages: dict[str, _Page] = {}
        self._topics: dict[str, dict[_Watch, None]] = {}
        self._unsubscribe: dict[str, Callable[[], None]] = {}
        self._added_since_sweep = 0
        self._deliveries: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        """How many tabs are watching."""
        return len(self._pages)

    def add(self, token: str, path: str, topics: Iterable[str], name: str, event: Any) -> None:
        """Refresh the tab with `event` on hints of `topics`, instead of its watch of the same name.

        Watches that the tab had on another path end.
        """
        page = self._pages.get(token)
        if page is not None and page.path != path:
            self.forget(token)
            page = None
        if page is None:
            self._sweep()
            page = self._pages[token] = _Page(path)
        old = page.watches.pop(name, None)
        watch = _Watch(token, path, event, frozenset(topics))
        page.watches[name] = watch
        for topic in watch.topics:
            if topic not in self._topics:
                self._topics[topic] = {}
                self._unsubscribe[topic] = self._subscribe(topic, self.hint)
            self._topics[topic][watch] = None
        if old is not None:
            watch.last = old.last
            self._end(old)

    def forget(self, token: str) -> None:
        """End all watches of a tab."""
        page = self._pages.pop(token, None)
        for watch in page.watches.values() if page else ():
            self._end(watch)

    def hint(self, topic: str) -> None:
        """Plan a refresh for every watch of `topic` that has none planned; one at a time, however slow they are."""
        for position, watch in enumerate(self._topics.get(topic, ())):
            if watch.refreshing:
                watch.again = True
            elif watch.timer is None:
                self._plan(watch, position * _SPREAD_SECONDS)

    def _plan(self, watch: _Watch, least_seconds: float = 0.0) -> None:
        loop = asyncio.get_running_loop()
        wait = max(least_seconds, watch.last + self._refresh_seconds - loop.time())
        # An empty context: a refresh belongs to no request, whoever happened to cause it.
        watch.timer = loop.call_later(wait, self._fire, watch, context=contextvars.Context())

    def _fire(self, watch: _Watch) -> None:
        loop = asyncio.get_running_loop()
        watch.timer, watch.last, watch.refreshing = None, loop.time(), True
        task = loop.create_task(self._send(watch))
        self._deliveries.add(task)
        task.add_done_callback(self._deliveries.discard)

    async def _send(self, watch: _Watch) -> None:
        try:
            there = self._connected(watch.token)
            there = there and await self._deliver(watch.token, watch.path, watch.event)
        finally:
            watch.refreshing = False
        if watch.again and not watch.ended:
            watch.again = False
            self._plan(watch)
        page = self._pages.get(watch.token)
        if not there and page is not None and page.path == watch.path:
            self.forget(watch.token)

    def _end(self, watch: _Watch) -> None:
        watch.ended = True
        if watch.timer is not None:
            watch.timer.cancel()
        for topic in watch.topics:
            watchers = self._topics[topic]
            del watchers[watch]
            if not watchers:
                del self._topics[topic]
                self._unsubscribe.pop(topic)()

    def _sweep(self) -> None:
        """Now and then forget the tabs that left without another hint; make room for one more."""
        self._added_since_sweep += 1
        if self._added_since_sweep > max(_SWEEP_MIN, len(self._pages) // 2):
            self._added_since_sweep = 0
            for token in [token for token in self._pages if not self._connected(token)]:
                self.forget(token)
        while len(self._pages) >= self._pages_max:
            self.forget(next(iter(self._pages)))
