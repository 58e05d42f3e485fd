"""Every event handler of every State, as Reflex has registered them: what anybody on the network can call."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast
from uuid import uuid4

import reflex as rx
from reflex.state import BaseState
from reflex_base.registry import RegistrationContext

import pages
from healthmed_app.accounts.cookies import SESSION_COOKIE
from state.access import Guard

FRAMEWORK = frozenset(
    {
        "hydrate",
        "hydrate_and_load",
        "set_is_hydrated",
        "on_load_internal",
        "update_vars_internal",
        "handle_frontend_exception",
        "setvar",
    }
)
"""The framework's own. `setvar` calls `set_*` methods alone, of which there must be none."""


@dataclass(frozen=True)
class Handler:
    """One handler of a State of ours."""

    full_name: str
    state: type[BaseState]
    name: str
    function: Any

    @property
    def guard(self) -> Guard | None:
        return getattr(self.function, "__guard__", None)

    def __str__(self) -> str:
        return f"{self.state.__name__}.{self.name}"


def registered() -> list[Handler]:
    """Return all handlers that a client can name."""
    list(pages.modules())
    known = RegistrationContext.get().event_handlers.items()
    return sorted(
        (
            Handler(name, entry.states[0], name.rpartition(".")[2], entry.handler.fn)
            for name, entry in known
            if not _is_of_a_test(entry.states[0])
        ),
        key=str,
    )


def _is_of_a_test(state: type[BaseState]) -> bool:
    return state.__module__.startswith(("tests", "test_"))


def ours() -> list[Handler]:
    """Return the handlers that we wrote."""
    return [handler for handler in registered() if handler.name not in FRAMEWORK]


def states() -> set[type[BaseState]]:
    """Return our States."""
    return {handler.state for handler in ours()}


def state_at(cls: type[BaseState], path: str, secret: str = "") -> Any:
    """Return a State as it is when a client at `path` has the session of `secret`."""
    root = rx.State(_reflex_internal_init=True)  # type: ignore[call-arg]
    pathname, _, query = path.partition("?")
    router_data = {
        "pathname": pathname,
        "asPath": path,
        "query": dict(pair.split("=", 1) for pair in query.split("&") if pair),
        "token": str(uuid4()),
        "headers": {
            "cookie": f"{SESSION_COOKIE}={secret}" if secret else "",
            "origin": "https://healthmed.test",
        },
        "ip": "203.0.113.7",
    }
    root.router_data = router_data
    root._update_router_vars(router_data, {})
    return root.get_substate(cls.get_full_name().split("."))


async def answers(handler: Handler, state: Any, **arguments: Any) -> list[Any]:
    """Call a handler as Reflex does, and return what it answered."""
    called = handler.function(state, **arguments)
    if hasattr(called, "__aiter__"):
        return [answer async for answer in called]
    answer = await called
    return [] if answer is None else [answer]


def variables(state: Any) -> dict[str, Any]:
    """Return what a client can see of a State."""
    return {name: getattr(state, name) for name in sorted(type(state).base_vars)}


def redirects(given: list[Any]) -> Iterator[str]:
    """Yield the addresses that a handler's answers send the browser to."""
    for answer in given:
        for key, value in cast("rx.event.EventSpec", answer).args:
            if str(key) == "path":
                yield str(value).strip('"')
