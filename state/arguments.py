"""Checks the arguments of an event handler against its annotations, since Reflex passes on whatever a client sends.

Wrong names, missing values and wrong types are refused before the handler runs. What a value *means* is for the rules
of its feature.
"""

import dataclasses
import inspect
import typing
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, cast

from pydantic import TypeAdapter, ValidationError

from healthmed_app.core.errors import Invalid
from healthmed_app.core.texts import N_
from healthmed_app.core.typed import clean

_REFUSED = N_("The page sent something that we did not understand. Reload it and try again.")


class Arguments:
    """The arguments of one handler, without its `self`."""

    def __init__(self, handler: Callable[..., Any]) -> None:
        """Read the signature of `handler`; raise `TypeError` where an argument has no annotation."""
        self._handler = handler
        signature = inspect.signature(handler)
        named = list(signature.parameters.values())[1:]
        for parameter in named:
            if parameter.annotation is inspect.Parameter.empty:
                message = f"{handler.__qualname__}: annotate {parameter.name}, so that it can be checked"
                raise TypeError(message)
        self._signature = signature.replace(parameters=named)

    @cached_property
    def _adapters(self) -> dict[str, TypeAdapter[Any]]:
        # Resolved at the first call: an annotation may name what its module defines further down.
        hints = typing.get_type_hints(self._handler, include_extras=True)
        return {name: TypeAdapter(hints[name]) for name in self._signature.parameters}

    def check(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> dict[str, Any]:
        """Return the arguments by name, as the annotated types; raise `Invalid` when they are not those."""
        try:
            bound = self._signature.bind(*args, **kwargs)
            return {
                name: self._adapters[name].validate_python(_plain(value))
                for name, value in bound.arguments.items()
            }
        except (TypeError, ValidationError) as error:
            raise Invalid(_REFUSED) from error


def _plain(value: Any) -> Any:
    """Undo Reflex's unchecked construction of dataclasses, so that their fields are checked too; clean every text."""
    if isinstance(value, str):
        return clean(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = dataclasses.asdict(value)
    if isinstance(value, dict):
        return {_plain(key): _plain(inner) for key, inner in cast("dict[Any, Any]", value).items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in cast("Sequence[Any]", value)]
    return value
