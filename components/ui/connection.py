"""What a page says while it has lost the server."""

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors

from components.ui.icon import icon
from healthmed_app.core.texts import _


def connection_banner() -> rx.Component:
    """Draw a quiet line at the foot of the window while the connection is lost. What was typed stays."""
    line = rx.el.p(
        icon("wifi-off", size=18),
        _("The connection was lost. Trying again; what you typed is still here."),
        class_name="mx-auto flex w-fit max-w-full items-center gap-2 rounded-control bg-ink px-4 py-2.5 text-14 font-[560] text-paper shadow-float",
    )
    return rx.el.div(
        rx.cond(has_connection_errors, line, rx.fragment()),
        role="status",
        class_name="pointer-events-none fixed inset-x-4 bottom-4 z-50",
    )
