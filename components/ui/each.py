"""Lists and classes that read the same for values known now and for values that a State fills in later."""

from collections.abc import Callable, Mapping
from typing import Any, cast

import reflex as rx

Text = str | rx.Var[str]
Flag = bool | rx.Var[bool]
Items = Any
"""A list, or the Var of one: a State's field reads as either to a type checker."""


def each(items: Items, draw: Callable[[Any], rx.Component]) -> rx.Component:
    """Draw every item. A literal list becomes plain markup, a Var a list in the browser."""
    if isinstance(items, rx.Var):
        return rx.foreach(items, draw)
    return rx.fragment(*(draw(item) for item in items))


def some(items: Items) -> Any:
    """Return whether there are any, to draw something `when` there are."""
    return cast("Any", items).length() > 0 if isinstance(items, rx.Var) else bool(items)


def when(condition: Any, yes: rx.Component, no: rx.Component | None = None) -> rx.Component:
    """Draw `yes` where `condition` holds, else `no` (nothing by default)."""
    otherwise = rx.fragment() if no is None else no
    if isinstance(condition, rx.Var):
        return rx.cond(condition, yes, otherwise)
    return yes if condition else otherwise


def classes(*names: Text) -> Text:
    """Join class names; a Var among them keeps the whole reactive."""
    return " ".join(f"{name}" for name in names if isinstance(name, rx.Var) or name)


def pick(value: Any, choices: Mapping[str, Any], otherwise: Any) -> Any:
    """Return what `choices` has for `value`, known now or filled in later by a State."""
    return (
        rx.match(value, *choices.items(), otherwise)
        if isinstance(value, rx.Var)
        else choices.get(value, otherwise)
    )
