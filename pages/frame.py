"""The frame of every page: the kit's shell, told who reads."""

from typing import Any

import reflex as rx

from components import ui
from state.bell import BellState
from state.reader import ReaderState


def frame(*children: Any, current: str = "", width: str = "max-w-page") -> rx.Component:
    """Draw a page around `children`. `current` is the way to mark in the header (`/find`), `width` a Tailwind class."""
    reader = ui.Reader(
        role=ReaderState.role,
        name=ReaderState.name,
        initials=ReaderState.initials,
        support=ReaderState.support,
        unread=BellState.number,
        bell=BellState.label,
        news=BellState.news,
    )
    return ui.shell(*children, reader=reader, current=current, width=width)
