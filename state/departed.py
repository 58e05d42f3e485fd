"""Lets go of what this process keeps for a browser tab, a little after the tab is gone.

Reflex keeps every tab's State for an hour after its last event, so whoever opens and closes connections without end, which
needs no account, would fill the memory of all who are here. A tab that comes back later finds its page read anew, as it
does after a replica was lost: a State is a projection.
"""

import asyncio
from collections.abc import Callable

import reflex as rx
from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.token import StateToken

KEPT_SECONDS = 300.0
"""For a tab that is away: a tunnel, another application, a reload."""
KEPT_MAX = 2_000
"""However many are away; beyond it those go that left first."""
EVERY_SECONDS = 5.0


class Departed:
    """The tabs that are away, and since when this process has seen that."""

    def __init__(self, manager: StateManagerMemory, connected: Callable[[str], bool]) -> None:
        """`connected(token)` says whether a tab is here."""
        self._manager = manager
        self._connected = connected
        self._since: dict[str, float] = {}

    def let_go(self, now: float, *, kept_max: int = KEPT_MAX) -> int:
        """Let go of those that have been away for long at the moment `now` of a steady clock; return how many they were."""
        # Reflex has no public way to look at them; its version is pinned, and a test says if this changes.
        known = [token for _, token in self._manager._token_expires_at.values()]  # noqa: SLF001
        away = {token.cache_key: token for token in known if not self._connected(token.ident)}
        self._since = {key: self._since.get(key, now) for key in away}
        oldest = sorted(away, key=self._since.__getitem__)
        surplus = max(0, len(oldest) - kept_max)
        over = [
            key
            for place, key in enumerate(oldest)
            if place < surplus or now - self._since[key] >= KEPT_SECONDS
        ]
        return sum(self._purge(away[key]) for key in over)

    def _purge(self, token: StateToken[object]) -> bool:
        """Let go of one, unless something is at work in it."""
        lock = self._manager._states_locks.get(token.lock_key)  # noqa: SLF001
        if lock is not None and lock.locked():
            return False
        self._manager._purge_token(token)  # noqa: SLF001
        return True


async def run(app: rx.App) -> None:
    """Let go of the tabs that are away, again and again, until it is cancelled."""
    assert isinstance(app.state_manager, StateManagerMemory), "each replica keeps its own"
    departed = Departed(app.state_manager, lambda token: _is_here(app, token))
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        departed.let_go(asyncio.get_running_loop().time())


def _is_here(app: rx.App, token: str) -> bool:
    return app.event_namespace is not None and token in app.event_namespace.token_to_sid
