"""What a file shows: an image, or the pages of a PDF drawn as images, so that nothing of it runs in the reader's browser."""

from typing import Any

import reflex as rx

from components import ui
from components.ui.each import Text
from healthmed_app.core.texts import _

_LOOKS = {
    "image": (
        "mx-auto block h-auto max-w-full rounded-card border border-line bg-white "
        "data-[loading=true]:min-h-80 data-[loading=true]:w-full data-[loading=true]:animate-pulse data-[loading=true]:bg-sunken"
    ),
    "problem": "rounded-card border border-danger bg-surface px-4 py-3 font-[560] text-danger",
}


class _PrivateImage(rx.Component):
    library = "$/public/js/private-image.js"
    tag = "PrivateImage"

    src: rx.Var[str]
    alt: rx.Var[str]
    width: rx.Var[int]
    height: rx.Var[int]
    lost: rx.Var[str]
    eager: rx.Var[bool]
    looks: rx.Var[dict[str, str]]


def preview(file: Any) -> rx.Component:
    """Draw a file: `.is_image .src .name .width .height`, and of a PDF `.pages` (items `.src .alt`) and `.more`.

    `.more` is a sentence when not all pages are shown, else empty.
    """
    pages = rx.el.ol(
        rx.foreach(
            file.pages,
            lambda page: rx.el.li(_image(page.src, page.alt, eager=False), key=page.src),
        ),
        aria_label=_("Pages"),
        class_name="space-y-4",
    )
    more = rx.cond(file.more != "", ui.banner(file.more, class_name="mt-4"), rx.fragment())
    image = _image(file.src, file.name, width=file.width, height=file.height, eager=True)
    return rx.cond(file.is_image, image, rx.fragment(pages, more))


def _image(src: Text, alt: Text, *, eager: bool, **size: Any) -> rx.Component:
    lost = _("This cannot be shown right now. Check your connection and load the page again.")
    return _PrivateImage.create(src=src, alt=alt, lost=lost, eager=eager, looks=_LOOKS, **size)
