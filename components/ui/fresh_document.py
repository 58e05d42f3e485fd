"""A page that loads itself anew when it was reached because a session had ended."""

import reflex as rx


class _FreshDocument(rx.Component):
    library = "$/public/js/fresh-document.js"
    tag = "FreshDocument"


def fresh_document() -> rx.Component:
    """Draw nothing; load the page anew when its address says `ended` and it was reached without a new document."""
    return _FreshDocument.create()
