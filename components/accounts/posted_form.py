"""A plain form post that remembers: where its reader was going, and what they had typed when it was refused."""

from collections.abc import Mapping
from typing import Any

import reflex as rx

from components import ui
from components.ui.button import Kind
from components.ui.each import Text


def posted_form(
    *children: Any,
    action: str,
    submit: str,
    key: Text,
    hidden: Mapping[str, Text] | None = None,
    kind: Kind = "primary",
) -> rx.Component:
    """Draw a form that is posted to `action`, with one button of a `kind`; it is drawn anew when `key` changes."""
    carried = [
        rx.el.input(type="hidden", name=name, value=value, read_only=True)
        for name, value in (hidden or {}).items()
    ]
    return ui.post_form(
        *carried,
        *children,
        rx.el.div(
            ui.button(submit, type="submit", kind=kind, size="large", class_name="w-full sm:w-auto"),
            class_name="pt-2",
        ),
        action=action,
        key=key,
        class_name="flex flex-col gap-5",
    )


class Fields:
    """Draws fields that show what `errors` and `typed` say of them."""

    def __init__(self, errors: Any, typed: Any) -> None:
        self.errors = errors
        self.typed = typed

    def text(self, name: str, label: str, **props: Any) -> rx.Component:
        """Draw a one-line field that keeps what was typed."""
        return ui.text_field(
            name, label, error=self._error(name), default_value=self.typed.get(name, ""), **props
        )

    def password(self, name: str, label: str, **props: Any) -> rx.Component:
        """Draw a field for a password, which nothing keeps."""
        return ui.text_field(name, label, error=self._error(name), type="password", **props)

    def area(self, name: str, label: str, **props: Any) -> rx.Component:
        """Draw a field for several lines that keeps what was typed."""
        return ui.textarea_field(
            name, label, error=self._error(name), default_value=self.typed.get(name, ""), **props
        )

    def select(self, name: str, label: str, options: list[tuple[str, str]], **props: Any) -> rx.Component:
        """Draw a pick from a list that keeps what was picked."""
        return ui.select_field(
            name, label, options, error=self._error(name), default_value=self.typed.get(name, ""), **props
        )

    def box(self, name: str, label: str, *, checked: Any = False) -> rx.Component:
        """Draw one box to tick."""
        return ui.checkbox(name, label, error=self._error(name), default_checked=checked)

    def _error(self, name: str) -> Any:
        return self.errors.get(name, "")
