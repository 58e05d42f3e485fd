"""The three kinds of form: a plain post, an event, and a search whose answer is an address."""

from typing import Any

import reflex as rx

from components.ui.each import Flag, Text


class _GetForm(rx.Component):
    library = "$/public/js/get-form.js"
    tag = "GetForm"

    action: rx.Var[str]
    values: rx.Var[dict[str, str]]
    submit_on_change: rx.Var[bool]


def post_form(*children: Any, action: Text, **props: Any) -> rx.Component:
    """Draw a form that the browser posts to `action` itself, as signing in does."""
    return rx.el.form(*children, action=action, method="post", on_submit=None, no_validate=True, **props)


def event_form(*children: Any, on_submit: Any, **props: Any) -> rx.Component:
    """Draw a form whose fields go to a handler as one dictionary."""
    return rx.el.form(*children, on_submit=on_submit, no_validate=True, **props)


def get_form(
    *children: Any,
    action: Text,
    values: rx.Var[dict[str, str]] | None = None,
    submit_on_change: Flag = False,
    label: Text = "",
    **props: Any,
) -> rx.Component:
    """Draw a search form: it goes to `action?field=value`, without empty fields and without a new document.

    `values` (field name to text) keeps the fields true to the address. With `submit_on_change` a pick in a select,
    radio or checkbox submits by itself. `label` makes it a search landmark.
    """
    if values is not None:
        props["values"] = values
    landmark = {"role": "search", "aria-label": label} if label else {}
    return _GetForm.create(
        *children,
        action=action,
        submit_on_change=submit_on_change,
        custom_attrs=landmark,
        **props,
    )
