"""A person as a photo, or as the initials of their name."""

import reflex as rx

from components.ui.each import Text, classes

_SIZES = {"small": "size-9 text-14", "medium": "size-14 text-18", "large": "size-20 text-28"}


def avatar(letters: Text, *, size: str = "medium", photo: Text = "", class_name: Text = "") -> rx.Component:
    """Draw the initials `letters`, or the `photo` at its address. The name must stand beside it in words."""
    shape = classes("shrink-0 rounded-full", _SIZES[size], class_name)
    shown = rx.el.span(
        letters,
        aria_hidden="true",
        class_name=classes(
            shape, "inline-flex items-center justify-center bg-accent-tint font-[620] text-accent select-none"
        ),
    )
    if not isinstance(photo, rx.Var):
        return rx.el.img(src=photo, alt="", class_name=classes(shape, "object-cover")) if photo else shown
    return rx.cond(
        photo != "", rx.el.img(src=photo, alt="", class_name=classes(shape, "object-cover")), shown
    )
