"""Buttons, and links that look like them."""

from typing import Any, Literal

import reflex as rx

from components.ui.each import Text, classes
from components.ui.icon import icon as draw_icon

Kind = Literal["primary", "secondary", "quiet", "danger"]
Size = Literal["small", "medium", "large"]

_BASE = (
    "inline-flex items-center justify-center gap-2 rounded-control font-[560] text-center cursor-pointer "
    "transition-colors select-none border disabled:opacity-55 aria-disabled:opacity-55 aria-disabled:pointer-events-none"
)
_KINDS = {
    "primary": "bg-accent text-on-accent border-transparent hover:bg-accent-hover",
    "secondary": "bg-surface text-ink border-line-strong hover:border-ink hover:bg-sunken",
    "quiet": "bg-transparent text-accent border-transparent hover:bg-accent-tint hover:text-accent-hover",
    "danger": "bg-danger text-on-danger border-transparent hover:bg-danger-hover",
}
_SIZES = {
    "small": "min-h-9 px-3 py-1 text-14",
    "medium": "min-h-11 px-4 py-2 text-16",
    "large": "min-h-13 px-6 py-2 text-18",
}


def button(
    *children: Any,
    kind: Kind = "primary",
    size: Size = "medium",
    icon: Text = "",
    icon_after: Text = "",
    href: Text = "",
    opens: str = "",
    closes: bool = False,
    **props: Any,
) -> rx.Component:
    """Draw a button, or a link that looks like one when `href` is given.

    A button is `type="button"` unless told otherwise. `opens` names the dialog that it opens, `closes` closes the one
    it stands in; neither asks the server.
    """
    pixels = 18 if size == "small" else 20
    inside = [
        *([draw_icon(icon, size=pixels)] if isinstance(icon, rx.Var) or icon else []),
        *children,
        *([draw_icon(icon_after, size=pixels)] if isinstance(icon_after, rx.Var) or icon_after else []),
    ]
    props["class_name"] = classes(_BASE, _KINDS[kind], _SIZES[size], props.pop("class_name", ""))
    if opens:
        props["data_opens"] = opens
    if closes:
        props["data_closes"] = "true"
    if isinstance(href, rx.Var) or href:
        return rx.el.a(*inside, href=href, **props)
    return rx.el.button(*inside, type=props.pop("type", "button"), **props)


def icon_button(name: Text, label: Text, **props: Any) -> rx.Component:
    """Draw a square quiet button that has only an icon; `label` says what it does."""
    props.setdefault("kind", "quiet")
    props["class_name"] = classes("aspect-square !px-0", props.pop("class_name", ""))
    return button(draw_icon(name), aria_label=label, title=label, **props)
