"""Time that runs out, counted in the browser."""

from typing import Any

import reflex as rx

from components.ui.each import Text, classes
from components.ui.icon import icon
from healthmed_app.core.texts import _


class _Countdown(rx.Component):
    library = "$/public/js/countdown.js"
    tag = "Countdown"

    until: rx.Var[str]
    now: rx.Var[str]
    warn_seconds: rx.Var[int]
    left_text: rx.Var[str]
    warn_text: rx.Var[str]
    end_text: rx.Var[str]
    on_end: rx.EventHandler[rx.event.no_args_event_spec]


def countdown(
    until: Text,
    *,
    now: Text = "",
    left_text: str = "",
    warn_text: str = "",
    end_text: str = "",
    on_end: Any = None,
    class_name: Text = "",
) -> rx.Component:
    """Draw the time left until `until`, an ISO time with its offset; `now` is the server's time when it said so.

    `left_text` holds `{time}`, which the browser fills with `4:32`. `on_end` runs once, when it is over.
    """
    handler = {} if on_end is None else {"on_end": on_end}
    return rx.el.span(
        icon("clock", size=18),
        _Countdown.create(
            until=until,
            now=now,
            warn_seconds=60,
            left_text=left_text or _("Held for you for {time}"),
            warn_text=warn_text or _("One minute left."),
            end_text=end_text or _("Your five minutes ended."),
            class_name="toned-ink tabular-nums",
            **handler,
        ),
        class_name=classes("inline-flex items-center gap-2 text-14 font-[560] text-muted", class_name),
    )
