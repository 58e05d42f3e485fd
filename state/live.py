"""Live pages: a hint that something changed becomes a refresh event for the clients of this process that show it.

A page's load handler calls `watch` with topics that it worked out on the server, from the session and the route. A
hint may be lost and says nothing by itself: the refresh handler reads everything again, through the access decorator
like any other event. A client is refreshed at once, then at most once a second, and the last hint is never dropped.
This module knows neither the features nor where hints come from (`infra.streams.hints`).

What changes all the time has no hints: a page of it watches `every(seconds)`, which ticks in this process while somebody
here shows such a page, and not otherwise.
"""

import asyncio
import contextvars
from collections.abc import Callable, Iterable
from typing import Protocol

import reflex as rx
from reflex.istate.manager.token import BaseStateToken
from reflex.state import State
from reflex_base.event import Event, EventCallback, EventHandler

from state.watchers import Subscribe, Watchers

REFRESH_SECONDS_MAX = 30
"""After so long a refresh counts as done, so that a client that hangs is not forgotten for ever."""


class Hints(Protocol):
    """Where hints come from: `callback(topic)` is called on the event loop until the returned function is called."""

    def subscribe(self, topic: str, callback: Callable[[str], None]) -> Callable[[], None]:
        """Start calling `callback` for hints of `topic`."""
        ...


_EVERY = "every:"


def every(seconds: int) -> str:
    """Return the topic that changes every few `seconds`, for as long as somebody watches it."""
    return f"{_EVERY}{seconds}"


def ticking(subscribe: Subscribe) -> Subscribe:
    """Return a `subscribe` that ticks by itself for topics of `every`, and is the given one for all others."""

    def either(topic: str, callback: Callable[[str], None]) -> Callable[[], None]:
        if not topic.startswith(_EVERY):
            return subscribe(topic, callback)
        loop, seconds = asyncio.get_running_loop(), int(topic.removeprefix(_EVERY))
        timer: asyncio.TimerHandle

        def wait() -> None:
            nonlocal timer
            # An empty context: a tick belongs to nobody's request.
            timer = loop.call_later(seconds, tick, context=contextvars.Context())

        def tick() -> None:
            wait()
            callback(topic)

        def stop() -> None:
            timer.cancel()

        wait()
        return stop

    return either


class _Process:
    """What this process watches for its clients; nothing before `attach`, as while pages compile."""

    watchers: Watchers | None = None


def attach(app: rx.App, hints: Hints) -> None:
    """Make `watch` work in this process; the web root calls it once, when the process starts."""

    def connected(token: str) -> bool:
        return app.event_namespace is not None and token in app.event_namespace.token_to_sid

    async def deliver(token: str, path: str, event: Event) -> bool:
        root = await app.state_manager.get_state(BaseStateToken(ident=token, cls=State))
        if root.router.url.path != path:
            return False
        # Its errors are told by the handler's own decorator; here only the end of it matters.
        await asyncio.wait([await app.event_processor.enqueue(token, event)], timeout=REFRESH_SECONDS_MAX)
        return True

    _Process.watchers = Watchers(ticking(hints.subscribe), deliver, connected)


def watch(state: rx.State, topics: Iterable[str], handler: EventHandler | EventCallback[()]) -> None:
    """Run `handler` (which takes no arguments) for this client when one of `topics` changes, while it shows this page.

    Called by load handlers, so that a client which reconnects, to this process or another, watches again. What the
    client watched on another page is forgotten. `topics` must not come from an event's arguments.
    """
    guard = getattr(handler.fn, "__guard__", None)
    assert guard is None or guard.refreshes, "a page left open would keep its session alive"
    if _Process.watchers is not None:
        token, path = state.router.session.client_token, state.router.url.path
        _Process.watchers.add(
            token, path, topics, handler.fn.__qualname__, Event.from_event_type(handler())[0]
        )
