"""Checks a whole form: every field that a rule refuses is told at once, in the form's order."""

from collections.abc import Callable
from typing import Any, TypeVar

from healthmed_app.core.errors import Invalid, Problem

Value = TypeVar("Value")


class Checks:
    """Collects what the rules refuse."""

    def __init__(self) -> None:
        self._problems: dict[str, str | Problem] = {}

    def take(self, rule: Callable[..., Value], *args: Any, **options: Any) -> Value | None:
        """Return what `rule` makes of its arguments, or None when it refuses them."""
        try:
            return rule(*args, **options)
        except Invalid as problem:
            self._problems[problem.field or ""] = problem
            return None

    def refuse(self, field: str, message: str) -> None:
        """Refuse a field for a reason of the caller's."""
        self._problems.setdefault(field, message)

    def done(self) -> None:
        """Raise `Invalid` with all that was refused, if anything was."""
        if self._problems:
            raise Invalid.of(self._problems)
