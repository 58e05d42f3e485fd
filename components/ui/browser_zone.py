"""The browser's own time zone, told to the server by a cookie (see `state.browser_zone`)."""

import reflex as rx


class _BrowserZone(rx.Component):
    library = "$/public/js/browser-zone.js"
    tag = "BrowserZone"


def browser_zone() -> rx.Component:
    """Draw nothing; the script that it brings says the zone."""
    return _BrowserZone.create()
