"""Icons from one sprite, `assets/icons.svg`: one small cached file, and a name may come from a State."""

import reflex as rx

from components.ui.each import Text, classes

SPRITE = "/icons.svg"


def icon(name: Text, *, size: int = 20, label: Text = "", class_name: Text = "") -> rx.Component:
    """Draw the icon `name` of the sprite, `size` pixels square.

    Without a `label` it is decoration, and a screen reader passes over it.
    """
    spoken = {"role": "img", "aria-label": label} if label else {"aria-hidden": "true"}
    return rx.el.svg(
        rx.el.svg.use(href=f"{SPRITE}#{name}"),
        width=str(size),
        height=str(size),
        custom_attrs=spoken,
        class_name=classes("shrink-0", class_name),
    )
