"""Nothing to see: the server is asked once, when a moment has come."""

from typing import Any

import reflex as rx

from components.ui.each import Text


class _Wake(rx.Component):
    library = "$/public/js/wake.js"
    tag = "Wake"

    at: rx.Var[str]
    now: rx.Var[str]
    on_time: rx.EventHandler[rx.event.no_args_event_spec]


def wake(at: Text, *, now: Text, on_time: Any) -> rx.Component:
    """Run `on_time` once at the moment `at`, an ISO time with its offset; empty waits for nothing. `now` is the server's time."""
    return _Wake.create(at=at, now=now, on_time=on_time)
