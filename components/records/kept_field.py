"""A field that is saved as it is typed, and what a person decides when it was typed in two tabs."""

from typing import Any

import reflex as rx

from components import ui
from components.ui.each import Text
from healthmed_app.core.texts import _


def _kept(
    text: rx.Var[str], seen: rx.Var[int], tab: rx.Var[str]
) -> tuple[rx.Var[str], rx.Var[int], rx.Var[str]]:
    return text, seen, tab


class _KeptField(rx.Component):
    library = "$/public/js/kept-field.js"
    tag = "KeptField"

    value: rx.Var[str]
    version: rx.Var[int]
    load: rx.Var[str]
    taken: rx.Var[int]
    store: rx.Var[str]
    lines: rx.Var[int]
    focused: rx.Var[bool]
    on_keep: rx.EventHandler[_kept]


def kept_field(  # noqa: PLR0913  # All but two name what they are.
    view: Any,
    label: Text,
    *,
    store: Any,
    load: Any,
    error: Any,
    on_keep: Any,
    on_mine: Any,
    on_other: Any,
    lines: int = 0,
    hint: Text = "",
    max_length: int,
    focused: Any = False,
    class_name: str = "",
) -> rx.Component:
    """Draw one field of a draft, a `state.report_views.FieldView`; `lines` makes it a text of so many lines.

    `store` tells the draft from others in this tab. `on_keep` gets the text, the version that was seen and the tab;
    `on_mine` and `on_other` the field's name.
    """
    has_hint = hint != "" if isinstance(hint, rx.Var) else bool(hint)
    described = rx.cond(error != "", f"{view.name}-error {view.name}-hint", f"{view.name}-hint")
    control = _KeptField.create(
        id=view.name,
        value=view.text,
        version=view.version,
        load=load,
        taken=view.taken,
        store=f"{store} {view.name}",
        lines=lines,
        focused=focused,
        on_keep=on_keep,
        class_name="control min-h-24 field-sizing-content" if lines else "control",
        custom_attrs={
            "maxLength": max_length,
            "autoComplete": "off",
            "aria-describedby": described,
            "aria-invalid": rx.cond(error != "", "true", "false"),
        },
    )
    return rx.el.div(
        rx.el.label(label, html_for=view.name, class_name="font-[560]"),
        ui.when(has_hint, rx.el.p(hint, id=f"{view.name}-hint", class_name="text-14 text-muted")),
        ui.field_error(view.name, error),
        control,
        rx.cond(view.clash, _clash(view, on_mine, on_other), rx.fragment()),
        class_name=f"flex flex-col gap-1.5 {class_name}",
    )


def _clash(view: Any, on_mine: Any, on_other: Any) -> rx.Component:
    other = rx.cond(
        view.other != "",
        rx.el.blockquote(
            view.other, class_name="mt-2 border-l-2 border-line-strong pl-3 whitespace-pre-line"
        ),
        rx.el.p(_("There it is empty."), class_name="mt-2"),
    )
    ways = rx.el.div(
        ui.button(_("Keep what is typed here"), kind="secondary", size="small", on_click=on_mine(view.name)),
        ui.button(_("Use the other text"), kind="secondary", size="small", on_click=on_other(view.name)),
        class_name="mt-3 flex flex-wrap gap-2",
    )
    return rx.el.div(
        ui.banner(
            rx.el.p(_("What you typed here is not saved. There it says:")),
            other,
            ways,
            tone="warning",
            title=_("This was changed in another tab or on another device"),
        ),
        role="alert",
    )
