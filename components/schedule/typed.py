"""An input that the server keeps as it is typed: it survives a lost connection, and shows what the server says later."""

from typing import Any

import reflex as rx


class _TypedInput(rx.Component):
    library = "$/public/js/typed-input.js"
    tag = "TypedInput"

    value: rx.Var[str]
    type: rx.Var[str]
    input_mode: rx.Var[str]
    on_type: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def typed_input(ident: Any, value: Any, on_type: Any, *, kind: str = "text", **props: Any) -> rx.Component:
    """Draw an input of the HTML type `kind`; `on_type` gets its text whenever it changes."""
    return _TypedInput.create(id=ident, value=value, type=kind, on_type=on_type, **props)


def problem_attrs(ident: Any, error: Any, **more: Any) -> dict[str, Any]:
    """Return what ties a field to the problem that `ui.field_error` draws above it."""
    return {
        **more,
        "aria-invalid": rx.cond(error, "true", "false"),
        "aria-describedby": rx.cond(error, f"{ident}-error", ""),
    }
