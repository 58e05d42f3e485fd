"""Fields of a form: a label, a hint, the problem above the input, and the input itself."""

from typing import Any

import reflex as rx

from components.ui.each import Items, Text, classes, each, when
from components.ui.icon import icon
from healthmed_app.core.texts import _


def _is_set(value: Text) -> Any:
    return value != "" if isinstance(value, rx.Var) else bool(value)


def _described_by(name: str, hint: Text, error: Text) -> Text:
    ids = [f"{name}-hint"] if _is_set(hint) is not False else []
    if isinstance(error, rx.Var):
        return rx.cond(error != "", " ".join([*ids, f"{name}-error"]), " ".join(ids))
    return " ".join([*ids, f"{name}-error"] if error else ids)


def field_error(name: str, error: Text) -> rx.Component:
    """Draw the problem of the field `name`; nothing while `error` is empty."""
    words = rx.el.p(
        icon("circle-alert", size=18, class_name="mt-0.5"),
        rx.el.span(error),
        id=f"{name}-error",
        class_name="flex gap-1.5 text-14 font-[560] text-danger",
    )
    return when(_is_set(error), words)


def _around(
    name: str, label: Text, control: rx.Component, *, hint: Text, error: Text, optional: bool, **props: Any
) -> rx.Component:
    after = (
        rx.el.span(" ", _("(optional)"), class_name="font-normal text-muted") if optional else rx.fragment()
    )
    return rx.el.div(
        rx.el.label(label, after, html_for=name, class_name="font-[560]"),
        when(_is_set(hint), rx.el.p(hint, id=f"{name}-hint", class_name="text-14 text-muted")),
        field_error(name, error),
        control,
        class_name=classes("flex flex-col gap-1.5", props.pop("class_name", "")),
    )


def _control_props(
    name: str, hint: Text, error: Text, props: dict[str, Any], *, optional: bool
) -> dict[str, Any]:
    described = _described_by(name, hint, error)
    invalid = (
        rx.cond(error != "", "true", "false") if isinstance(error, rx.Var) else "true" if error else "false"
    )
    attrs: dict[str, Any] = {"aria-invalid": invalid, **props.pop("custom_attrs", {})}
    if isinstance(described, rx.Var) or described:
        attrs["aria-describedby"] = described
    if not optional:
        attrs["aria-required"] = "true"
    return {"id": name, "name": props.pop("field_name", name), "custom_attrs": attrs, **props}


def text_field(
    name: str,
    label: Text,
    *,
    hint: Text = "",
    error: Text = "",
    optional: bool = False,
    class_name: Text = "",
    **props: Any,
) -> rx.Component:
    """Draw a one-line field. `name` is also its id; `type`, `auto_complete`, `default_value`, `on_blur` … pass through.

    Put `control_class` to narrow the input itself, as for a date or a code.
    """
    inner = classes("control", props.pop("control_class", ""))
    control = rx.el.input(class_name=inner, **_control_props(name, hint, error, props, optional=optional))
    return _around(name, label, control, hint=hint, error=error, optional=optional, class_name=class_name)


def textarea_field(
    name: str,
    label: Text,
    *,
    hint: Text = "",
    error: Text = "",
    optional: bool = False,
    class_name: Text = "",
    **props: Any,
) -> rx.Component:
    """Draw a field for several lines; `rows` says how many."""
    props.setdefault("rows", "4")
    inner = classes("control", props.pop("control_class", ""))
    control = rx.el.textarea(class_name=inner, **_control_props(name, hint, error, props, optional=optional))
    return _around(name, label, control, hint=hint, error=error, optional=optional, class_name=class_name)


def select_field(
    name: str,
    label: Text,
    options: Items,
    *,
    hint: Text = "",
    error: Text = "",
    optional: bool = False,
    class_name: Text = "",
    **props: Any,
) -> rx.Component:
    """Draw a pick from a list of (value, words)."""
    inner = classes("control", props.pop("control_class", ""))
    control = rx.el.select(
        each(options, lambda option: rx.el.option(option[1], value=option[0])),
        class_name=inner,
        **_control_props(name, hint, error, props, optional=optional),
    )
    return _around(name, label, control, hint=hint, error=error, optional=optional, class_name=class_name)


def checkbox(
    name: str, *label: Any, value: Text = "on", error: Text = "", ident: Text = "", **props: Any
) -> rx.Component:
    """Draw one box to tick, with the words that stand beside it. Boxes that share a name need an `ident` each."""
    own_id = ident if isinstance(ident, rx.Var) or ident else name
    class_name = classes("flex min-h-11 items-center gap-3", props.pop("class_name", ""))
    return rx.el.div(
        field_error(name, error),
        rx.el.label(
            rx.el.input(type="checkbox", id=own_id, name=name, value=value, class_name="check", **props),
            rx.el.span(*label),
            html_for=own_id,
            class_name=class_name,
        ),
    )
