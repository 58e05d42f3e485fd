"""What every document's head carries: our mark, the colour of the browser's own frame, and the font, asked for early."""

import reflex as rx


def head() -> list[rx.Component]:
    """Return the elements for `rx.App(head_components=…)`."""
    font = {"as": "font", "type": "font/woff2", "crossOrigin": "anonymous"}
    return [
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.link(rel="preload", href="/fonts/inter-latin.woff2", custom_attrs=font),
        rx.el.meta(
            name="theme-color", content="#ffffff", custom_attrs={"media": "(prefers-color-scheme: light)"}
        ),
        rx.el.meta(
            name="theme-color", content="#151d26", custom_attrs={"media": "(prefers-color-scheme: dark)"}
        ),
    ]
