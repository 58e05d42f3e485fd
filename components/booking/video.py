"""The way into a video visit, or when there will be one."""

from typing import Any

import reflex as rx

from components import ui
from healthmed_app.core.texts import _


def video_room(room: Any, *, class_name: str = "") -> rx.Component:
    """Draw the room of a video visit; nothing for another visit. Reads `.phase .sentence .href`."""
    join = ui.button(
        _("Join the video visit"),
        href=room.href,
        reload_document=True,
        target="_blank",
        rel="noopener noreferrer",
        icon="video",
        icon_after="external-link",
    )
    words = rx.el.div(
        rx.el.h2(_("Video visit"), class_name="text-18"),
        rx.el.p(room.sentence, role="status", aria_live="polite", class_name="mt-1 max-w-read"),
        class_name="min-w-0 flex-1 basis-64",
    )
    shown = ui.card(
        rx.el.span(ui.icon("video", size=24), class_name="text-accent"),
        words,
        ui.when(room.phase == "open", join),
        class_name=ui.classes("flex flex-wrap items-center gap-4", class_name),
    )
    return ui.when(room.phase != "", shown)


def room_first(room: Any, *below: rx.Component, on_time: Any) -> rx.Component:
    """Draw the room above `below` while it is open, since the visit is now; else under it.

    The server is asked again at the moment when the room opens or shuts.
    """
    is_open = room.phase == "open"
    return rx.fragment(
        ui.when(is_open, video_room(room, class_name="mb-6")),
        *below,
        ui.when(~is_open, video_room(room, class_name="mt-6")),
        ui.wake(room.look_again_at, now=room.now, on_time=on_time),
    )
