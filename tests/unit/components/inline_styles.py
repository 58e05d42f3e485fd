"""Finds inline styles, which the content security policy refuses."""

from reflex_base.components.component import BaseComponent


def inline_styles(component: BaseComponent) -> list[object]:
    """Return every inline style below `component`, those in the values of its properties included."""
    inside = [*component.children, *getattr(component, "_get_components_in_props", list)()]
    style = getattr(component, "style", None)
    own = [style] if style else []
    return own + [style for child in inside for style in inline_styles(child)]
