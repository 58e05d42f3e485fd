"""Addresses in the reader's language, and links that stand in text."""

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.inline import A

from components.ui.each import Text, classes
from healthmed_app.core.texts import language


def to(path: Text = "") -> Text:
    """Return the address of our own page `path` (`/find`) in the language that is being written: `/en/find`."""
    return f"/{language()}{path}"


def link(*children: Any, href: Text, **props: Any) -> rx.Component:
    """Draw a link in text. What is not a page of ours (API, download, language) needs `reload_document=True`."""
    name = classes("link", props.pop("class_name", ""))
    return rx.el.a(*children, href=href, class_name=name, **props)


def jump(*children: Any, ident: Text, **props: Any) -> rx.Component:
    """Draw a link to the element `ident` of the same page, which the browser itself follows."""
    return A.create(*children, href=f"#{ident}", **props)
