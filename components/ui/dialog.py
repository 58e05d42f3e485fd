"""A dialog over the page; as a sheet it comes from below on a phone and from the right on a wide screen."""

from typing import Any, Literal

import reflex as rx

from components.ui.button import icon_button
from components.ui.each import Text
from healthmed_app.core.texts import _


class _Dialog(rx.Component):
    library = "$/public/js/dialog.js"
    tag = "Dialog"

    open: rx.Var[bool]
    times: rx.Var[int]
    on_close: rx.EventHandler[rx.event.no_args_event_spec]


def dialog(
    ident: str,
    title: Text,
    *children: Any,
    kind: Literal["dialog", "sheet"] = "dialog",
    open: rx.Var[bool] | None = None,  # noqa: A002 - the name of the HTML attribute
    times: rx.Var[int] | None = None,
    on_close: Any = None,
) -> rx.Component:
    """Draw a `<dialog>` that starts closed.

    `button(..., opens=ident)` opens it without the server; or a State does with `open`, and then `on_close` must set
    that false again; `times` counts how often it did. `button(..., closes=True)` inside closes it, as Escape and the backdrop do.
    """
    told = {
        **({} if open is None else {"open": open}),
        **({} if times is None else {"times": times}),
        **({} if on_close is None else {"on_close": on_close}),
    }
    head = rx.el.div(
        rx.el.h2(title, id=f"{ident}-title", class_name="text-22"),
        icon_button("x", _("Close"), closes=True, class_name="-mr-2 text-muted"),
        class_name="flex items-start justify-between gap-4",
    )
    return _Dialog.create(
        rx.el.div(head, rx.el.div(*children, class_name="mt-3 space-y-4"), class_name="p-5 sm:p-6"),
        id=ident,
        class_name="floating",
        custom_attrs={"aria-labelledby": f"{ident}-title", "data-kind": kind},
        **told,
    )
